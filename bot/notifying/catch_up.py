"""At the start: whatever is open and was to be told is looked at again, whatever became of it before.

What the settings name anew learns of the claims that are open: nobody has asked there what is.
"""

from datetime import datetime
from typing import Final

from bot.clock import in_slices
from bot.domain.subject import Subject
from bot.notifying.audience import Audience
from bot.notifying.stores import ChannelStores
from bot.storage.keys import HEARD
from bot.storage.outbox import PendingSubject

# So many channels or subjects are read at a time, and so many of the one are put for the other.
AT_ONCE: Final = 200


async def catch_up(stores: ChannelStores, audience: Audience, now: datetime) -> int:
    """Have channels look at what is open; return at how much."""
    claims = [incident.id for incident in (await stores.snapshots.load(())).incidents]
    assert HEARD.ttl is not None
    heard, every = dict[str, list[str]](), set(claims)
    async for names in in_slices(await audience.names(), AT_ONCE):
        some = await stores.outbox.heard_by(names, now - HEARD.ttl)
        heard |= some
        every.update(*some.values())
    still = await _still_open(stores, every)
    hearing = await audience.hearing({id_: still[id_] for id_ in claims if id_ in still})
    for id_, concerned in hearing.items():
        for name in filter(audience.is_fixed, concerned):
            heard[name].append(id_)
    state, count = f"start {now.isoformat()}", 0
    wanted = ((name, id_) for name, ids in heard.items() for id_ in dict.fromkeys(ids) if id_ in still)
    async for those in in_slices(wanted, AT_ONCE):
        await stores.outbox.put((PendingSubject(name, id_, state) for name, id_ in those), now)
        count += len(those)
    return count


async def _still_open(stores: ChannelStores, ids: set[str]) -> dict[str, Subject]:
    """Those of these subjects that are not over."""
    still = dict[str, Subject]()
    async for some in in_slices(ids, AT_ONCE):
        known = await stores.subjects.load(some)
        still |= {id_: subject for id_, subject in known.items() if not subject.is_over}
    return still
