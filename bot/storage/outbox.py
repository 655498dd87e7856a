"""The outbox: which destination is to be told of which subjects, and who is telling it right now.

It holds ids of subjects, not messages: whoever tells looks up how the subject stands by then, so that a
backlog collapses to the newest state. A destination is told by one process at a time, under a lease.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final

import msgspec

from bot.clock import in_slices
from bot.storage.client import Client
from bot.storage.key import Key
from bot.storage.keys import (
    CHANNEL_HEALTH,
    CHANNELS,
    DISPATCHED,
    HEARD,
    NOTIFICATIONS,
    OUTBOX,
    READY,
    TELLING,
)
from bot.storage.outbox_scripts import CLAIM, FILL, FINISH, LOAD, RENEW
from bot.storage.shards import by_shard, in_turn, shard_of, shards_of
from bot.storage.shared_trips import SharedTrips

LEASE: Final = timedelta(seconds=60)
# Destinations are looked at so many at a time until enough are found that nobody is telling.
LOOK_AT: Final = 1_000
# So many subjects, counted once a destination, are put in one go: the server does nothing else meanwhile.
AT_ONCE: Final = 500
# The state of what somebody in the channel has asked for, whatever it watches.
ASKED_FOR: Final = "asked for"
# The state of what a paired channel is to be told instead of another, which it names: "for:slack:#ops".
STANDS_IN: Final = "for:"
NO_LIMITS: Final[Mapping[str, int]] = {}
# A field of the outbox that no subject has: it counts what was ever put, and how often the channel was set.
BELL: Final = "!"


@dataclass(frozen=True, slots=True)
class PendingSubject:
    """This destination is to be told of this subject. `state` tells one state of it from another, or why."""

    destination: str
    subject: str
    state: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What a destination is to be told: subject id → state, and how many were ever put."""

    subjects: Mapping[str, str]
    bell: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a hash, in the shard of a destination, and what it holds from now on; `ttl` of the hash."""

    key: str
    field: str
    data: bytes
    ttl: timedelta | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the store holds of a destination: settings, health and what it was told, as they are stored."""

    destination: str
    pending: Pending
    channel: bytes | None
    health: bytes | None
    records: Mapping[str, bytes | None]


class OutboxFiller:
    """Puts subjects into the outboxes of a shard: one command for all of them."""

    def __init__(self, client: Client) -> None:
        self._fill = client.register_script(FILL)

    async def fill(
        self,
        shard: int,
        pending: Sequence[PendingSubject],
        now: datetime,
        move: tuple[bytes, bytes] | None = None,
    ) -> bool:
        """Put up to `AT_ONCE` of them, and `move` this shard's place in what was handed over.

        False, with nothing done, where that is not at the first of the two any more.
        """
        assert HEARD.ttl is not None
        keys = [READY.at(shard).name, *([DISPATCHED.at(shard).name] if move else ())]
        arguments = [
            now.timestamp(),
            OUTBOX.at(shard).of(""),
            HEARD.at(shard).of(""),
            (now - HEARD.ttl).timestamp(),
            int(HEARD.ttl.total_seconds()),
            msgspec.json.encode(_by_states(pending)),
            *(move or ()),
        ]
        return bool(await self._fill(keys=keys, args=arguments))


class Outbox:
    """Takes in, claims, gives back. `holder` names this process; `filled` is set once it put something in."""

    def __init__(self, client: Client, holder: str, filled: asyncio.Event | None = None) -> None:
        self.filled = filled or asyncio.Event()
        self._client = client
        self._holder = holder
        self._filler = OutboxFiller(client)
        self._trips = SharedTrips(client)
        self._claim = client.register_script(CLAIM)
        self._load = client.register_script(LOAD)
        self._finish = client.register_script(FINISH)
        self._renew = client.register_script(RENEW)

    async def put(self, pending: Iterable[PendingSubject], now: datetime) -> None:
        """Have destinations told of subjects."""
        async for some in in_slices(pending, AT_ONCE):
            for shard, destinations in by_shard(self._client, {one.destination for one in some}).items():
                here = set(destinations)
                await self._filler.fill(shard, [one for one in some if one.destination in here], now)
                self.filled.set()

    async def claim(self, now: datetime, count: int, rooms: Mapping[str, int] = NO_LIMITS) -> list[str]:
        """Take up to `count` destinations that are due and that nobody is telling.

        `rooms` says of how many at most of a platform, where that is limited.
        """
        milliseconds = int(LEASE / timedelta(milliseconds=1))
        taken: list[str] = []
        for shard in in_turn(self._client):
            left = count - len(taken)
            if left:
                of = Counter(platform_of(name) for name in taken)
                limits = [part for name, room in rooms.items() for part in (name, room - of[name])]
                prefix = TELLING.at(shard).of("")
                arguments = [now.timestamp(), self._holder, milliseconds, LOOK_AT, left, prefix, *limits]
                names = await self._claim(keys=[READY.at(shard).name], args=arguments)
                taken += [name.decode() for name in names]
        return taken

    async def look_again(self, now: datetime) -> None:
        """Have every destination looked at now: it says then when it is to be looked at next."""
        for shard in shards_of(self._client):
            ready = READY.at(shard).name
            async for names in in_slices(await self._client.zrange(ready, 0, -1), AT_ONCE):
                await self._client.zadd(ready, dict.fromkeys(names, now.timestamp()), xx=True, lt=True)

    async def take_over(self) -> int:
        """Let go of what a process of our name held when it died; return how much. Called at a start."""
        held = 0
        for shard in shards_of(self._client):
            ready = await self._client.zrange(READY.at(shard).name, 0, -1)
            async for names in in_slices(ready, AT_ONCE):
                leases = [TELLING.at(shard).of(name.decode()) for name in names]
                holders = await self._client.mget(leases)
                own = [name for name, at in zip(leases, holders, strict=True) if at == self._holder.encode()]
                held += await self._client.delete(*own) if own else 0
        return held

    async def renew(self, destination: str, changes: Sequence[FieldChange] = ()) -> bool:
        """Store what has changed of a destination and hold on to it.

        False, with nothing done, when it took us so long that another has it.
        """
        milliseconds = int(LEASE / timedelta(milliseconds=1))
        keys = [self._key(TELLING, destination), *(change.key for change in changes)]
        arguments = [self._holder, milliseconds, *_parts(changes)]
        return bool(await self._trips.call(self._renew, keys, arguments))

    async def load_many(self, destinations: Sequence[str], most: int) -> list[Claimed]:
        """What the store holds of some of these, of the first at least, until that is so many subjects."""
        shard = shard_of(self._client, destinations[0])
        here = [name for name in destinations if shard_of(self._client, name) == shard]
        keys = [CHANNELS.at(shard).name, CHANNEL_HEALTH.at(shard).name]
        prefixes = OUTBOX.at(shard).of(""), NOTIFICATIONS.at(shard).of("")
        rows = await self._load(keys=keys, args=[*prefixes, most, *here])
        return [_claimed(name, *row) for name, row in zip(here, rows, strict=False)]

    async def load(self, destination: str) -> Pending:
        """What it is to be told."""
        return _pending(await self._client.hgetall(self._key(OUTBOX, destination)))

    async def finish(
        self,
        destination: str,
        seen: Pending,
        done: Mapping[str, str],
        again_at: datetime | None,
        now: datetime,
        changes: Sequence[FieldChange] = (),
    ) -> bool:
        """Give a destination back: forget what is `done`; the rest waits until `again_at`, or news.

        `changes` are stored with that. Whether there was news meanwhile: then it is due at once.
        """
        ready = READY.at(shard_of(self._client, destination)).name
        keys = [
            self._key(TELLING, destination),
            self._key(OUTBOX, destination),
            ready,
            *(change.key for change in changes),
        ]
        arguments = [
            self._holder,
            destination,
            seen.bell,
            again_at.timestamp() if again_at else "",
            now.timestamp(),
            *_parts(changes),
            *chain.from_iterable(done.items()),
        ]
        return bool(await self._trips.call(self._finish, keys, arguments))

    async def heard(self, destination: str, since: datetime) -> list[str]:
        """The subjects that a destination was to be told of since then, oldest first."""
        return (await self.heard_by([destination], since))[destination]

    async def heard_by(self, destinations: Sequence[str], since: datetime) -> dict[str, list[str]]:
        """The same of each of these, in one round trip."""
        async with self._client.pipeline(transaction=False) as pipe:
            for destination in destinations:
                pipe.zrangebyscore(self._key(HEARD, destination), since.timestamp(), "+inf")
            rows = await pipe.execute()
        return {to: [row.decode() for row in found] for to, found in zip(destinations, rows, strict=True)}

    async def next_due(self) -> datetime | None:
        """When the next destination is due; None when there is none."""
        shards = shards_of(self._client)
        rows = [await self._client.zrange(READY.at(n).name, 0, 0, withscores=True) for n in shards]
        return min((datetime.fromtimestamp(due[0][1], tz=UTC) for due in rows if due), default=None)

    def _key(self, key: Key, destination: str) -> str:
        return key.at(shard_of(self._client, destination)).of(destination)


def _pending(rows: Mapping[bytes, bytes]) -> Pending:
    subjects = {subject.decode(): state.decode() for subject, state in rows.items()}
    return Pending(subjects, subjects.pop(BELL, ""))


def _claimed(
    name: str, rows: list[bytes], channel: bytes | None, health: bytes | None, told: list[bytes | None]
) -> Claimed:
    """What the script found. Records come in the order of the subjects."""
    pending = _pending(dict(zip(rows[::2], rows[1::2], strict=True)))
    return Claimed(name, pending, channel, health, dict(zip(pending.subjects, told, strict=True)))


def _parts(changes: Iterable[FieldChange]) -> Iterator[Any]:
    for change in changes:
        yield from (change.field, change.data, int(change.ttl.total_seconds()) if change.ttl else 0)


def platform_of(destination: str) -> str:
    """The platform of a destination that is given by its name."""
    return destination.partition(":")[0]


def _by_states(pending: Iterable[PendingSubject]) -> list[tuple[tuple[str, ...], list[str]]]:
    """The destinations that are to be told the same, by what: each subject and its newest state, in turn."""
    by_destination: dict[str, dict[str, str]] = {}
    for one in pending:
        by_destination.setdefault(one.destination, {})[one.subject] = one.state
    found: dict[tuple[str, ...], list[str]] = {}
    for destination, states in by_destination.items():
        found.setdefault(tuple(chain.from_iterable(states.items())), []).append(destination)
    return list(found.items())
