"""Figures of the store for whoever watches us: what waits in outboxes and streams, and how the server is.

It reads alone, in a few round trips, and never more than so much of what could grow without end.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from redis import exceptions as redis_errors

from bot.clock import in_slices
from bot.domain.incident import Grade
from bot.domain.status import UnreadableReason
from bot.storage.changed_records import ChangedRecords
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.intake import GROUP as CORRELATE
from bot.storage.key import Key
from bot.storage.keys import ALERTS, HEARD, INCIDENTS, NOTICED, OBSERVATIONS, OBSERVED, OUTBOX, READY
from bot.storage.relay import Relay
from bot.storage.shards import shard_of, shards_of
from bot.storage.subjects import GROUP as ROUTE

# Of so many channels the outboxes are looked into, those first that have waited longest.
MOST_CHANNELS: Final = 2_000
# And at so many of them at a time.
AT_ONCE: Final = 200
# The name that a stream is called by, its key, the group that reads it, and where pollers hand over to it.
_STREAMS: Final = (
    ("observations", OBSERVATIONS, CORRELATE, OBSERVED),
    ("subjects", ALERTS, ROUTE, NOTICED),
)
# The first that fits says what it is; anything else is "failed".
_TROUBLES: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (redis_errors.ReadOnlyError, "read_only"),
    (redis_errors.BusyLoadingError, "loading"),
    (redis_errors.OutOfMemoryError, "full"),
    (redis_errors.AuthenticationError, "refused"),
    (redis_errors.NoPermissionError, "refused"),
    (redis_errors.ClusterDownError, "cluster_down"),
    (redis_errors.TimeoutError, "no_answer"),
    (TimeoutError, "no_answer"),
    (redis_errors.ConnectionError, "out_of_reach"),
    (OSError, "out_of_reach"),
)
TROUBLES: Final = tuple(dict.fromkeys([*(name for _, name in _TROUBLES), "disk", "failed"]))
"""All that may keep a store from us, by the words in which a metric says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """Of a source's record what says how it can be read: the rest of thousands of records would take time."""

    source: str
    read_at: datetime | None = None
    polled_at: datetime | None = None
    unreadable: UnreadableReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graded:
    """Of an incident what is counted."""

    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxFigures:
    """What channels of one platform are still to be told.

    `put_at` is when the oldest of it last had news; `due_at` when the channel could be told that has waited
    longest, maybe a time to come.
    """

    pending: int
    put_at: datetime | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    """Entries that a stream's readers have not finished with, and the age of the oldest, in seconds."""

    entries: int
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFigures:
    """The server's memory in bytes, no `most` where it has no limit, and what keeps it from taking more."""

    used: int
    most: int
    troubles: frozenset[str]


def trouble_of(error: BaseException) -> str:
    """In one word of a fixed set, what keeps the store from us."""
    return next((name for kind, name in _TROUBLES if isinstance(error, kind)), "failed")


class Figures:
    """Reads them. Keeps how pages can be read: thousands of records are not fetched for each who asks."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._records = ChangedRecords(client)
        self._readings: dict[str, PageReading] = {}

    async def readings(self) -> list[PageReading]:
        """How every page that was ever polled can be read."""
        async for rows in self._records.load():
            for id_, data in rows.items():
                if data is not None:
                    self._readings[id_] = decode(data, PageReading)
                else:
                    self._readings.pop(id_, None)
        return list(self._readings.values())

    async def grades(self) -> Mapping[Grade, int]:
        """How many incidents are open, by grade."""
        return Counter(decode(data, _Graded).grade for data in await self._client.hvals(INCIDENTS.name))

    async def outboxes(self) -> dict[str, OutboxFigures]:
        """What is still to be told, by platform."""
        due: dict[str, float] = {}
        for shard in shards_of(self._client):
            ready = await self._client.zrange(READY.at(shard).name, 0, MOST_CHANNELS - 1, withscores=True)
            due |= {name.decode(): score for name, score in ready}
        waiting = await self._of_each(list(due))
        found: dict[str, OutboxFigures] = {}
        for destination, score in due.items():
            times = waiting.get(destination, ())
            platform = destination.partition(":")[0]
            of = OutboxFigures(
                pending=len(times),
                put_at=_moment(min((at for at in times if at is not None), default=None)),
                due_at=datetime.fromtimestamp(score, tz=UTC),
            )
            found[platform] = _together(found[platform], of) if platform in found else of
        return found

    async def _of_each(self, destinations: Sequence[str]) -> dict[str, list[float | None]]:
        """When each thing that is still to be told last had news, by destination."""
        found = dict[str, list[float | None]]()
        async for some in in_slices(destinations, AT_ONCE):
            found |= await self._of_some(some)
        return found

    async def _of_some(self, destinations: Sequence[str]) -> dict[str, list[float | None]]:
        async with self._client.pipeline(transaction=False) as pipe:
            for destination in destinations:
                pipe.hkeys(self._key(OUTBOX, destination))
            rows = await pipe.execute()
        # One field of an outbox is no subject: it counts.
        subjects = {name: [s for s in row if s != b"!"] for name, row in zip(destinations, rows, strict=True)}
        asked = [name for name, of in subjects.items() if of]
        async with self._client.pipeline(transaction=False) as pipe:
            for name in asked:
                pipe.zmscore(self._key(HEARD, name), subjects[name])
            return dict(zip(asked, await pipe.execute(), strict=True))

    async def streams(self) -> dict[str, StreamFigures]:
        """What is still to be read or finished with, by stream; one that nobody reads yet is left out."""
        seconds, micros = await self._client.time()
        now, found = seconds + micros / 1e6, {}
        for name, key, group, handed in _STREAMS:
            of = await self._stream(key.name, group, now)
            if of is not None:
                found[name] = _both(of, await self._handed(handed, key, now))
        return found

    async def _handed(self, handed: Key, into: Key, now: float) -> StreamFigures:
        """What pollers have handed over, and nobody has taken up."""
        names = [handed.at(shard).name for shard in shards_of(self._client)]
        relay = Relay(self._client, names, into)
        oldest = [
            rows[0][0]
            for name, place in (await relay.places()).items()
            if (rows := await self._client.xrange(name, min=b"(" + place, count=1))
        ]
        age = max((_age(id_, now) for id_ in oldest), default=0.0)
        return StreamFigures(entries=await relay.waiting() if oldest else 0, age=age)

    def _key(self, key: Key, destination: str) -> str:
        return key.at(shard_of(self._client, destination)).of(destination)

    async def _stream(self, key: str, group: str, now: float) -> StreamFigures | None:
        try:
            groups = await self._client.xinfo_groups(key)
        except redis_errors.ResponseError:
            return None  # there is no such stream yet
        of = next((g for g in groups if g["name"] == group.encode()), None)
        if of is None:
            return None
        if of["pending"]:
            oldest = (await self._client.xpending(key, group))["min"]
        else:
            rows = await self._client.xrange(key, min=b"(" + of["last-delivered-id"], count=1)
            oldest = rows[0][0] if rows else None
        age = _age(oldest, now) if oldest else 0.0
        return StreamFigures(entries=int(of["pending"]) + int(of["lag"] or 0), age=age)

    async def server(self) -> ServerFigures | None:
        """How the server is; None where we may not ask. Of several the memories are added up."""
        try:
            answer = await self._client.info()
        except redis_errors.ResponseError:
            return None
        nodes = [answer] if "used_memory" in answer else list(answer.values())
        return ServerFigures(
            used=sum(int(node["used_memory"]) for node in nodes),
            most=sum(int(node.get("maxmemory", 0)) for node in nodes),
            troubles=frozenset(trouble for node in nodes for trouble in _troubles_in(node)),
        )


def _age(id_: bytes, now: float) -> float:
    """An id begins with the milliseconds of the server's clock."""
    return max(0.0, now - int(id_.partition(b"-")[0]) / 1000)


def _both(one: StreamFigures, other: StreamFigures) -> StreamFigures:
    return StreamFigures(entries=one.entries + other.entries, age=max(one.age, other.age))


def _troubles_in(info: Mapping[str, Any]) -> Iterator[str]:
    """What a server says of itself that keeps it from taking what is written."""
    most = int(info.get("maxmemory", 0))
    if most and int(info["used_memory"]) >= most:
        yield "full"
    if info.get("loading"):
        yield "loading"
    if "err" in (info.get("aof_last_write_status"), info.get("rdb_last_bgsave_status")):
        yield "disk"
    if info.get("role") == "slave":
        yield "read_only"


def _together(one: OutboxFigures, other: OutboxFigures) -> OutboxFigures:
    put = [at for at in (one.put_at, other.put_at) if at is not None]
    return OutboxFigures(
        pending=one.pending + other.pending,
        put_at=min(put, default=None),
        due_at=min(one.due_at, other.due_at),
    )


def _moment(timestamp: float | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, tz=UTC)
