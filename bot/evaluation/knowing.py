"""What could be known on a day: the catalogue without later evidence, numbers learned from earlier months."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from bot.catalog.catalog import Catalog
from bot.correlation.knowledge import Knowledge
from bot.domain.report import Report
from bot.evaluation.records import Record
from bot.evaluation.running import Known
from bot.learned.learned import Learned


class Learner(Protocol):
    """Takes in reports in time order, and says what they teach."""

    def take(self, service: str, report: Report, seen: datetime) -> None:
        """Take in one report, as seen at a time."""
        ...

    def learned(self, until: date) -> Learned:
        """What was learned before a day."""
        ...


Lesson = Callable[[date], Learned]


def taught(records: Iterable[Record], learner: Learner | None) -> Lesson:
    """What was learned before the month of a day, from `records` seen before it; days must not go back."""
    if learner is None:
        return lambda _day: Learned()
    waiting = sorted(records, key=lambda r: (r.seen, r.key), reverse=True)
    lessons: dict[date, Learned] = {}

    def lesson(day: date) -> Learned:
        month = day.replace(day=1)
        if month not in lessons:
            while waiting and waiting[-1].seen.date() < month:
                record = waiting.pop()
                learner.take(record.service, record.report, record.seen)
            lessons[month] = learner.learned(month)
        return lessons[month]

    return lesson


def known_then(catalog: Catalog, lesson: Lesson, **more: Any) -> Known:
    """What was known on each day, day after day."""
    kept: list[tuple[tuple[Any, ...], Learned, Knowledge]] = []

    def known(day: date) -> Knowledge:
        at_the_time = catalog.known_on(day)
        learned = lesson(day)
        if kept and kept[0][0] == at_the_time.edges and kept[0][1] is learned:
            return kept[0][2]
        knowledge = Knowledge(catalog=at_the_time, learned=learned, **more)
        kept[:] = [(at_the_time.edges, learned, knowledge)]
        return knowledge

    return known


def known_now(catalog: Catalog, learned: Learned, **more: Any) -> Known:
    """What is known today, used for every day: with hindsight."""
    knowledge = Knowledge(catalog=catalog, learned=learned, **more)
    return lambda _day: knowledge


def months_between(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The months of a period, the first and the last cut off where it begins and ends."""
    found = []
    while start < end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        found.append((start, min(following, end)))
        start = following
    return found
