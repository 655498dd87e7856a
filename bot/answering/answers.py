"""A question and what we know to an answer: a function of values."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.answering.snapshot import Snapshot, SourceState
from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident
from bot.domain.question import Answer, Below, Intent, Question, Verdict
from bot.domain.report import Report
from bot.domain.service import Edge, Service
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus

# Sources are read every two minutes, at worst every fifteen while unreadable: older news is no news.
STALE_AFTER: Final = timedelta(minutes=15)
HEARSAY_FOR: Final = timedelta(hours=2)


def answer(
    question: Question,
    snapshot: Snapshot,
    catalog: Catalog,
    now: datetime,
    stale_after: timedelta = STALE_AFTER,
) -> Answer:
    """Answer from what is known. Without a fresh reading of the service the verdict is unknown."""
    announced = tuple(i for i in snapshot.incidents if i.grade.is_announced)
    service = question.service
    if service is None or question.intent in (Intent.HELP, Intent.UNKNOWN, Intent.INCIDENTS):
        return Answer(question=question, verdict=Verdict.UNKNOWN, asked_at=now, incidents=announced)
    states = snapshot.sources.get(service, ())
    fresh = [state for state in states if state.is_fresh(now, stale_after)]
    reports = _newest_first(report for state in states for report in state.reports)
    incident = next(
        (i for i in announced if service in (i.root, *catalog.ancestors(i.root), *i.services)), None
    )
    upstream = _standing_on(service, announced, catalog)
    inferred = upstream is not None and not fresh
    known = catalog.services.get(service)
    return Answer(
        question=question,
        verdict=_verdict(question, fresh, catalog) if fresh else Verdict.UNKNOWN,
        asked_at=now,
        as_of=max((s.read_at for s in states if s.read_at is not None), default=None),
        reports=reports,
        incident=incident,
        incidents=announced if question.intent is Intent.IMPACT else (),
        likely_affected_by=upstream[0] if upstream and inferred else None,
        standing_on=upstream[1] if upstream else None,
        unreadable_because=_platform(states, snapshot, known)
        or _unreadable_because(states, known.unreadable_because if known else None),
        page_url=known.status_url if known else None,
        stale=tuple(report for state in states for report in state.stale),
        hearsay=tuple(
            heard.mention
            for heard in snapshot.hearsay
            if service in heard.services and now - heard.mention.at <= HEARSAY_FOR
        ),
        below=() if fresh or upstream else tuple(_below(service, announced, snapshot, catalog, now)),
        moved_to=next((state.moved_to for state in states if state.moved_to), None),
    )


def _verdict(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> Verdict:
    """What the service's own fresh pages say; a green headline over an open report is no "up"."""
    component = _component_status(question, fresh, catalog)
    statuses = [component] if component is not None else [state.status for state in fresh]
    reports = [report for state in fresh for report in state.reports if report.impact is not Impact.NONE]
    forgotten = any(state.stale for state in fresh) and not any(state.reports for state in fresh)
    if ComponentStatus.MAJOR_OUTAGE in statuses and not forgotten:
        return Verdict.DOWN
    if any(status.is_failing for status in statuses):
        return Verdict.DEGRADED
    if component is None and any(report.impact is Impact.CRITICAL for report in reports):
        return Verdict.DOWN
    if reports or any(state.reports for state in fresh):
        return Verdict.DEGRADED
    running = any(m.status is MaintenanceStatus.IN_PROGRESS for state in fresh for m in state.maintenances)
    if ComponentStatus.UNDER_MAINTENANCE in statuses or running:
        return Verdict.MAINTENANCE
    return Verdict.UP if ComponentStatus.OPERATIONAL in statuses else Verdict.UNKNOWN


def _component_status(
    question: Question, fresh: Sequence[SourceState], catalog: Catalog
) -> ComponentStatus | None:
    """The worst status of the components on the page that carry the asked component's name."""
    if question.component is None or question.service is None:
        return None
    asked = [c for c in catalog.services[question.service].components if c.id == question.component]
    names = {name.casefold() for c in asked for name in (c.name, *c.aliases)}
    found = [c.status for state in fresh for c in state.components if c.name.casefold() in names]
    return max(found, key=lambda status: status.severity, default=None)


def _standing_on(
    service: str, incidents: Sequence[Incident], catalog: Catalog
) -> tuple[Incident, Edge] | None:
    """A probable or confirmed incident on something the service stands on, and the edge to it."""
    for incident in incidents:
        if incident.grade.rank < Grade.PROBABLE.rank or incident.root == service:
            continue
        lineage = {incident.root, *catalog.ancestors(incident.root)}
        for edge in catalog.edges_from(service):
            if edge.infrastructure in lineage or incident.root in catalog.ancestors(edge.infrastructure):
                return incident, edge
    return None


def _below(
    service: str, incidents: Sequence[Incident], snapshot: Snapshot, catalog: Catalog, now: datetime
) -> Iterator[Below]:
    """What the service stands on that has a fresh report of trouble, or a suspected incident of ours."""
    for edge in catalog.edges_from(service):
        node = edge.infrastructure
        suspected = next((i for i in incidents if node in (i.root, *catalog.ancestors(i.root))), None)
        reports = _newest_first(
            report
            for state in snapshot.sources.get(node, ())
            if state.is_fresh(now, STALE_AFTER)
            for report in state.reports
            if report.impact is not Impact.NONE
        )
        if suspected is not None or reports:
            yield Below(edge=edge, report=reports[0] if reports else None, incident=suspected)


def _newest_first(reports: Iterable[Report]) -> tuple[Report, ...]:
    return tuple(sorted(reports, key=lambda report: (report.updated_at, report.id), reverse=True))


def _platform(states: Sequence[SourceState], snapshot: Snapshot, known: Service | None) -> str | None:
    """That the page is unreadable as most pages of its platform are, where that is so."""
    formats = {source.id: source.format for source in known.sources} if known else {}
    for state in states:
        failure = snapshot.platforms.get(state.format or formats.get(state.source, ""))
        if failure is not None and state.unreadable is not None:
            return f"{failure.unreadable} of {failure.pages} pages on {failure.format} are, all at once"
    return None


def _unreadable_because(states: Sequence[SourceState], never: str | None) -> str | None:
    if not states:
        return never or "we have not read its page yet"
    return next((str(state.unreadable) for state in states if state.unreadable is not None), None)
