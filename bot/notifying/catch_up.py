"""At the start: whatever is open and was to be told is looked at again, whatever became of it before.

What the settings name anew learns of the claims that are open: nobody has asked there what is.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.alerting.matching import concerns
from bot.alerting.spellings import each_once
from bot.catalog.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.notifying.stores import ChannelStores
from bot.storage.keys import HEARD
from bot.storage.outbox import PendingSubject


async def catch_up(
    stores: ChannelStores, fixed: Sequence[Channel], catalog: Catalog, traits: Traits, now: datetime
) -> int:
    """Have channels look at what is open, `fixed` being those of the settings; return at how much."""
    claims = [incident.id for incident in (await stores.snapshots.load(())).incidents]
    channels = {c.destination: c for c in (*fixed, *await stores.channels.load_all())}
    assert HEARD.ttl is not None
    heard = {str(to): await stores.outbox.heard(str(to), now - HEARD.ttl) for to in channels}
    every = dict.fromkeys((*claims, *(id_ for ids in heard.values() for id_ in ids)))
    known = await stores.subjects.load(list(every))
    still = {id_: subject for id_, subject in known.items() if not subject.is_over}
    wanted = {(name, id_) for name, ids in heard.items() for id_ in ids if id_ in still}
    names, told = await stores.channels.ids(), await stores.notifications.destinations_of(claims)
    for id_ in claims:
        if id_ in still:
            hearing = (to for to, c in channels.items() if concerns(c, still[id_], catalog, traits))
            once = each_once(hearing, names, told[id_])
            wanted |= {(str(to), id_) for to in once if channels[to] in fixed}
    state = f"start {now.isoformat()}"
    await stores.outbox.put([PendingSubject(name, id_, state) for name, id_ in sorted(wanted)], now)
    return len(wanted)
