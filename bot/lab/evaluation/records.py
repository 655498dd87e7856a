"""Recorded provider reports, as a poller came to see them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.watching.replay import in_order, observations_of

# A record of a history: service and the provider's own id of the report.
Key = tuple[str, str]

# A month with fewer reports of all services has no data: it teaches nothing and can show no false alarm.
REPORTS_OF_A_COVERED_MONTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRecord:
    """One provider report. `seen` is when a poller first saw it where that is known, else when it was made.

    `gone` is when a poller first missed it. Reports written after the fact are no records.
    """

    service: str
    report: Report
    seen: datetime
    gone: datetime | None = None

    @property
    def key(self) -> Key:
        """Service and report."""
        return self.service, self.report.id


def observations(
    records: Iterable[ReportRecord], start: datetime | None, end: datetime | None
) -> list[Observation]:
    """What a poller saw from `start` on and before `end`, in time order; what began before is left out."""
    found: list[Observation] = []
    for record in records:
        if (start and record.report.started_at < start) or (end and record.report.started_at >= end):
            continue
        found += observations_of(record.service, record.report, seen=record.seen, gone=record.gone)
    return in_order(o for o in found if end is None or o.at < end)


def reports_a_month(records: Iterable[ReportRecord]) -> Counter[tuple[int, int]]:
    """How many records were first seen in each month, by (year, month)."""
    return Counter((record.seen.year, record.seen.month) for record in records)


def services_a_month(records: Iterable[ReportRecord]) -> Counter[tuple[int, int]]:
    """How many services had a record first seen in each month, by (year, month)."""
    seen = {(record.seen.year, record.seen.month, record.service) for record in records}
    return Counter((year, month) for year, month, _ in seen)
