"""Sources in the store: their records, and when each is due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import msgspec

from bot.domain.news_mention import NewsMention
from bot.domain.observation import Observation
from bot.domain.platform import Blindness, PlatformFailure
from bot.domain.report import Component, Maintenance, Report, Validators
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.domain.subject import Notice, NoticeSubject
from bot.storage.client import Client
from bot.storage.codec import decode, decoder_of, encode
from bot.storage.keys import BLINDNESS, DUE, NEWS, NUDGED, OBSERVATIONS, PLATFORMS, SOURCES
from bot.storage.streams import Stream
from bot.storage.subjects import SUBJECT_STREAM
from bot.watching.record import Aliases, Closed, Endpoint, Location, PageAnswer, PageState, SourceRecord

OBSERVATION_STREAM: Final = Stream(OBSERVATIONS, decoder_of(Observation))
NEWS_STREAM: Final = Stream(NEWS, decoder_of(NewsMention))

# A poller takes due sources by moving their due time past its lease: one that dies gives them back by itself.
_CLAIM: Final = """
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
local taken = {}
for _, id in ipairs(ids) do
  redis.call('ZADD', KEYS[1], ARGV[2], id)
  table.insert(taken, id)
  table.insert(taken, redis.call('HGET', KEYS[2], id) or '')
end
return taken
"""

# What is due, or was never read, comes before all else; what is not due yet keeps its time.
_HASTEN: Final = """
local hastened = 0
for i = 2, #ARGV do
  local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
  local is_new = redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0
  if due and (is_new or tonumber(due) <= tonumber(ARGV[1])) then
    redis.call('ZADD', KEYS[1], 0, ARGV[i])
    hastened = hastened + 1
  end
end
return hastened
"""

# One poll a minute, whoever asks for it how often; what is due already keeps its place.
_HURRY: Final = """
local hurried = 0
for i = 1, #KEYS - 1 do
  local due = redis.call('ZSCORE', KEYS[#KEYS], ARGV[i + 2])
  if due and redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[2]) then
    redis.call('ZADD', KEYS[#KEYS], 'LT', ARGV[1], ARGV[i + 2])
    hurried = hurried + 1
  end
end
return hurried
"""


class Sources:
    """Records and due times of all sources."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._claim = client.register_script(_CLAIM)
        self._hasten = client.register_script(_HASTEN)
        self._hurry = client.register_script(_HURRY)

    async def schedule(self, first: Mapping[str, datetime]) -> None:
        """Add sources that are new, and drop those that have left the catalogue."""
        known = {id_.decode() for id_ in await self._client.zrange(DUE.name, 0, -1)}
        gone = known - first.keys()
        async with self._client.pipeline(transaction=True) as pipe:
            if first:
                pipe.zadd(DUE.name, {id_: due.timestamp() for id_, due in first.items()}, nx=True)
            if gone:
                pipe.zrem(DUE.name, *gone)
                pipe.hdel(SOURCES.name, *gone)
            await pipe.execute()

    async def claim(self, now: datetime, lease: timedelta, count: int) -> dict[str, SourceRecord | None]:
        """Take up to `count` due sources for the length of a lease, the most overdue first.

        Each with its record; None for one that was never read.
        """
        arguments = [now.timestamp(), (now + lease).timestamp(), count]
        taken = await self._claim(keys=[DUE.name, SOURCES.name], args=arguments)
        rows = zip(taken[::2], taken[1::2], strict=True)
        return {id_.decode(): decode_record(data) if data else None for id_, data in rows}

    async def hasten(self, sources: Collection[str], now: datetime) -> int:
        """Have those of them that are due, or were never read, come first; return how many they are."""
        return int(await self._hasten(keys=[DUE.name, SOURCES.name], args=[now.timestamp(), *sources]))

    async def hurry(self, sources: Sequence[str], now: datetime) -> int:
        """Make these due, each once a minute at most; return how many that were."""
        seconds = int((NUDGED.ttl or timedelta()).total_seconds())
        keys = [*(NUDGED.of(source) for source in sources), DUE.name]
        return int(await self._hurry(keys=keys, args=[now.timestamp(), seconds, *sources]))

    async def next_due(self) -> datetime | None:
        """When the next source is due; None when there is none."""
        rows = await self._client.zrange(DUE.name, 0, 0, withscores=True)
        return _moment(rows[0][1]) if rows else None

    async def load(self, source: str, service: str) -> SourceRecord:
        """The record of a source; an empty one when it was never read."""
        data = await self._client.hget(SOURCES.name, source)
        return decode_record(data) if data else SourceRecord(source=source, service=service)

    async def load_many(self, sources: Sequence[str]) -> dict[str, SourceRecord | None]:
        """The records of these, None for one that was never read."""
        rows = await self._client.hmget(SOURCES.name, list(sources)) if sources else ()
        return {id_: decode_record(data) if data else None for id_, data in zip(sources, rows, strict=True)}

    async def postpone(self, sources: Collection[str], until: datetime) -> None:
        """Have pollers leave these alone until then; what is due later keeps its time."""
        if sources:
            await self._client.zadd(DUE.name, dict.fromkeys(sources, until.timestamp()), xx=True, gt=True)

    async def load_all(self) -> list[SourceRecord]:
        """Every record."""
        return [decode_record(data) for data in (await self._client.hgetall(SOURCES.name)).values()]

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
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(SOURCES.name, record.source, encode_record(record))
            pipe.zadd(DUE.name, {record.source: due.timestamp()})
            for observation in observations:
                OBSERVATION_STREAM.append(pipe, observation)
            for mention in news:
                NEWS_STREAM.append(pipe, mention)
            for notice in notices:
                SUBJECT_STREAM.append(pipe, NoticeSubject(notice=notice))
            await pipe.execute()


def encode_record(record: SourceRecord) -> bytes:
    """A record as it is stored."""
    return encode(_SourceRecord.of(record))


def decode_record(data: bytes) -> SourceRecord:
    """The record again. Raises StoreUnavailable as `decode` does."""
    return decode(data, _SourceRecord).record()


class _SourceRecord(msgspec.Struct, kw_only=True):
    source: str
    service: str
    status: ComponentStatus = ComponentStatus.UNKNOWN
    read_at: datetime | None = None
    polled_at: datetime | None = None
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    stale: tuple[Report, ...] = ()
    closed: tuple[Closed, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: UnreadableReason | None = None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    aliases: Aliases = ()
    url: str | None = None
    format: str | None = None
    page_id: str | None = None
    sought_for: str | None = None
    sought_at: datetime | None = None
    answer: PageAnswer | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, record: SourceRecord) -> Self:
        location, validators, page = record.location, record.validators, record.page
        return cls(
            source=record.source,
            service=record.service,
            status=page.status,
            read_at=record.read_at,
            polled_at=record.polled_at,
            components=page.components,
            reports=page.reports,
            maintenances=page.maintenances,
            stale=page.stale,
            closed=page.closed,
            missing=page.missing,
            unreadable=record.unreadable,
            failures=record.failures,
            etag=validators.etag,
            last_modified=validators.last_modified,
            body_hash=validators.body_hash,
            moved_to=location.moved_to,
            aliases=page.aliases,
            url=location.found.url if location.found else None,
            format=location.found.format if location.found else None,
            page_id=location.page_id,
            sought_for=location.sought_for,
            sought_at=location.sought_at,
            answer=record.answer or msgspec.UNSET,
        )

    def record(self) -> SourceRecord:
        return SourceRecord(
            source=self.source,
            service=self.service,
            location=self._location(),
            validators=Validators(etag=self.etag, last_modified=self.last_modified, body_hash=self.body_hash),
            page=PageState(
                status=self.status,
                components=self.components,
                reports=self.reports,
                maintenances=self.maintenances,
                stale=self.stale,
                closed=self.closed,
                missing=self.missing,
                aliases=self.aliases,
            ),
            read_at=self.read_at,
            polled_at=self.polled_at,
            unreadable=self.unreadable,
            failures=self.failures,
            answer=None if self.answer is msgspec.UNSET else self.answer,
        )

    def _location(self) -> Location:
        return Location(
            found=Endpoint(self.url, self.format) if self.url and self.format else None,
            sought_for=self.sought_for,
            sought_at=self.sought_at,
            page_id=self.page_id,
            moved_to=self.moved_to,
        )


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=UTC)
