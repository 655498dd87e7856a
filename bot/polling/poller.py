"""The poller: it claims the sources that are due, has them read, and commits what came of it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.correlation.news_bursts import read_news
from bot.correlation.news_mentions import news_mentions_in
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.service import Source
from bot.domain.status import UnreadableReason
from bot.metrics import POLL_DURATION, POLLS
from bot.polling.blindness_watch import look_for_blindness
from bot.polling.reader import Reader, ReadOutcome
from bot.polling.stores import NewsStore, ProbeResultStore, SourceStore
from bot.tracing import span
from bot.watching.cadence import due_anew, first_due, next_due
from bot.watching.changes import unread
from bot.watching.location import endpoint_of
from bot.watching.page_probes import page_results
from bot.watching.platforms import failing_platforms
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

# Longer than the longest read (a fetch and its history, 30 s each): a poller that dies gives its sources back
# after this, which is before they would have been due twice.
LEASE: Final = timedelta(seconds=75)
IDLE: Final = timedelta(seconds=1)
BATCH: Final = 50
LOOK_EVERY: Final = timedelta(minutes=1)
# Hundreds of pages share one platform's servers, though each has a host name of its own.
PER_PLATFORM: Final = 10
AT_ONCE: Final = 20
# Most pages answer within a second. Those that hang are waited for apart from the others, so many at once.
SLOW_AFTER: Final = 3.0
SLOW_AT_ONCE: Final = 40


OwnNetworkAt = Callable[[datetime], Awaitable[OwnNetwork | None]]
"""What probes from here say of our own network at a time; None where nobody had probed lately."""


async def nobody_probes(_now: datetime) -> OwnNetwork | None:
    """Nothing is known of our own network but by pages."""
    return None


def _slots() -> defaultdict[str, asyncio.Semaphore]:
    return defaultdict(lambda: asyncio.Semaphore(PER_PLATFORM))


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Reads sources when they are due. Any number of these share the work, by leases in the store.

    `concurrency` 1 makes the order of observations depend on the clock alone. A `lease` of zero is for a
    poller that is alone: what it had claimed when it died is due at once. `slow_after` is in seconds. `first`
    are the sources that are read before all others: what is watched. `own_network` is what probes from the
    same place say of it; `page_probes` takes what polls come to as probes. Without `news`, what feeds say of
    services is shown and no evidence.
    """

    sources: SourceStore
    page_probes: ProbeResultStore
    reader: Reader
    catalog: Catalog
    clock: Clock
    concurrency: int = AT_ONCE
    lease: timedelta = LEASE
    slow_after: float = SLOW_AFTER
    first: frozenset[str] = frozenset()
    own_network: OwnNetworkAt = nobody_probes
    news: NewsStore | None = None
    platforms: defaultdict[str, asyncio.Semaphore] = field(default_factory=_slots)
    limits: dict[str, asyncio.Timeout] = field(default_factory=dict)

    async def schedule(self) -> None:
        """Make the store's due times those of the catalogue's sources that we can read."""
        now = self.clock.now()
        sources = self.catalog.sources
        known = (
            s
            for s in sources.values()
            if s.format in self.reader.formats or (not s.format and self.reader.recogniser)
        )
        await self.sources.schedule({source.id: first_due(source, now) for source in known})
        await self.sources.bring_forward(due_anew(sources, await self.sources.load_all(), now))
        await self.sources.hasten(sorted(self.first), now)

    async def run(self, beat: Beat = no_beat) -> None:
        """Poll for ever: each of our hands takes a source as soon as it is free, and beats after each."""
        await self.schedule()
        slow = asyncio.Semaphore(SLOW_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(self.concurrency):
                tasks.create_task(self._work(tasks, slow, beat))
            tasks.create_task(self._watch_platforms())

    async def step(self) -> int:
        """Read what is due now; return how many sources that was. One bad page never stops the others."""
        due = await self.sources.claim(self.clock.now(), self.lease, BATCH)
        if self.concurrency == 1:
            for source, record in due.items():
                await self.read(source, record)
        else:
            async with asyncio.TaskGroup() as tasks:
                for source, record in due.items():
                    tasks.create_task(self.read(source, record))
        return len(due)

    async def read(self, id_: str, record: SourceRecord | None = None) -> None:
        """Read one source and commit what came of it. `record` is what we knew, None if it was never read."""
        source = self.catalog.sources.get(id_)
        if source is None:
            return  # another process has a larger catalogue: its own to read
        record = record or SourceRecord(source=source.id, service=source.service)
        with span("poll", source=source.id, service=source.service):
            now, outcome = await self._outcome(source, record)
            try:
                await self._commit(source, outcome, now)
            except (TypeError, ValueError) as error:  # it cannot be written down; the store raises neither
                await self._commit(source, _failed(record, error, now), now)

    async def _outcome(self, source: Source, record: SourceRecord) -> tuple[datetime, ReadOutcome]:
        """What came of a read, and when it began: whatever our own code does to it, others go on."""
        async with self._place(endpoint_of(source, record).format):
            now = self.clock.now()
            try:
                async with asyncio.timeout(None) as limit:
                    self.limits[source.id] = limit
                    with POLL_DURATION.time():
                        return now, await self.reader.read(source, record, now)
            except TimeoutError:
                return now, ReadOutcome(comparison=unread(record, UnreadableReason.TIMEOUT, now=now))
            except Exception as error:  # noqa: BLE001  -- the last net: no page stops the others
                return now, _failed(record, error, now)
            finally:
                self.limits.pop(source.id, None)

    async def _commit(self, source: Source, outcome: ReadOutcome, now: datetime) -> None:
        found = outcome.comparison
        due = next_due(source, found.record, now, outcome.retry_after)
        if self.news is not None and (found.mentions or found.repeated):
            new, again = found.mentions, found.repeated
            await self.news.change(lambda kept: read_news(kept, source, new, again, self.catalog, now), now)
        news = news_mentions_in(source, found.mentions, self.catalog)
        unreadable = str(found.record.unreadable or "")
        with span("commit", observations=len(found.observations), unreadable=unreadable):
            await self.sources.commit(found.record, found.observations, due, news, found.notices)

    @asynccontextmanager
    async def _place(self, platform: str) -> AsyncIterator[None]:
        """One of a platform's places. Who is slow gives it up: what hangs never holds up others."""
        places = self.platforms[platform]
        await places.acquire()
        with ExitStack() as place:
            place.callback(places.release)
            timer = asyncio.get_running_loop().call_later(self.slow_after, place.close)
            place.callback(timer.cancel)
            yield

    async def look_at_platforms(self) -> None:
        """Note which platforms fail as a whole, and what edges do; any poller may, it comes to the same."""
        before = await self.sources.load_platforms()
        formats = {source.id: source.format for source in self.catalog.sources.values()}
        records = await self.sources.load_all()
        now = self.clock.now()
        await self.sources.bring_forward(due_anew(self.catalog.sources, records, now))
        await self.page_probes.keep(page_results(records, formats, self.catalog, now))
        own = await self.own_network(now)
        is_blind = await look_for_blindness(self.sources, records, now, own)
        back = own.since if own is not None and own.state is NetworkState.FINE else None
        failing = () if is_blind else failing_platforms(records, formats, before, now, heard_since=back)
        known = {failure.name for failure in before}
        for failure in failing:
            if failure.name not in known:
                logger.warning(
                    "Platform unreadable",
                    platform=failure.name,
                    unreadable=failure.unreadable,
                    pages=failure.pages,
                )
        if failing or before:
            await self.sources.store_platforms(failing)

    async def _watch_platforms(self) -> None:
        while True:
            await self.clock.sleep(LOOK_EVERY)
            await self.look_at_platforms()
            if await self.sources.next_due() is None:
                # Nobody took them from the schedule: the store has lost it.
                await self.schedule()

    async def _work(self, tasks: asyncio.TaskGroup, slow: asyncio.Semaphore, beat: Beat) -> None:
        """Read one source after another. One that is slow goes on by itself, while there is room for such.

        One that hung when it was last read is not waited for at all; where there is no room, a slow one is
        given up: whatever hangs, and however much of it, takes no hand from what answers.
        """
        while True:
            due = await self.sources.claim(self.clock.now(), self.lease, 1)
            for source, record in due.items():
                reading = tasks.create_task(self.read(source, record))
                hung = record is not None and record.unreadable is UnreadableReason.TIMEOUT
                if not hung or slow.locked():
                    await asyncio.wait({reading}, timeout=self.slow_after)
                if not reading.done():
                    await self._set_apart(source, reading, slow)
            await beat()
            if not due:
                await self.clock.sleep(IDLE)

    async def _set_apart(self, source: str, reading: asyncio.Task[None], slow: asyncio.Semaphore) -> None:
        limit = self.limits.get(source)
        if slow.locked() and limit is not None:
            limit.reschedule(asyncio.get_running_loop().time())
            await asyncio.wait({reading})
            return
        await slow.acquire()
        reading.add_done_callback(lambda _: slow.release())


def _failed(record: SourceRecord, error: Exception, now: datetime) -> ReadOutcome:
    """What becomes of a page at which we failed, said once."""
    if record.unreadable is not UnreadableReason.READER_FAILED:
        logger.error("Reading failed, which is a fault of ours", source=record.source, exc_info=error)
    POLLS.labels(outcome=str(UnreadableReason.READER_FAILED)).inc()
    return ReadOutcome(comparison=unread(record, UnreadableReason.READER_FAILED, now=now))
