"""What was, as it is shown: searched, newest first, a page at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from bot.answers.snapshot import KeptPast
from bot.catalog.catalog import Catalog
from bot.domain.overview import PastFound, PastQuery
from bot.domain.shown import IncidentShown, ReportShown
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.overview.incidents import incident_shown
from bot.overview.reports import report_shown

MAX_LIMIT: Final = 200
_Entry = IncidentShown | ReportShown


def past_found(past: KeptPast, query: PastQuery, catalog: Catalog) -> PastFound:
    """What fits a query. Raises ValueError for a cursor that is none of ours."""
    after = _place_in(query.cursor) if query.cursor else None
    fitting = (subject for subject in past.subjects if _fits(subject, query, catalog))
    entries = sorted(_entries(fitting, catalog), key=_place, reverse=True)
    if after is not None:
        entries = [entry for entry in entries if _place(entry) < after]
    limit = max(1, min(query.limit, MAX_LIMIT))
    page = entries[:limit]
    cursor = _cursor(page[-1]) if len(entries) > limit else None
    return PastFound(entries=tuple(page), cursor=cursor, kept_since=past.since)


def _entries(subjects: Iterable[Subject], catalog: Catalog) -> Iterator[_Entry]:
    for subject in subjects:
        if isinstance(subject, IncidentSubject):
            yield incident_shown(subject.incident, catalog)
        elif subject.notice.report is not None:
            yield report_shown(subject.notice.report, subject.notice.service, subject.notice.source, catalog)


def _fits(subject: Subject, query: PastQuery, catalog: Catalog) -> bool:
    kind = "incident" if isinstance(subject, IncidentSubject) else "report"
    if query.kind not in ("", kind):
        return False
    began, ended = _span(subject)
    if (query.until is not None and began >= query.until) or (
        query.since is not None and ended < query.since
    ):
        return False
    if query.service is not None and query.service not in _concerned(subject, catalog):
        return False
    return query.text.casefold() in _words(subject, catalog).casefold()


def _span(subject: Subject) -> tuple[datetime, datetime]:
    if isinstance(subject, IncidentSubject):
        incident = subject.incident
        return incident.started_at, incident.resolved_at or incident.updated_at
    report = subject.notice.report
    return (
        (report.started_at, report.resolved_at or report.updated_at) if report else (subject.at, subject.at)
    )


def _concerned(subject: Subject, catalog: Catalog) -> set[str]:
    if isinstance(subject, NoticeSubject):
        return {subject.notice.service, *catalog.ancestors(subject.notice.service)}
    incident = subject.incident
    return {incident.root, *catalog.ancestors(incident.root), *incident.services}


def _words(subject: Subject, catalog: Catalog) -> str:
    if isinstance(subject, NoticeSubject):
        report = subject.notice.report
        return f"{catalog.name_of(subject.notice.service)}\n{report.text if report else ''}"
    incident = subject.incident
    names = (catalog.name_of(id_) for id_ in (incident.root, *incident.services))
    return "\n".join((*names, subject.change.reason, *(member.title for member in incident.members)))


def _place(entry: _Entry) -> tuple[datetime, str]:
    return entry.started_at, entry.id


def _cursor(entry: _Entry) -> str:
    return f"{entry.started_at.isoformat()}~{entry.id}"


def _place_in(cursor: str) -> tuple[datetime, str]:
    at, found, id_ = cursor.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if not found or moment is None or moment.tzinfo is None:
        raise ValueError(f"{cursor[:80]!r} is no cursor of ours")
    return moment, id_
