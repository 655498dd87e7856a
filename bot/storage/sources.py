"""Sources in the store: their records, and when each is due."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from bot.domain.news_mention import NewsMention
from bot.domain.observation import Observation
from bot.domain.platform import Blindness, PlatformFailure
from bot.domain.subject import Notice, NoticeSubject
from bot.storage import source_scripts as scripts
from bot.storage.client import Client
from bot.storage.codec import decode, decoder_of, encode
from bot.storage.keys import BLINDNESS, DUE, NEWS, NOTICED, NUDGED, OBSERVATIONS, OBSERVED, PLATFORMS, SOURCES
from bot.storage.shards import by_shard, in_turn, shard_of, shards_of
from bot.storage.source_records import decode_outline, decode_record, encode_record
from bot.storage.streams import Stream
from bot.storage.subjects import SUBJECT_STREAM
from bot.watching.record import DueSources, SourceRecord

OBSERVATION_STREAM: Final = Stream(OBSERVATIONS, decoder_of(Observation))
OBSERVED_STREAM: Final = Stream(OBSERVED, decoder_of(Observation))
NEWS_STREAM: Final = Stream(NEWS, decoder_of(NewsMention))
NOTICED_STREAM: Final = Stream(NOTICED, SUBJECT_STREAM.decode, SUBJECT_STREAM.encode)

# So many in one command: what is longer holds up others, here and in the store.
_AT_ONCE: Final = 250


class Sources:
    """Records and due times of all sources."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._claim_due = client.register_script(scripts.CLAIM_DUE)
        self._claim_these = client.register_script(scripts.CLAIM_THESE)
        self._known = client.register_script(scripts.KNOWN)
        self._scheduled = client.register_script(scripts.SCHEDULED)
        self._commit = client.register_script(scripts.COMMIT)
        self._hasten = client.register_script(scripts.HASTEN)
        self._hurry = client.register_script(scripts.HURRY)

    async def schedule(self, first: Mapping[str, datetime]) -> None:
        """Add sources that are new, and drop those that have left the catalogue."""
        ids = by_shard(self._client, first)
        for shard in shards_of(self._client):
            due, records = DUE.at(shard).name, SOURCES.at(shard).name
            known = set(_unpacked(await self._scheduled(keys=[due])))
            here = set(ids.get(shard, ()))
            for some in _batches([id_ for id_ in ids.get(shard, ()) if id_ not in known]):
                await self._client.zadd(due, {id_: first[id_].timestamp() for id_ in some}, nx=True)
            for some in _batches(sorted(known - here)):
                async with self._client.pipeline(transaction=True) as pipe:
                    pipe.zrem(due, *some)
                    pipe.hdel(records, *some)
                    await pipe.execute()

    async def claim(self, now: datetime, lease: timedelta, count: int) -> dict[str, SourceRecord | None]:
        """Take up to `count` due sources for the length of a lease, the most overdue of a shard first.

        Each with its record; None for one that was never read.
        """
        due = await self.claim_due(now, lease, count)
        left = due.waiting[: count - len(due.taken)]
        return {**due.taken, **(await self.claim_these(left, now, lease) if left else {})}

    async def claim_due(self, now: datetime, lease: timedelta, at_most: int) -> DueSources:
        """The same where no more are due in all; else of some shards alone, and the others are named."""
        taken: list[bytes] = []
        waiting: list[str] = []
        for shard in in_turn(self._client):
            room = at_most - len(taken) // 2
            arguments = [now.timestamp(), (now + lease).timestamp(), room]
            found = await self._claim_due(keys=_keys(shard), args=arguments)
            if len(found) == 1:
                waiting += _unpacked(found[0])
            else:
                taken += found
        return DueSources(taken=_records(taken), waiting=waiting)

    async def claim_these(
        self, sources: Collection[str], now: datetime, lease: timedelta
    ) -> dict[str, SourceRecord | None]:
        """Take those of these that are due, each with its record."""
        taken: dict[str, SourceRecord | None] = {}
        for shard, ids in by_shard(self._client, sources).items():
            arguments = [now.timestamp(), (now + lease).timestamp(), *ids]
            taken |= _records(await self._claim_these(keys=_keys(shard), args=arguments))
        return taken

    async def hasten(self, sources: Collection[str], now: datetime) -> int:
        """Have those of them that are due, or were never read, come first; return how many they are."""
        hastened = 0
        for shard, ids in by_shard(self._client, sources).items():
            hastened += int(await self._hasten(keys=_keys(shard), args=[now.timestamp(), *ids]))
        return hastened

    async def hurry(self, sources: Sequence[str], now: datetime) -> int:
        """Make these due, each once a minute at most; return how many that were."""
        seconds, hurried = int((NUDGED.ttl or timedelta()).total_seconds()), 0
        for shard, ids in by_shard(self._client, sources).items():
            keys = [*(NUDGED.at(shard).of(source) for source in ids), DUE.at(shard).name]
            hurried += int(await self._hurry(keys=keys, args=[now.timestamp(), seconds, *ids]))
        return hurried

    async def next_due(self) -> datetime | None:
        """When the next source is due; None when there is none."""
        shards = shards_of(self._client)
        rows = [await self._client.zrange(DUE.at(n).name, 0, 0, withscores=True) for n in shards]
        return min((_moment(found[0][1]) for found in rows if found), default=None)

    async def load(self, source: str, service: str) -> SourceRecord:
        """The record of a source; an empty one when it was never read."""
        record = (await self.load_many([source]))[source]
        return record or SourceRecord(source=source, service=service)

    async def load_many(self, sources: Sequence[str]) -> dict[str, SourceRecord | None]:
        """The records of these, None for one that was never read."""
        found = dict[str, SourceRecord | None](dict.fromkeys(sources))
        for shard, ids in by_shard(self._client, sources).items():
            rows = await self._client.hmget(SOURCES.at(shard).name, ids)
            found |= {id_: decode_record(data) for id_, data in zip(ids, rows, strict=True) if data}
        return found

    async def postpone(self, sources: Collection[str], until: datetime) -> None:
        """Have pollers leave these alone until then; what is due later keeps its time."""
        for shard, ids in by_shard(self._client, sources).items():
            scores = dict.fromkeys(ids, until.timestamp())
            await self._client.zadd(DUE.at(shard).name, scores, xx=True, gt=True)

    async def bring_forward(self, due: Mapping[str, datetime]) -> None:
        """Make these due then, where they are due later."""
        for shard, ids in by_shard(self._client, due).items():
            scores = {id_: due[id_].timestamp() for id_ in ids}
            await self._client.zadd(DUE.at(shard).name, scores, xx=True, lt=True)

    async def load_all(self) -> list[SourceRecord]:
        """Every record."""
        shards = shards_of(self._client)
        rows = [await self._client.hgetall(SOURCES.at(shard).name) for shard in shards]
        return [decode_record(data) for found in rows for data in found.values()]

    async def outlines(self) -> AsyncIterator[list[SourceRecord]]:
        """Every record without its page and validators, some at a time: fifty thousand take a good while."""
        for shard in shards_of(self._client):
            name = SOURCES.at(shard).name
            for some in _batches(_unpacked(await self._known(keys=[name]))):
                rows = await self._client.hmget(name, some)
                yield [decode_outline(data) for data in rows if data is not None]

    async def load_platforms(self) -> list[PlatformFailure]:
        """The platforms that were failing when they were last looked at."""
        rows = await self._client.hgetall(PLATFORMS.name)
        return [decode(data, PlatformFailure) for data in rows.values()]

    async def store_platforms(self, failing: Iterable[PlatformFailure]) -> None:
        """Replace them."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.delete(PLATFORMS.name)
            for failure in failing:
                pipe.hset(PLATFORMS.name, failure.name, encode(failure))
            await pipe.execute()

    async def load_blindness(self) -> Blindness | None:
        """Since when no page at all can be read; None while some can."""
        data = await self._client.get(BLINDNESS.name)
        return decode(data, Blindness) if data else None

    async def store_blindness(self, blind: Blindness | None, notice: Notice) -> None:
        """Replace it, and have channels told, all or nothing."""
        async with self._client.pipeline(transaction=True) as pipe:
            if blind is None:
                pipe.delete(BLINDNESS.name)
            else:
                pipe.set(BLINDNESS.name, encode(blind))
            SUBJECT_STREAM.append(pipe, NoticeSubject(notice=notice))
            await pipe.execute()

    async def commit(
        self,
        record: SourceRecord,
        observations: Iterable[Observation],
        due: datetime,
        news: Iterable[NewsMention] = (),
        notices: Iterable[Notice] = (),
    ) -> None:
        """Store a poll's outcome: record, what it gave rise to, and next due time, all or nothing."""
        shard = shard_of(self._client, record.source)
        observations, news, notices = tuple(observations), tuple(news), tuple(notices)
        if not (observations or news or notices):
            await self.commit_all([(record, due)])
            return
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(SOURCES.at(shard).name, record.source, encode_record(record))
            pipe.zadd(DUE.at(shard).name, {record.source: due.timestamp()})
            for observation in observations:
                OBSERVED_STREAM.at(shard).append(pipe, observation)
            for mention in news:
                NEWS_STREAM.at(shard).append(pipe, mention)
            for notice in notices:
                NOTICED_STREAM.at(shard).append(pipe, NoticeSubject(notice=notice))
            await pipe.execute()

    async def commit_all(self, polls: Iterable[tuple[SourceRecord, datetime]]) -> None:
        """Store polls that gave rise to nothing: each record, and when it is due next.

        Those of a shard all or nothing. Raises TypeError or ValueError, with nothing stored, where one cannot
        be written down.
        """
        rows: defaultdict[int, list[str | bytes | float]] = defaultdict(list)
        for record, due in polls:
            shard = shard_of(self._client, record.source)
            rows[shard] += record.source, encode_record(record), due.timestamp()
        for shard, arguments in rows.items():
            await self._commit(keys=_keys(shard), args=arguments)


def _keys(shard: int) -> list[str]:
    return [DUE.at(shard).name, SOURCES.at(shard).name]


def _unpacked(data: bytes) -> list[str]:
    """What a script packed: many names, read as one value."""
    return msgspec.msgpack.decode(data, type=list[str])


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _records(rows: Sequence[bytes]) -> dict[str, SourceRecord | None]:
    """Ids and records in turn, as scripts return them."""
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return {id_.decode(): decode_record(data) if data else None for id_, data in pairs}


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=UTC)
