"""What was: the reports and incidents of a stretch of the past, as far as they are still kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.answers.snapshot import KeptPast
from bot.catalog.catalog import Catalog
from bot.domain.answer import HistoryAnswer, PastReport
from bot.domain.incident import Incident, IncidentState
from bot.domain.past_span import PastDay, PastSpan
from bot.domain.question import Question
from bot.domain.report import Report
from bot.domain.status import Impact
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject

_DAY: Final = timedelta(days=1)
_EVENING: Final = timedelta(hours=18)
_BREAKFAST: Final = timedelta(hours=9)
_NOON: Final = timedelta(hours=12)
_SATURDAY: Final = 5


def bounds_of(span: PastSpan, now: datetime) -> tuple[datetime, datetime]:
    """When a stretch began and ended, in UTC; it never ends after `now`."""
    start, end = _whole(span, now)
    return start, now if span.until_now else min(end, now)


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
        for found in _reports(past.subjects, open_now)
        if _is_in(found.report, start, end, now) and (not services or found.service in services)
    ]
    incidents = [
        incident
        for incident in _incidents(past.subjects)
        if incident.started_at < end
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
    )


def _whole(span: PastSpan, now: datetime) -> tuple[datetime, datetime]:  # noqa: C901, PLR0911  -- one arm a stretch
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
        case PastDay.HOURS:
            return now - timedelta(hours=span.number), now
        case _:
            assert_never(span.day)


def _reports(subjects: Iterable[Subject], open_now: Iterable[tuple[str, Report]]) -> Iterator[PastReport]:
    """Every report once, in its newest state: the open ones of the pages, then those kept."""
    seen = set[tuple[str, str]]()
    noticed = (
        (s.notice.service, s.notice.report)
        for s in subjects
        if isinstance(s, NoticeSubject) and s.notice.report is not None
    )
    for service, report in (*open_now, *noticed):
        if (service, report.id) not in seen and report.impact is not Impact.NONE:
            seen.add((service, report.id))
            yield PastReport(service=service, report=report)


def _is_in(report: Report, start: datetime, end: datetime, now: datetime) -> bool:
    stop = report.resolved_at or (now if report.status.is_open else report.updated_at)
    return report.started_at < end and stop >= start


def _incidents(subjects: Iterable[Subject]) -> Iterator[Incident]:
    """The claims of ours that were not taken back, in their newest state."""
    for subject in subjects:
        if isinstance(subject, IncidentSubject):
            incident = subject.incident
            if incident.grade.is_announced and incident.state in (IncidentState.OPEN, IncidentState.RESOLVED):
                yield incident


def _concerned(incident: Incident, catalog: Catalog) -> tuple[str, ...]:
    return (incident.root, *catalog.ancestors(incident.root), *incident.services)
