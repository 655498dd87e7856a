"""Who asks about which service: kept for a quarter of an hour, as hashes that mean nothing elsewhere.

The salt is random, of one service, and goes with those who asked, or after a day; nothing of what they wrote
is kept. How many ask on most days is kept as a number by service.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from redis.exceptions import WatchError

from bot.domain.contact import Contact
from bot.domain.crowd import Crowd
from bot.domain.observation import PEOPLE, Observation
from bot.domain.status import ComponentStatus
from bot.panels.crowd import (
    WINDOW,
    Asking,
    AskingTally,
    ToldCrowd,
    corroboration_of,
    counted_once_more,
    crowd_of,
    is_to_be_told,
    still_counted,
    with_asking,
)
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import ASKING, ASKING_TALLIES
from bot.storage.sources import OBSERVATION_STREAM

_SALT_BYTES: Final = 16
# More channels that know it are not kept: in those, people are counted.
MAX_INFORMED: Final = 1_000
_SALT_FOR: Final = timedelta(days=1)
# No service has an empty id: under it stands since when we count.
_SINCE: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAskings:
    """Those who asked about one service lately, with the salt of their hashes, and what was told of them.

    `informed` are the channels to which we said that it has trouble, with when we did last.
    """

    salt: str
    salted_at: datetime
    askings: tuple[Asking, ...] = ()
    told: ToldCrowd | None = None
    informed: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All that is known of one service. `since` is when we began to count."""

    kept: KeptAskings
    tally: AskingTally | None
    since: datetime

    def crowd(self, now: datetime) -> Crowd | None:
        return crowd_of(self.kept.askings, self.tally, self.since, now)

    def told(self, told: ToldCrowd) -> "_Known":
        return replace(self, kept=replace(self.kept, told=told))


class Askings:
    """Counts whoever asks, and hands what that comes to to the correlator."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def note(self, service: str, contact: Contact, now: datetime) -> Crowd | None:
        """Count somebody about a service, unless they count already; what all of them come to."""

        def step(known: _Known) -> _Known:
            asking = _asking(known.kept.salt, contact, now)
            askings = with_asking(known.kept.askings, asking)
            tally = counted_once_more(known.tally, now) if asking in askings else known.tally
            return replace(known, kept=replace(known.kept, askings=askings), tally=tally)

        return await self._change(service, step, now)

    async def inform(self, service: str, contact: Contact, now: datetime) -> None:
        """Note that somebody's channel was told by us that a service has trouble."""

        def step(known: _Known) -> _Known:
            informed = known.kept.informed
            channel = _asking(known.kept.salt, contact, now).channel
            if channel not in informed and len(informed) >= MAX_INFORMED:
                return known
            return replace(known, kept=replace(known.kept, informed={**informed, channel: now}))

        await self._change(service, step, now)

    async def is_informed(self, service: str, contact: Contact, now: datetime) -> bool:
        """Whether it was within the last quarter of an hour."""
        kept = (await self._load(self._client, service, now)).kept
        at = kept.informed.get(_asking(kept.salt, contact, now).channel)
        return at is not None and now - at < WINDOW

    async def load(self, service: str, now: datetime) -> Crowd | None:
        """What those who asked about a service come to."""
        return (await self._load(self._client, service, now)).crowd(now)

    async def _change(self, service: str, step: Callable[[_Known], _Known], now: datetime) -> Crowd | None:
        """Replace what is known of a service by what `step` makes of it. Two at once both count."""
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(ASKING.of(service))
                before = await self._load(pipe, service, now)
                after = step(before)
                pipe.multi()
                crowd = after.crowd(now)
                if crowd is not None and is_to_be_told(crowd, after.kept.told, now):
                    OBSERVATION_STREAM.append(pipe, _observation(service, crowd, now))
                    after = after.told(ToldCrowd(nats=crowd.nats, at=now))
                _store(pipe, service, after)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return crowd

    async def _load(self, client: Any, service: str, now: datetime) -> _Known:
        data = await client.get(ASKING.of(service))
        tally, since = await client.hmget(ASKING_TALLIES.name, [service, _SINCE])
        kept = _lately(decode(data, KeptAskings), now) if data else None
        if kept is None or now - kept.salted_at >= _SALT_FOR:
            kept = KeptAskings(salt=secrets.token_hex(_SALT_BYTES), salted_at=now)
        return _Known(
            kept=kept,
            tally=decode(tally, AskingTally) if tally else None,
            since=decode(since, AskingTally).at if since else now,
        )


def _lately(kept: KeptAskings, now: datetime) -> KeptAskings:
    """Without whoever asked, and was told, before the window: others keep the whole alive."""
    informed = {where: at for where, at in kept.informed.items() if now - at < WINDOW}
    return replace(kept, askings=still_counted(kept.askings, now), informed=informed)


def _store(pipe: Any, service: str, known: _Known) -> None:
    pipe.set(ASKING.of(service), encode(known.kept), ex=ASKING.ttl)
    if known.tally is not None:
        pipe.hset(ASKING_TALLIES.name, service, encode(known.tally))
        pipe.hsetnx(ASKING_TALLIES.name, _SINCE, encode(AskingTally(at=known.since)))


def _observation(service: str, crowd: Crowd, now: datetime) -> Observation:
    return Observation(
        service=service,
        source=f"{PEOPLE}{service}",
        at=now,
        status=ComponentStatus.UNKNOWN,
        corroboration=corroboration_of(service, crowd, now),
    )


def _asking(salt: str, contact: Contact, now: datetime) -> Asking:
    """Somebody as they are kept.

    A person is the same in all workspaces and servers of a platform, as far as its ids tell. A direct message
    is a channel of its own person, and in one pool with all others of its workspace, or of its platform where
    it comes from none.
    """

    def hashed(*parts: str) -> str:
        return blake2b("\n".join(parts).encode(), key=bytes.fromhex(salt), digest_size=8).hexdigest()

    place = contact.place
    workspace = contact.team or place.team
    person = hashed("person", contact.platform, contact.user)
    channel = hashed("channel", place.platform, workspace, place.channel)
    return Asking(
        person=person,
        channel=person if contact.is_direct else channel,
        pool=hashed("direct", contact.platform, workspace) if contact.is_direct else channel,
        workspace=hashed("workspace", contact.platform, workspace),
        at=now,
    )
