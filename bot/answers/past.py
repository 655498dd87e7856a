"""What was: the reports and incidents of a stretch of the past, as far as they are still kept."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from bot.answers.snapshot import KeptPast
from bot.catalog.catalog import Catalog
from bot.domain.answer import HistoryAnswer, PastReport
from bot.domain.incident import Incident, IncidentState
from bot.domain.past_span import PastDay, PastSpan
from bot.domain.question import Question
from bot.domain.report import Report
from bot.domain.status import Impact

_DAY: Final = timedelta(days=1)
_EVENING: Final = timedelta(hours=18)
_BREAKFAST: Final = timedelta(hours=9)
_NOON: Final = timedelta(hours=12)
_SATURDAY: Final = 5


def bounds_of(span: PastSpan, now: datetime) -> tuple[datetime, datetime]:
    """When a stretch began and ended, in UTC; it never ends after `now`, whose zone says when days begin."""
    start, end = (moment.astimezone(UTC) for moment in _whole(span, now))
    today = now.astimezone(UTC)
    return min(start, today), today if span.until_now else min(end, today)


def what_was(
    question: Question,
    services: frozenset[str],
    past: KeptPast,
    open_now: Iterable[tuple[str, Report]],
    catalog: Catalog,
    now: datetime,
) -> HistoryAnswer:
    """What befell these services, or anybody where there are none, in the stretch that is asked about."""
    assert question.past is not None
    start, end = bounds_of(question.past, now)
    reports = [
        found
        for found in _reports(past, open_now)
        if _is_in(found.report, start, end, now) and (not services or found.service in services)
    ]
    incidents = [
        incident
        for incident in past.incidents
        if _is_claim(incident)
        and incident.started_at < end
        and (incident.resolved_at or now) >= start
        and (not services or not services.isdisjoint(_concerned(incident, catalog)))
    ]
    return HistoryAnswer(
        question=question,
        start=start,
        end=end,
        reports=tuple(sorted(reports, key=lambda found: found.report.started_at)),
        incidents=tuple(sorted(incidents, key=lambda incident: incident.started_at)),
        kept_since=past.since,
        asked_at=now,
        read=next((past.read[one] for one in sorted(services) if one in past.read), ()),
        is_watched=past.is_watched,
    )


def _whole(span: PastSpan, now: datetime) -> tuple[datetime, datetime]:  # noqa: C901, PLR0911, PLR0912  -- one arm a stretch
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match span.day:
        case PastDay.NIGHT:
            return midnight - _DAY + _EVENING, midnight + _BREAKFAST
        case PastDay.MORNING:
            return midnight, midnight + _NOON
        case PastDay.AFTERNOON:
            return midnight + _NOON, midnight + _EVENING
        case PastDay.TODAY:
            return midnight, now
        case PastDay.YESTERDAY:
            return midnight - _DAY, midnight
        case PastDay.WEEKEND:
            saturday = midnight - _DAY * ((now.weekday() - _SATURDAY) % 7)
            return saturday, saturday + 2 * _DAY
        case PastDay.WEEK:
            return midnight - _DAY * now.weekday(), now
        case PastDay.LAST_WEEK:
            monday = midnight - _DAY * now.weekday()
            return monday - 7 * _DAY, monday
        case PastDay.WEEKDAY:
            day = midnight - _DAY * ((now.weekday() - int(span.number)) % 7 or 7)
            return day, day + _DAY
        case PastDay.DATE:
            day = _newest(span, int(span.number), midnight)
            return day, day + _DAY
        case PastDay.MONTH:
            return _month(_newest(span, 1, midnight))
        case PastDay.THIS_MONTH:
            return midnight.replace(day=1), now
        case PastDay.LAST_MONTH:
            return _month(midnight.replace(day=1) - _DAY)
        case PastDay.YEAR:
            return midnight.replace(month=1, day=1), now
        case PastDay.HOURS:
            return now.astimezone(UTC) - timedelta(hours=span.number), now
        case _:
            assert_never(span.day)


def _newest(span: PastSpan, day: int, midnight: datetime) -> datetime:
    """A day of a month: in the year that is said, else the newest that is not to come.

    A day that the month does not have, or no month, is the last that it has.
    """
    month = min(max(span.month, 1), 12)
    year = span.year or midnight.year - ((month, day) > (midnight.month, midnight.day))
    return midnight.replace(year=year, month=month, day=min(max(day, 1), monthrange(year, month)[1]))


def _month(day: datetime) -> tuple[datetime, datetime]:
    first = day.replace(day=1)
    return first, (first + 31 * _DAY).replace(day=1)


def _reports(past: KeptPast, open_now: Iterable[tuple[str, Report]]) -> Iterator[PastReport]:
    """Every report once, in its newest state: the open ones of the pages, then those kept."""
    seen = set[tuple[str, str]]()
    kept = ((one.service, one.report) for one in past.reports)
    for service, report in (*open_now, *kept):
        if (service, report.id) not in seen and report.impact is not Impact.NONE:
            seen.add((service, report.id))
            yield PastReport(service=service, report=report)


def _is_in(report: Report, start: datetime, end: datetime, now: datetime) -> bool:
    stop = report.resolved_at or (now if report.status.is_open else report.updated_at)
    return report.started_at < end and stop >= start


def _is_claim(incident: Incident) -> bool:
    """Whether it is one of ours that was not taken back."""
    return incident.grade.is_announced and incident.state in (IncidentState.OPEN, IncidentState.RESOLVED)


def _concerned(incident: Incident, catalog: Catalog) -> tuple[str, ...]:
    return (incident.root, *catalog.ancestors(incident.root), *incident.services)
