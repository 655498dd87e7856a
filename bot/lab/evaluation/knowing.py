"""What could be known on a day: the catalogue without later evidence, numbers learned from earlier months."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, Protocol

from bot.catalog.catalog import Catalog
from bot.correlation.edge_reach import quarter_of
from bot.correlation.knowledge import Knowledge, Switches
from bot.domain.report import Report
from bot.lab.evaluation.records import REPORTS_OF_A_COVERED_MONTH, ReportRecord, reports_a_month
from bot.lab.evaluation.running import Known
from bot.lab.evaluation.truth import AFTER_END, Event
from bot.learned.learned import Learned
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

Lesson = Callable[[date], Learned]

# With fewer months of records before a month there is nothing to learn from: a file of a few chosen months.
LEAST_MONTHS: Final = 6


class LearnsFromReports(Protocol):
    """Takes in reports in time order, and says what they teach."""

    def take(self, service: str, report: Report, seen: datetime) -> None:
        """Take in one report, as seen at a time."""
        ...

    def learned(self, until: date) -> Learned:
        """What was learned before a day."""
        ...


class Lessons:
    """What was learned before the month of a day, from records seen before it.

    Where the records begin too late for that, the shipped numbers serve, whose own records may be later:
    `borrowed` are the months of which that is so.
    """

    def __init__(self, records: Sequence[ReportRecord], learner: LearnsFromReports, shipped: Learned) -> None:
        for record in records:
            learner.take(record.service, record.report, record.seen)
        self._learner = learner
        self._shipped = shipped
        self._of_month = cache(self._learned)
        self._last = max((record.seen.date() for record in records), default=date(1970, 1, 1))
        self._months = sorted(
            date(year, month, 1)
            for (year, month), reports in reports_a_month(records).items()
            if reports >= REPORTS_OF_A_COVERED_MONTH
        )
        self.borrowed: set[date] = set()

    def __call__(self, day: date) -> Learned:
        """The numbers for a day."""
        return self._of_month(day.replace(day=1))

    def all_told(self) -> Learned:
        """What all records teach, once the month of the last one is over: hindsight."""
        return self(self._last.replace(day=1) + timedelta(days=32))

    def _learned(self, month: date) -> Learned:
        if sum(earlier < month for earlier in self._months) >= LEAST_MONTHS:
            return self._learner.learned(month)
        self.borrowed.add(month)
        return self._shipped


def known_then(
    catalog: Catalog,
    lesson: Lesson,
    standstills: Mapping[date, date] | None = None,
    switches: Switches | None = None,
    reader: TextReader = PROSE,
) -> Known:
    """What was known on each day; on a day of `standstills`, what was known on the day given there.

    The same knowledge serves for as long as nothing was found out, and within a quarter.
    """
    kept: list[Knowledge] = []

    @cache
    def known(day: date) -> Knowledge:
        day = (standstills or {}).get(day, day)
        found = Knowledge(
            catalog=catalog.known_on(day),
            learned=lesson(day),
            day=quarter_of(day),
            switches=switches or Switches(),
            reader=reader,
        )
        if not kept or not _is_same(kept[-1], found):
            kept.append(found)
        return kept[-1]

    return known


def _is_same(one: Knowledge, other: Knowledge) -> bool:
    return (
        one.learned is other.learned
        and one.day == other.day
        and (one.catalog is other.catalog or one.catalog.edges == other.catalog.edges)
    )


def known_now(
    catalog: Catalog, learned: Learned, switches: Switches | None = None, reader: TextReader = PROSE
) -> Known:
    """What is known today, used for every day: with hindsight."""
    knowledge = Knowledge(
        catalog=catalog,
        learned=learned,
        day=learned.until,
        switches=switches or Switches(),
        reader=reader,
    )
    return lambda _day: knowledge


def standstills(events: Iterable[Event]) -> Mapping[date, date]:
    """For each day of an event, the day it began: what is drawn from an event never serves to judge it."""
    found: dict[date, date] = {}
    for event in events:
        first, last = event.start.date(), (event.end + AFTER_END).date()
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            found[day] = min(found.get(day, day), first)
    return found
