"""Takes in what tools hand us: a check is for the service that it names, a nudge for the page it is about."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.checks.known import UnmatchedCheck
from bot.checks.naming import CheckNaming
from bot.checks.taking import CheckBook, CheckChanges, swept, taken
from bot.checks.unmatched import counted, unmatched_of, unmatched_page_of
from bot.clock import Clock
from bot.domain.check import MAX_CHECKS, Arrival, ArrivalOutcome, PageNudge, UserCheck
from bot.domain.heartbeat import Beat, no_beat
from bot.metrics import ARRIVALS
from bot.receiving.stores import CheckStore, DueStore
from bot.watching.location import endpoint_of

logger = structlog.get_logger(__name__)

SWEEP_EVERY: Final = timedelta(seconds=15)
# The ids of pages are read from all records, which takes a tenth of a second.
IDS_READ_EVERY: Final = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Receiver:
    """Whom a check concerns, and what becomes of it."""

    checks: CheckStore
    due: DueStore
    naming: CheckNaming
    clock: Clock
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _page_ids: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict, init=False)
    _page_ids_at: datetime | None = field(default=None, init=False)

    async def take(self, source: str, arrival: Arrival) -> ArrivalOutcome:
        """Take in what one request brought. Raises StaleState where other processes do so all the time."""
        async with self._one_at_a_time:
            if arrival.nudge is not None:
                outcome = await self._nudged(source, arrival.nudge)
            else:
                outcome = await self._checked(source, arrival)
        result = "known" if outcome.is_known else "unmatched" if outcome.unmatched else "taken"
        ARRIVALS.labels(source=source, outcome=result).inc()
        return outcome

    def refused(self, source: str, status: int) -> None:
        """Count a request that was not taken in."""
        ARRIVALS.labels(source=source, outcome=str(status)).inc()

    async def run(self, beat: Beat = no_beat) -> None:
        """Sweep for ever."""
        while True:
            await self.sweep()
            await beat()
            await self.clock.sleep(SWEEP_EVERY)

    async def sweep(self) -> None:
        """Forget what nobody has spoken of for a day, and tell again what still holds."""
        await self.checks.take(None, partial(swept, now=self.clock.now()))

    async def _checked(self, source: str, arrival: Arrival) -> ArrivalOutcome:
        now = self.clock.now()
        heard, unknown = list[tuple[str, UserCheck]](), list[UserCheck]()
        for check in arrival.checks[:MAX_CHECKS]:
            service = self.naming.service_of(check)
            if service is None:
                unknown.append(check)
            else:
                heard.append((service, check))

        def decide(book: CheckBook) -> CheckChanges:
            return taken(book, heard, now)

        id_ = f"{source}\0{arrival.id}" if arrival.id else None
        if not await self.checks.take(id_, decide):
            return ArrivalOutcome(is_known=True)
        await self._note([unmatched_of(check, now) for check in unknown], now)
        return ArrivalOutcome(taken=len(heard), unmatched=len(unknown))

    async def _nudged(self, source: str, nudge: PageNudge) -> ArrivalOutcome:
        """Have the page read now; what else was said of it is nobody's word."""
        now = self.clock.now()
        pages = self.naming.sources_at(nudge.addresses) or await self._pages_with(source, nudge.ids, now)
        if not pages:
            await self._note([unmatched_page_of(source, nudge, now)], now)
            return ArrivalOutcome(unmatched=1)
        records = await self.due.load_many(pages)
        # Who is failing, or asked us to wait, is not asked earlier because a stranger says so.
        welcome = [page for page in pages if (known := records.get(page)) is None or not known.failures]
        hurried = await self.due.hurry(welcome, now) if welcome else 0
        return ArrivalOutcome(is_known=not hurried, taken=hurried)

    async def _pages_with(self, source: str, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
        """The sources that are pages with one of these ids on this platform."""
        if ids and (self._page_ids_at is None or now - self._page_ids_at >= IDS_READ_EVERY):
            found: dict[tuple[str, str], list[str]] = defaultdict(list)
            for record in await self.due.load_all():
                known = self.naming.catalog.sources.get(record.source)
                if known is not None and record.location.page_id:
                    found[endpoint_of(known, record).format, record.location.page_id].append(record.source)
            self._page_ids, self._page_ids_at = found, now
        return tuple(page for id_ in ids for page in self._page_ids.get((source, id_), ()))

    async def _note(self, new: list[UnmatchedCheck], now: datetime) -> None:
        if not new:
            return
        changes = counted(await self.checks.load_unmatched(), new, now)
        await self.checks.store_unmatched(changes.stored, changes.dropped)
        for one in changes.told:
            logger.warning(
                "What was handed in names nobody", source=one.source, name=one.name, hints=one.hints
            )
