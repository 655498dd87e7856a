"""Writing the past: what a recorder makes of streams, with its place in them, all or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from redis.exceptions import WatchError

from bot.answers.snapshot import FRESH_FOR
from bot.domain.kept import Kept, KeptReport, ReadSpan
from bot.errors import StaleState
from bot.storage.client import Client
from bot.storage.history import KEPT_FOR, MAX_BYTES, History, span_data, span_in
from bot.storage.history_rows import ALL, PastRow, buckets, row_in, rows_of
from bot.storage.keys import PAST_LONG, PAST_OF, PAST_READ, PAST_SINCE, PAST_STATE, PAST_TIMES

# A page that fails every half an hour has so many stretches in three months; the oldest go.
MAX_SPANS: Final = 4_000
# Nobody reports more in 400 days; who floods us pushes out none of the others' reports.
MAX_OF_ONE: Final = 3_000
# So many of the oldest go with one commit, where there is no room: more than one adds.
_GO_AT_ONCE: Final = 500
_PLACE: Final = "place "


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a recorder stands: its place in each stream, none where it never read; and what it keeps.

    `version` counts commits: whoever commits names the one that it knows. `since` is by service.
    """

    version: int = 0
    places: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is to be written: rows by id, None for what goes; times since when, None for what nobody watches.

    `read` is when each service's page was last read. Places are those after it.
    """

    rows: Mapping[str, Kept | None] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, datetime | None] = field(default_factory=dict)
    read: Mapping[str, datetime] = field(default_factory=dict)


class HistoryLog:
    """Writes what is kept. Several may: one of two that write at once is refused, and reads again."""

    def __init__(self, client: Client, *, max_bytes: int = MAX_BYTES, max_of_one: int = MAX_OF_ONE) -> None:
        self._client = client
        self._history = History(client)
        self._max_bytes = max_bytes
        self._max_of_one = max_of_one

    async def position(self) -> Position:
        """Where the recorders of this store stand."""
        state = await self._client.hgetall(PAST_STATE.name)
        places = {
            name.decode().removeprefix(_PLACE): place.decode()
            for name, place in state.items()
            if name.startswith(_PLACE.encode())
        }
        return Position(version=int(state.get(b"n", 0)), places=places, since=await self._history.since())

    async def load(self, ids: Sequence[str]) -> dict[str, Kept]:
        """What is kept of these."""
        return await self._history.load(ids)

    async def commit(self, at: Position, recorded: Recorded, now: datetime) -> None:
        """Write it, and let go what is too old or too much. Raises StaleState when another has written."""
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(PAST_STATE.name)
            version, held = await pipe.hmget(PAST_STATE.name, ["n", "bytes"])
            if int(version or 0) != at.version:
                raise StaleState("another process has recorded meanwhile")
            before = await rows_of(self._client, list(recorded.rows))
            after = {id_: PastRow.of(kept) for id_, kept in recorded.rows.items() if kept is not None}
            grown = _bytes(after.values()) - _bytes(before.values())
            crowded = await self._crowded(after)
            kept = {*recorded.rows, *(row.kept.id for row in crowded)}
            old = await self._old(int(held or 0) + grown - _bytes(crowded), kept, now)
            spans = await self._spans(recorded.read)
            pipe.multi()
            for id_, row in before.items():
                row.leave(pipe) if id_ in after else row.remove(pipe)
            for row in after.values():
                row.write(pipe)
            for row in (*old, *crowded):
                row.remove(pipe)
            self._note(pipe, at, recorded, _begins(old, crowded))
            for service, (is_longer, span) in spans.items():
                _write_span(pipe, PAST_READ.of(service), span, is_longer=is_longer)
            pipe.hset(PAST_STATE.name, mapping={"n": at.version + 1})
            pipe.hincrby(PAST_STATE.name, "bytes", grown - _bytes((*old, *crowded)))
            try:
                await pipe.execute()
            except WatchError as error:
                raise StaleState("another process has recorded meanwhile") from error

    async def repair(self) -> int:
        """Make the indexes again where they do not fit what is kept; return how many rows that took.

        So it is after a backup was put back, which holds what is kept and nothing that follows from it.
        """
        # What another process writes meanwhile fits a moment later.
        if not await self._unfit() & await self._unfit():
            return 0
        stale = [name async for name in self._client.scan_iter(match=PAST_OF.name, count=1000)]
        await self._client.delete(PAST_TIMES.name, PAST_LONG.name, *stale)
        total, count = 0, 0
        for bucket in buckets():
            rows = [PastRow(row_in(data), data) for data in (await self._client.hgetall(bucket)).values()]
            async with self._client.pipeline(transaction=True) as pipe:
                for row in rows:
                    row.place(pipe)
                if rows:
                    await pipe.execute()
            total, count = total + _bytes(rows), count + len(rows)
        await self._client.hset(PAST_STATE.name, "bytes", total)
        return count

    async def _unfit(self) -> set[bytes]:
        """The ids that stand in the index or among the rows, and not in both."""
        indexed = {id_ async for id_, _ in self._client.zscan_iter(PAST_TIMES.name, count=1000)}
        return indexed ^ {id_ for bucket in buckets() for id_ in await self._client.hkeys(bucket)}

    async def _old(self, size: int, but: set[str], now: datetime) -> list[PastRow]:
        """The oldest, as far as they are older than anything is kept, or there is no room."""
        oldest = await self._client.zrange(PAST_TIMES.name, 0, _GO_AT_ONCE - 1, withscores=True)
        limit = await self._newest(now) - KEPT_FOR.total_seconds()
        if size <= self._max_bytes and not (oldest and oldest[0][1] < limit):
            return []
        began = {id_.decode(): score for id_, score in oldest if id_.decode() not in but}
        going = []
        for id_, row in (await rows_of(self._client, list(began))).items():
            if began[id_] >= limit and size <= self._max_bytes:
                break
            going.append(row)
            size -= row.bytes
        return going

    async def _crowded(self, after: Mapping[str, PastRow]) -> list[PastRow]:
        """The oldest reports of whom there are too many now."""
        services = sorted({row.kept.service for row in after.values() if isinstance(row.kept, KeptReport)})
        async with self._client.pipeline(transaction=False) as pipe:
            for service in services:
                pipe.zcard(PAST_OF.of(service))
            counts = await pipe.execute() if services else []
        going = list[PastRow]()
        for service, count in zip(services, counts, strict=True):
            if count > self._max_of_one:
                last = min(count - self._max_of_one, _GO_AT_ONCE) - 1
                oldest = await self._client.zrange(PAST_OF.of(service), 0, last)
                rows = await rows_of(
                    self._client, [id_.decode() for id_ in oldest if id_.decode() not in after]
                )
                going += (row for row in rows.values() if _is_report_of(row.kept, service))
        return going

    async def _newest(self, now: datetime) -> float:
        """When the newest began of what has begun: our own clock may jump, and would throw all of it away."""
        newest = await self._client.zrange(
            PAST_TIMES.name,
            now.timestamp(),
            "-inf",
            desc=True,
            byscore=True,
            offset=0,
            num=1,
            withscores=True,
        )
        return float(newest[0][1]) if newest else now.timestamp()

    async def _spans(self, read: Mapping[str, datetime]) -> dict[str, tuple[bool, ReadSpan]]:
        """The last stretch of each, longer by what was read since, or a new one."""
        async with self._client.pipeline(transaction=False) as pipe:
            for service in read:
                pipe.lindex(PAST_READ.of(service), -1)
            rows = await pipe.execute() if read else []
        return dict(
            _longer(service, at, data) for (service, at), data in zip(read.items(), rows, strict=True)
        )

    def _note(self, pipe: Any, at: Position, recorded: Recorded, begins: Mapping[str, datetime]) -> None:
        """Places, and since when what is kept is whole: not before what `begins` says of it, or of all."""
        if recorded.places:
            places = {f"{_PLACE}{stream}": place for stream, place in recorded.places.items()}
            pipe.hset(PAST_STATE.name, mapping=places)
        known = {**at.since, **recorded.since}
        since = {
            name: max(filter(None, (moment, begins.get(ALL), begins.get(name)))).isoformat()
            for name, moment in known.items()
            if moment is not None and (name in recorded.since or {ALL, name} & begins.keys())
        }
        gone = [name for name, moment in recorded.since.items() if moment is None]
        if since:
            pipe.hset(PAST_SINCE.name, mapping=since)
        if gone:
            pipe.hdel(PAST_SINCE.name, *gone)


def _begins(old: Iterable[PastRow], crowded: Iterable[PastRow]) -> dict[str, datetime]:
    """What is kept of all begins behind the old that went, and of one behind its own that were too many."""
    begins: dict[str, datetime] = {}
    for name, row in (*((ALL, row) for row in old), *((row.kept.services[0], row) for row in crowded)):
        begins[name] = max(row.kept.started_at, begins.get(name, row.kept.started_at))
    return begins


def _is_report_of(kept: Kept, service: str) -> bool:
    return isinstance(kept, KeptReport) and kept.service == service


def _longer(service: str, at: datetime, data: bytes | None) -> tuple[str, tuple[bool, ReadSpan]]:
    last = span_in(data) if data is not None else None
    if last is None or at - last.end > FRESH_FOR:
        return service, (False, ReadSpan(start=at, end=at))
    # Where the last one ends later, a clock was wrong then.
    return service, (True, ReadSpan(start=min(last.start, at), end=at))


def _write_span(pipe: Any, name: str, span: ReadSpan, *, is_longer: bool) -> None:
    if is_longer:
        pipe.lset(name, -1, span_data(span))
    else:
        pipe.rpush(name, span_data(span))
        pipe.ltrim(name, -MAX_SPANS, -1)
    pipe.expire(name, PAST_READ.ttl)


def _bytes(rows: Iterable[PastRow] | Iterator[PastRow]) -> int:
    return sum(row.bytes for row in rows)
