"""A question and what we know to an answer: a function of values."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.answers.snapshot import Snapshot, SourceState
from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident
from bot.domain.question import Answer, Below, Intent, Question, Verdict
from bot.domain.report import NewsEntry, Report
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
        return _of_nobody_in_particular(question, announced, snapshot, now)
    speaker = _speaker(service, snapshot, catalog)
    states = snapshot.sources.get(speaker, ())
    fresh = _fresh(states, now, stale_after)
    reports = _newest_first(report for state in states for report in state.reports)
    incident = next(
        (i for i in announced if service in (i.root, *catalog.ancestors(i.root), *i.services)), None
    )
    upstream = _standing_on(service, announced, catalog)
    inferred = upstream is not None and not fresh
    known = catalog.services.get(speaker)
    return Answer(
        question=question,
        verdict=_verdict(question, fresh, catalog, is_its_own=speaker == service),
        asked_at=now,
        as_of=max((s.read_at for s in states if s.read_at is not None), default=None),
        reports=reports,
        incident=incident,
        incidents=announced if question.intent is Intent.IMPACT else (upstream[0],) if upstream else (),
        likely_affected_by=upstream[0] if upstream and inferred else None,
        standing_on=upstream[1] if upstream else None,
        unreadable_because=_platform(states, snapshot, known)
        or _unreadable_because(states, known.unreadable_because if known else None),
        page_url=known.status_url if known else None,
        stale=tuple(report for state in states for report in state.stale),
        hearsay=tuple(_hearsay(service, snapshot, now)),
        below=() if fresh or upstream else tuple(_below(service, announced, snapshot, catalog, now)),
        read_from=speaker if speaker != service else None,
        is_elsewhere=_is_elsewhere(question, fresh, catalog),
        moved_to=next((state.moved_to for state in states if state.moved_to), None),
    )


def _of_nobody_in_particular(
    question: Question, announced: tuple[Incident, ...], snapshot: Snapshot, now: datetime
) -> Answer:
    return Answer(
        question=question,
        verdict=Verdict.UNKNOWN,
        asked_at=now,
        incidents=announced,
        alone=_alone(announced, snapshot, now),
        read=frozenset(id_ for id_, states in snapshot.sources.items() if _fresh(states, now, STALE_AFTER)),
    )


def _fresh(states: Iterable[SourceState], now: datetime, stale_after: timedelta) -> list[SourceState]:
    return [state for state in states if state.is_fresh(now, stale_after)]


def _hearsay(service: str, snapshot: Snapshot, now: datetime) -> Iterator[NewsEntry]:
    for heard in snapshot.hearsay:
        if service in heard.services and now - heard.mention.at <= HEARSAY_FOR:
            yield heard.mention


def _verdict(
    question: Question, fresh: Sequence[SourceState], catalog: Catalog, *, is_its_own: bool
) -> Verdict:
    """What the fresh pages say; where they are those of its whole, a part is not down by that alone."""
    if not fresh:
        return Verdict.UNKNOWN
    verdict = _said_by(question, fresh, catalog)
    return Verdict.DEGRADED if verdict is Verdict.DOWN and not is_its_own else verdict


def _said_by(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> Verdict:
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
    names = _component_names(question, catalog)
    found = [c.status for state in fresh for c in state.components if c.name.casefold() in names]
    return max(found, key=lambda status: status.severity, default=None)


def _is_elsewhere(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> bool:
    """Whether the page reports trouble, and all of it at other components than the one that is asked for.

    That is no "up": the page may call the component something else.
    """
    names = _component_names(question, catalog)
    reports = [report for state in fresh for report in state.reports]
    if not names or not reports or _component_status(question, fresh, catalog) is not None:
        return False
    return all(r.components and not names & {part.casefold() for part in r.components} for r in reports)


def _component_names(question: Question, catalog: Catalog) -> frozenset[str]:
    """What the page may call the component that is asked for, without its service's name, too."""
    if question.component is None or question.service is None:
        return frozenset()
    known = catalog.services[question.service]
    asked = [c for c in known.components if c.id == question.component]
    names = {name.casefold() for c in asked for name in (c.name, *c.aliases)}
    return frozenset(names | {name.removeprefix(f"{known.name.casefold()} ") for name in names})


def _speaker(service: str, snapshot: Snapshot, catalog: Catalog) -> str:
    """Whose page speaks for a service: its own, or, for a part without one, that of its whole."""
    if snapshot.sources.get(service) or (known := catalog.services.get(service)) is None or known.sources:
        return service
    return next((whole for whole in catalog.ancestors(service) if snapshot.sources.get(whole)), service)


def _alone(
    incidents: Sequence[Incident], snapshot: Snapshot, now: datetime
) -> tuple[tuple[str, Report], ...]:
    """The newest open report of each service that has trouble and is part of no shared incident."""
    shared = {service for incident in incidents for service in (incident.root, *incident.services)}
    found = [
        (service, reports[0])
        for service, states in snapshot.sources.items()
        if service not in shared
        and (
            reports := _newest_first(
                report
                for state in states
                if state.is_fresh(now, STALE_AFTER)
                for report in state.reports
                if report.impact is not Impact.NONE
            )
        )
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].started_at))


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
