"""Poll: read due sources, compare with what they said before, pass on what changed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.report import Page, Reading
from bot.domain.service import Source
from bot.errors import PageUnreadable, ParseError
from bot.metrics import POLLS
from bot.ports import Format
from bot.storage.sources import Sources
from bot.watching.cadence import first_due, next_due
from bot.watching.changes import Comparison, compare, unchanged, unread, vanished, with_history
from bot.watching.record import SourceRecord
from bot.workers.fetch import Fetched, Fetcher, Validators

logger = structlog.get_logger(__name__)

# Longer than the longest fetch: a poller that dies gives its sources back after this.
LEASE: Final = timedelta(minutes=2)
IDLE: Final = timedelta(seconds=1)
BATCH: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """Reads sources. `concurrency` 1 makes the order of observations depend on the clock alone.

    A `lease` of zero is for a poller that is alone: what it had claimed when it died is due at once.
    """

    sources: Sources
    fetcher: Fetcher
    formats: Mapping[str, Format]
    catalog: Catalog
    clock: Clock
    concurrency: int = 20
    lease: timedelta = LEASE
    announce_open: bool = False

    async def schedule(self) -> None:
        """Make the store's due times those of the catalogue's sources that we can read."""
        now = self.clock.now()
        readable = (s for s in self.catalog.sources.values() if s.format in self.formats)
        await self.sources.schedule({source.id: first_due(source, now) for source in readable})

    async def run(self) -> None:
        """Poll for ever."""
        await self.schedule()
        while True:
            if not await self.step():
                await self.clock.sleep(IDLE)

    async def step(self) -> int:
        """Read what is due now; return how many sources that was. One bad page never stops the others."""
        due = await self.sources.claim(self.clock.now(), self.lease, BATCH)
        if self.concurrency == 1:
            for source in due:
                await self.read(self.catalog.sources[source])
        else:
            slots = asyncio.Semaphore(self.concurrency)
            async with asyncio.TaskGroup() as tasks:
                for source in due:
                    tasks.create_task(self._read_in(slots, self.catalog.sources[source]))
        return len(due)

    async def read(self, source: Source) -> None:
        """Read one source and commit what came of it."""
        record = await self.sources.load(source.id, source.service)
        now = self.clock.now()
        retry_after: timedelta | None = None
        try:
            fetched = await self._fetch(source, record, now)
            retry_after = fetched.retry_after
            comparison = await self._compared(source, record, fetched, now)
            POLLS.labels(outcome="changed" if fetched.page else "unchanged").inc()
        except PageUnreadable as error:
            POLLS.labels(outcome=str(error.reason)).inc()
            logger.warning("Page unreadable", source=source.id, reason=str(error.reason), detail=error.detail)
            if error.retry_after_seconds is not None:
                retry_after = timedelta(seconds=error.retry_after_seconds)
            comparison = unread(record, error.reason, now=now)
        due = next_due(source, comparison.record, now, retry_after)
        await self.sources.commit(comparison.record, comparison.observations, due)

    async def _read_in(self, slots: asyncio.Semaphore, source: Source) -> None:
        async with slots:
            await self.read(source)

    async def _fetch(self, source: Source, record: SourceRecord, now: datetime) -> Fetched:
        validators = Validators(
            etag=record.etag, last_modified=record.last_modified, body_hash=record.body_hash
        )
        return await self.fetcher.fetch(
            source.url, validators=validators, allow_private=source.allow_private, now=now
        )

    async def _compared(
        self, source: Source, record: SourceRecord, fetched: Fetched, now: datetime
    ) -> Comparison:
        if fetched.page is None:
            return unchanged(record, now=now)
        reading = await self._parsed(source, fetched.page)
        reading = await self._with_history(source, record, reading, now)
        comparison = compare(record, reading, now=now, announce_open=self.announce_open)
        # The validators are kept only now: a page that does not parse is fetched whole again.
        validators = fetched.validators
        after = replace(
            comparison.record,
            etag=validators.etag,
            last_modified=validators.last_modified,
            body_hash=validators.body_hash,
            moved_to=fetched.final_url if fetched.final_url != source.url else None,
        )
        return replace(comparison, record=after)

    async def _parsed(self, source: Source, page: Page) -> Reading:
        try:
            return await asyncio.to_thread(self.formats[source.format].parse, page)
        except PageUnreadable:
            raise
        except Exception as error:
            # A parser promises nothing but ParseError; if one breaks its promise, the other pages go on.
            logger.exception("Parser failed", source=source.id, format=source.format)
            raise ParseError(f"our {source.format} parser failed: {type(error).__name__}") from error

    async def _with_history(
        self, source: Source, record: SourceRecord, reading: Reading, now: datetime
    ) -> Reading:
        """Look up reports that left the page where its resolved ones are listed; without luck they wait."""
        gone = vanished(record, reading)
        address = self.formats[source.format].history(source.url) if gone else None
        if address is None:
            return reading
        try:
            fetched = await self.fetcher.fetch(address, allow_private=source.allow_private, now=now)
            if fetched.page is None:
                return reading
            return with_history(reading, await self._parsed(source, fetched.page), gone)
        except PageUnreadable as error:
            logger.warning("History unreadable", source=source.id, reason=str(error.reason))
            return reading
