"""How a service was by its own page, day by day: time with an open report, of the time that is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.kept import KeptReport, ReadSpan
from bot.domain.shown import DayShown, Uptime
from bot.domain.status import Impact
from bot.domain.stretches import Stretch, merged

_DAY: Final = timedelta(days=1)
COUNTS: Final = (
    "Time without an open report on its own page, of the time in which we could read that page or a report "
    "was open, by days in UTC. What a provider does not report is not in it; while nobody could read the "
    "page it was neither up nor down."
)


def uptime_of(reports: Iterable[KeptReport], read: Iterable[ReadSpan], days: int, now: datetime) -> Uptime:
    """The last so many days in UTC, today among them, up to `now`.

    Reports overlap, and count once. One that is open counts until its page was last read: what became of it
    since, nobody knows.
    """
    today = now.astimezone(UTC).date()
    begin = _midnight(today) - _DAY * (days - 1)
    readings = [(span.start, span.end) for span in read]
    last_read = max((end for _, end in readings), default=begin)
    open_spans = [(report, _span(report, last_read)) for report in reports if not _is_no_trouble(report)]
    trouble = _by_day(merged((span for _, span in open_spans), begin, now))
    known = _by_day(merged((*readings, *(span for _, span in open_spans)), begin, now))
    reported: defaultdict[date, list[KeptReport]] = defaultdict(list)
    for report, (start, end) in open_spans:
        for day in _days_of(max(start, begin), min(end, now)):
            reported[day].append(report)
    shown = tuple(
        _day(day, known.get(day), trouble.get(day, 0.0), reported[day])
        for day in (begin.date() + _DAY * number for number in range(days))
    )
    whole = sum(known.values())
    share = max(0.0, 1 - sum(trouble.values()) / whole) if whole else None
    return Uptime(days=shown, share=share, counts=COUNTS)


def _day(day: date, known: float | None, trouble: float, reports: list[KeptReport]) -> DayShown:
    impacts = [kept.report.impact for kept in reports if kept.report.impact is not None]
    return DayShown(
        day=day,
        in_trouble=round(trouble) if known or reports else None,
        worst=max(impacts, key=lambda impact: impact.rank, default=None),
        reports=len(reports),
    )


def _is_no_trouble(kept: KeptReport) -> bool:
    return kept.report.impact is Impact.NONE


def _span(kept: KeptReport, last_read: datetime) -> Stretch:
    report = kept.report
    return report.started_at, kept.ends(max(report.updated_at, last_read))


def _by_day(spans: Iterable[Stretch]) -> dict[date, float]:
    """How many seconds of each day they fill."""
    filled: defaultdict[date, float] = defaultdict(float)
    for start, end in spans:
        for day in _days_of(start, end):
            midnight = _midnight(day)
            part = min(end, midnight + _DAY) - max(start, midnight)
            if part > timedelta():
                filled[day] += part.total_seconds()
    return filled


def _days_of(start: datetime, end: datetime) -> Iterator[date]:
    """The days that a stretch touches: not the one that begins as it ends; the one of a moment."""
    if start > end:
        return
    day, last = start.astimezone(UTC).date(), max(start, end - datetime.resolution).astimezone(UTC).date()
    while day <= last:
        yield day
        day += _DAY


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
