"""The poller: it claims the sources that are due, has them read, and commits what came of it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.correlation.news_bursts import read_news
from bot.correlation.news_mentions import news_mentions_in
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.service import Source
from bot.domain.status import UnreadableReason
from bot.metrics import POLL_DURATION, POLLS
from bot.polling.concurrency import AT_ONCE, Slot, Slots
from bot.polling.joint_commits import JointCommits
from bot.polling.platform_watch import OwnNetworkAt, PlatformWatch, nobody_probes
from bot.polling.reader import Reader, ReadOutcome
from bot.polling.stores import NewsStore, ProbeResultStore, SourceStore
from bot.tracing import span
from bot.watching.cadence import first_due, next_due
from bot.watching.changes import unread
from bot.watching.location import endpoint_of
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

# Longer than the longest read (a fetch and its history, 30 s each): a poller that dies gives its sources back
# after this, which is before they would have been due twice.
LEASE: Final = timedelta(seconds=75)
IDLE: Final = timedelta(seconds=1)
BATCH: Final = 50
# So many polls that found something are stored at once: connections to the store are for others, too.
STORED_AT_ONCE: Final = 16
LOOK_EVERY: Final = timedelta(minutes=1)
SLOW_AFTER: Final = 3.0
# What a server answers that is in trouble, or that has enough of us.
_TROUBLE: Final = frozenset(
    {
        UnreadableReason.HTTP_403,
        UnreadableReason.HTTP_429,
        UnreadableReason.HTTP_5XX,
        UnreadableReason.BLOCKED,
        UnreadableReason.TIMEOUT,
        UnreadableReason.CONNECTION_FAILED,
    }
)


_Turn = tuple[Slot, str, SourceRecord | None]
"""A slot, and the source that is to be read in it, with what we knew of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Reads sources when they are due. Any number of these share the work, by leases in the store.

    `concurrency` is how many it begins with at once; 1 makes the order of observations depend on the clock
    alone. A `lease` of zero is for a poller that is alone: what it had claimed when it died is due at once.
    `slots` grow with that; who reads more than one at once has them, and with `joint` what is read in them is
    stored together. `slow_after` is in seconds. `first`
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
    slots: Slots = field(default_factory=Slots)
    formats: dict[str, str] = field(default_factory=dict)
    limits: dict[str, asyncio.Timeout] = field(default_factory=dict)
    storing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(STORED_AT_ONCE))
    joint: JointCommits | None = None

    async def schedule(self) -> None:
        """Make the store's due times those of the catalogue's sources that we can read."""
        now = self.clock.now()
        # In a thread: of fifty thousand this takes a good part of a second.
        await self.sources.schedule(await asyncio.to_thread(self._first_due, now))
        async for _ in self._platforms.read_anew(now):
            pass  # what was read in the future is due now
        await self.sources.hasten(sorted(self.first), now)

    def _first_due(self, now: datetime) -> dict[str, datetime]:
        return {
            source.id: first_due(source, now)
            for source in self.catalog.sources.values()
            if source.format in self.reader.formats or (not source.format and self.reader.recogniser)
        }

    async def run(self, beat: Beat = no_beat) -> None:
        """Poll for ever: look every second what is due, and have it read where there is a slot for it."""
        await self.schedule()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_platforms())
            while True:
                self._begin(tasks, await self._look())
                await beat()
                await self._until_next_look(tasks)

    async def step(self) -> int:
        """Read what is due now and has a slot; return how many that was. One bad page stops no others."""
        if self.concurrency == 1:
            due = await self.sources.claim(self.clock.now(), self.lease, BATCH)
            for source, record in due.items():
                await self.read(source, record)
            return len(due)
        async with asyncio.TaskGroup() as tasks:
            turns = (*await self._look(), *await self._next())
            self._begin(tasks, turns)
        return len(turns)

    async def read(
        self, id_: str, record: SourceRecord | None = None, joint: JointCommits | None = None
    ) -> SourceRecord | None:
        """Read one source and commit what came of it: what we know now.

        `record` is what we knew, None if it was never read. With `joint` it may be stored with others.
        """
        source = self.catalog.sources.get(id_)
        if source is None:
            return None  # another process has a larger catalogue: its own to read
        record = record or SourceRecord(source=source.id, service=source.service)
        with span("poll", source=source.id, service=source.service):
            now, outcome = await self._outcome(source, record)
            try:
                await self._commit(source, outcome, now, joint)
            except (TypeError, ValueError) as error:  # it cannot be written down; the store raises neither
                outcome = _failed(record, error, now)
                await self._commit(source, outcome, now)
        return outcome.comparison.record

    async def _outcome(self, source: Source, record: SourceRecord) -> tuple[datetime, ReadOutcome]:
        """What came of a read, and when it began: whatever our own code does to it, others go on."""
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

    async def _commit(
        self, source: Source, outcome: ReadOutcome, now: datetime, joint: JointCommits | None = None
    ) -> None:
        found = outcome.comparison
        due = next_due(source, found.record, now, outcome.retry_after)
        if self.news is not None and (found.mentions or found.repeated):
            new, again = found.mentions, found.repeated
            async with self.storing:
                await self.news.change(
                    lambda kept: read_news(kept, source, new, again, self.catalog, now), now
                )
        news = news_mentions_in(source, found.mentions, self.catalog)
        unreadable = str(found.record.unreadable or "")
        with span("commit", observations=len(found.observations), unreadable=unreadable):
            if joint is not None and not (found.observations or news or found.notices):
                await joint.commit(found.record, due)
            else:
                async with self.storing:
                    await self.sources.commit(found.record, found.observations, due, news, found.notices)

    async def look_at_platforms(self) -> None:
        """Note which platforms fail as a whole, and what edges do; any poller may, it comes to the same."""
        await self._platforms.look(self.clock.now())

    @property
    def _platforms(self) -> PlatformWatch:
        return PlatformWatch(
            sources=self.sources,
            page_probes=self.page_probes,
            catalog=self.catalog,
            own_network=self.own_network,
        )

    async def _watch_platforms(self) -> None:
        while True:
            await self.clock.sleep(LOOK_EVERY)
            await self.look_at_platforms()
            if await self.sources.next_due() is None:
                # Nobody took them from the schedule: the store has lost it.
                await self.schedule()

    async def _look(self) -> list[_Turn]:
        """See what is due, and claim all of it where there is a slot for each, whosever pages they are."""
        due = await self.sources.claim_due(self.clock.now(), self.lease, self.slots.free_anywhere)
        self.slots.await_turn((id_, self._format_of(id_)) for id_ in due.waiting)
        return [(self.slots.slot_of(self._format_of(id_)), id_, due.taken[id_]) for id_ in due.taken]

    async def _next(self) -> list[_Turn]:
        """Claim of those that wait whom there is a slot for. Nobody else's lease is ours to wait with."""
        chosen = self.slots.next()
        taken = await self.sources.claim_these(chosen, self.clock.now(), self.lease) if chosen else {}
        for id_ in chosen.keys() - taken.keys():
            chosen[id_].give_back()
        return [(chosen[id_], id_, record) for id_, record in taken.items()]

    async def _until_next_look(self, tasks: asyncio.TaskGroup) -> None:
        """Let a second pass. Where some wait for a slot, each has its turn as soon as there is one."""
        if not self.slots.is_awaited:
            await self.clock.tick(IDLE)
            return
        over = asyncio.ensure_future(self.clock.sleep(IDLE))
        over.add_done_callback(lambda _: self.slots.freed.set())
        try:
            while not over.done():
                self.slots.freed.clear()
                self._begin(tasks, await self._next())
                await self.slots.freed.wait()
        finally:
            over.cancel()

    def _begin(self, tasks: asyncio.TaskGroup, turns: Iterable[_Turn]) -> None:
        for slot, id_, record in turns:
            tasks.create_task(self._read_in(slot, id_, record))

    async def _read_in(self, slot: Slot, id_: str, record: SourceRecord | None) -> None:
        """Read a source. One that is slow is waited for apart from the others, while there is room for such.

        One that hung when it was last read is so at once; where there is no room, a slow one is given up:
        whatever hangs, and however much of it, takes no slot from what answers.
        """

        def is_slow() -> None:
            limit = self.limits.get(id_)
            if not slot.set_apart() and limit is not None:
                limit.reschedule(loop.time())

        loop = asyncio.get_running_loop()
        timer = loop.call_later(self.slow_after, is_slow)
        if record is not None and record.unreadable is UnreadableReason.TIMEOUT:
            slot.set_apart()
        try:
            after = await self.read(id_, record, self.joint)
            if after is not None:
                self._note(slot, id_, record, after)
        finally:
            timer.cancel()
            slot.give_back()

    def _note(self, slot: Slot, id_: str, before: SourceRecord | None, after: SourceRecord) -> None:
        """Draw from what became of a page what it says of its platform; one long ill says nothing."""
        self.formats[id_] = endpoint_of(self.catalog.sources[id_], after).format
        was_well = before is not None and before.read_at is not None and before.unreadable is None
        if after.unreadable is None:
            slot.answered_well()
        elif after.unreadable is UnreadableReason.HTTP_429 or (was_well and after.unreadable in _TROUBLE):
            slot.in_trouble()

    def _format_of(self, id_: str) -> str:
        """Whose servers have a page, as far as we know before we know its record."""
        if id_ not in self.formats:
            source = self.catalog.sources.get(id_)
            self.formats[id_] = source.format if source is not None else ""
        return self.formats[id_]


def _failed(record: SourceRecord, error: Exception, now: datetime) -> ReadOutcome:
    """What becomes of a page at which we failed, said once."""
    if record.unreadable is not UnreadableReason.READER_FAILED:
        logger.error("Reading failed, which is a fault of ours", source=record.source, exc_info=error)
    POLLS.labels(outcome=str(UnreadableReason.READER_FAILED)).inc()
    return ReadOutcome(comparison=unread(record, UnreadableReason.READER_FAILED, now=now))
