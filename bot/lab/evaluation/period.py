"""The stretch of time that is scored: which days of it records cover, and how many services they are of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.lab.evaluation.records import REPORTS_OF_A_COVERED_MONTH

# A month: year and number.
Month = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time and the days in it that records cover.

    `services` is how many services have a record in each month: those that can be said to have been watched.
    """

    start: datetime
    end: datetime
    covered: tuple[tuple[datetime, datetime], ...]
    services: Mapping[Month, int] = field(default_factory=dict)

    @property
    def days(self) -> float:
        """Covered days."""
        return sum((end - start) / timedelta(days=1) for start, end in self.covered)

    @property
    def watched(self) -> float | None:
        """Services watched on an average covered day, None where their number is not known."""
        if not self.days or not self.services:
            return None
        total = sum(
            (end - start) / timedelta(days=1) * self.services.get((start.year, start.month), 0)
            for start, end in self.covered
        )
        return total / self.days

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in a covered month."""
        return any(start <= at < end for start, end in self.covered)

    def per_30_days(self, count: int) -> float | None:
        """How many that is in 30 covered days."""
        return 30 * count / self.days if self.days else None

    def per_30_days_a_hundred(self, count: int) -> float | None:
        """How many that is in 30 covered days for each hundred services watched."""
        rate, watched = self.per_30_days(count), self.watched
        return None if rate is None or not watched else 100 * rate / watched

    def part(self, start: datetime, end: datetime) -> "Period":
        """What of it lies from `start` to `end`."""
        covered = tuple((max(a, start), min(b, end)) for a, b in self.covered if a < end and b > start)
        return Period(
            start=max(self.start, start), end=min(self.end, end), covered=covered, services=self.services
        )

    def years(self) -> list["Period"]:
        """One part a calendar year of which there are covered days."""
        zone = self.start.tzinfo
        parts = [
            self.part(datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
            for year in range(self.start.year, self.end.year + 1)
        ]
        return [part for part in parts if part.covered]


def period_of(
    start: datetime,
    end: datetime,
    reports: Mapping[Month, int],
    services: Mapping[Month, int] | None = None,
) -> Period:
    """A period, without the months of which there are no records."""
    covered = tuple(
        (a, b)
        for a, b in _months_between(start, end)
        if reports.get((a.year, a.month), 0) >= REPORTS_OF_A_COVERED_MONTH
    )
    return Period(start=start, end=end, covered=covered, services=services or {})


def _months_between(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The months of a period, the first and the last cut off where it begins and ends."""
    found = []
    while start < end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        found.append((start, min(following, end)))
        start = following
    return found
