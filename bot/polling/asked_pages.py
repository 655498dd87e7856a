"""Pages that somebody asks about: read there and then where nobody has read them lately."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.status import UnreadableReason
from bot.polling.concurrency import PER_PLATFORM
from bot.polling.poller import LEASE, Poller
from bot.polling.worth_asking import pages_worth_asking
from bot.watching.cadence import next_due
from bot.watching.changes import unread
from bot.watching.record import SourceRecord

logger = structlog.get_logger(__name__)

# Chat platforms wait three seconds for an answer.
WITHIN_SECONDS: Final = 3.0
# Each is tried once a minute, whoever asks.
AGAIN_AFTER: Final = timedelta(minutes=1)
MOST_REMEMBERED: Final = 5_000


def _places() -> defaultdict[str, asyncio.Semaphore]:
    return defaultdict(lambda: asyncio.Semaphore(PER_PLATFORM))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPages:
    """Reads and commits as the poller does, all at once, and gives up in time."""

    poller: Poller
    within_seconds: float = WITHIN_SECONDS
    tried: dict[str, datetime] = field(default_factory=dict)
    places: defaultdict[str, asyncio.Semaphore] = field(default_factory=_places)

    async def refresh(self, sources: Sequence[str]) -> None:
        """Read those that are worth it. Never raises for what a page does; what takes too long is left."""
        now = self.poller.clock.now()
        worth = await pages_worth_asking(self.poller.sources, self.poller.catalog, sources, now)
        wanted = {id_: record for id_, record in worth.items() if not self._was_tried(id_, now)}
        if not wanted:
            return
        self._remember(wanted, now)
        await self.poller.sources.postpone(wanted, now + LEASE)
        late = set(wanted)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.within_seconds), asyncio.TaskGroup() as tasks:
                for id_, record in wanted.items():
                    tasks.create_task(self._read(id_, record, late))
        for id_ in late:
            await self._gave_up(id_, wanted[id_], now)

    async def _read(self, id_: str, record: SourceRecord | None, late: set[str]) -> None:
        try:
            async with self.places[self.poller.catalog.sources[id_].format]:
                await self.poller.read(id_, record)
        except Exception:
            logger.exception("Cannot read what was asked about", source=id_)
        late.discard(id_)

    async def _gave_up(self, id_: str, record: SourceRecord | None, now: datetime) -> None:
        """Note of a page that was never read that it did not answer; of others we know more than that."""
        if record is not None and record.polled_at is not None:
            return
        source = self.poller.catalog.sources[id_]
        before = record or SourceRecord(source=source.id, service=source.service)
        found = unread(before, UnreadableReason.TIMEOUT, now=now)
        due = next_due(source, found.record, now, None)
        await self.poller.sources.commit(found.record, found.observations, due)

    def _was_tried(self, id_: str, now: datetime) -> bool:
        tried = self.tried.get(id_)
        return tried is not None and now - tried < AGAIN_AFTER

    def _remember(self, sources: Mapping[str, SourceRecord | None], now: datetime) -> None:
        if len(self.tried) > MOST_REMEMBERED:
            self.tried.clear()
        self.tried.update(dict.fromkeys(sources, now))
