"""A question and what we know to an answer: a function of values.

Whose page speaks for the service, what it says in one word, and what is wrong below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.answers.past import what_was
from bot.answers.snapshot import Snapshot, SourceState, newest_first
from bot.catalog.catalog import Catalog
from bot.domain.answer import (
    Answer,
    Below,
    DependenceAnswer,
    HelpAnswer,
    HistoryAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    ServicePage,
    SeveralAnswers,
    StatusAnswer,
    UnknownAnswer,
    Verdict,
)
from bot.domain.incident import Grade, Incident
from bot.domain.question import Intent, Question
from bot.domain.report import NewsEntry, Report
from bot.domain.service import Service
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, gravest

NEWS_FOR: Final = timedelta(hours=2)
# So many things that are asked for at once are answered; more would fill a screen.
MOST_AT_ONCE: Final = 10


def answer_each(
    question: Question, snapshot: Snapshot, catalog: Catalog, now: datetime
) -> Answer | SeveralAnswers:
    """Answer what is asked, be it of one thing or of several."""
    if not question.parts:
        return answer(question, snapshot, catalog, now)
    answers = (answer(part, snapshot, catalog, now) for part in question.parts[:MOST_AT_ONCE])
    return SeveralAnswers(question=question, answers=tuple(answers), unanswered=question.parts[MOST_AT_ONCE:])


def answer(question: Question, snapshot: Snapshot, catalog: Catalog, now: datetime) -> Answer:
    """Answer from what is known. Without a fresh reading of the service the verdict is unknown."""
    known = replace(snapshot, incidents=tuple(i for i in snapshot.incidents if i.grade.is_announced))
    service = question.service
    if question.past is not None:
        return _history(question, known, catalog, now)
    match question.intent:
        case Intent.HELP:
            return HelpAnswer(question=question)
        case Intent.INCIDENTS:
            return _incidents(question, known, now)
        case Intent.IMPACT if service is not None:
            itself = _status(question, service, known, catalog, now)
            return ImpactAnswer(question=question, itself=itself, incidents=known.incidents)
        case Intent.IS_DOWN | Intent.STATUS | Intent.WHY if service is not None:
            return _status(question, service, known, catalog, now)
        case Intent.DEPENDS if service is not None:
            return _dependence(question, service, catalog)
        case Intent.IS_DOWN | Intent.STATUS | Intent.WHY | Intent.IMPACT | Intent.DEPENDS | Intent.UNKNOWN:
            return UnknownAnswer(question=question)
        case _:
            assert_never(question.intent)


def speaker_for(service: str, snapshot: Snapshot, catalog: Catalog) -> str:
    """Whose page speaks for a service: its own, or, for a part without one, that of its whole."""
    if snapshot.sources.get(service) or (known := catalog.services.get(service)) is None or known.sources:
        return service
    return next((whole for whole in catalog.ancestors(service) if snapshot.sources.get(whole)), service)


def page_of(service: str, speaker: str, snapshot: Snapshot, catalog: Catalog) -> ServicePage:
    """The page of the speaker: where it is, when it was read, and why not lately."""
    states, known = snapshot.sources.get(speaker, ()), catalog.services.get(speaker)
    return ServicePage(
        read_at=max((s.read_at for s in states if s.read_at is not None), default=None),
        unreadable_because=_platform(states, snapshot, known)
        or _unreadable_because(states, known.never_read_because if known else None),
        url=known.status_url if known else None,
        moved_to=next((state.moved_to for state in states if state.moved_to), None),
        whole=speaker if speaker != service else None,
    )


def standing_on(service: str, incidents: Sequence[Incident], catalog: Catalog) -> Below | None:
    """A probable or confirmed incident on something the service stands on, and the edge to it."""
    for incident in incidents:
        if incident.grade.rank < Grade.PROBABLE.rank or incident.root == service:
            continue
        lineage = {incident.root, *catalog.ancestors(incident.root)}
        for edge in catalog.edges_from(service):
            if edge.infrastructure in lineage or incident.root in catalog.ancestors(edge.infrastructure):
                return Below(edge=edge, incident=incident)
    return None


def trouble_below(service: str, snapshot: Snapshot, catalog: Catalog, now: datetime) -> Iterator[Below]:
    """What the service stands on that has a fresh report of trouble, or a suspected incident of ours."""
    for edge in catalog.edges_from(service):
        node = edge.infrastructure
        suspected = next(
            (i for i in snapshot.incidents if node in (i.root, *catalog.ancestors(i.root))), None
        )
        report = next(iter(snapshot.trouble_at(node, now)), None)
        if suspected is not None or report is not None:
            yield Below(edge=edge, report=report, incident=suspected)


def verdict_of(
    question: Question, fresh: Sequence[SourceState], catalog: Catalog, *, is_its_own: bool
) -> Verdict:
    """What the fresh pages say; where they are those of its whole, a part is not down by that alone."""
    if not fresh:
        return Verdict.UNKNOWN
    verdict = _of_pages(question, fresh, catalog)
    return Verdict.DEGRADED if verdict is Verdict.DOWN and not is_its_own else verdict


def is_elsewhere(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> bool:
    """Whether the page reports trouble, and all of it at other components than the one that is asked for.

    That is no "up": the page may call the component something else.
    """
    names = _component_names(question, catalog)
    reports = [report for state in fresh for report in state.reports]
    if not names or not reports or _component_status(question, fresh, catalog) is not None:
        return False
    return all(r.components and not names & {part.casefold() for part in r.components} for r in reports)


def _history(question: Question, snapshot: Snapshot, catalog: Catalog, now: datetime) -> HistoryAnswer:
    """What was: of the service and of the whole whose page speaks for it, or of what the channel watches."""
    services = frozenset(snapshot.sources)
    if question.service is not None:
        services = frozenset({question.service, speaker_for(question.service, snapshot, catalog)})
    open_now = [
        (state.service, r) for states in snapshot.sources.values() for state in states for r in state.reports
    ]
    return what_was(question, services, snapshot.past, open_now, catalog, now)


def _dependence(question: Question, service: str, catalog: Catalog) -> DependenceAnswer:
    """What a service depends on; "aws" is also meant by an edge to a part of it, and the other way round."""
    edges = [edge for one in (service, *catalog.ancestors(service)) for edge in catalog.edges_from(one)]
    on = question.on
    lineage = {on, *(catalog.ancestors(on) if on is not None else ())}
    asked_for = [e for e in edges if e.infrastructure in lineage or on in catalog.ancestors(e.infrastructure)]
    return DependenceAnswer(
        question=question, edges=tuple(edges), asked_for=tuple(asked_for) if on is not None else ()
    )


def _status(
    question: Question, service: str, snapshot: Snapshot, catalog: Catalog, now: datetime
) -> StatusAnswer:
    speaker = speaker_for(service, snapshot, catalog)
    states = snapshot.sources.get(speaker, ())
    fresh = [state for state in states if state.is_fresh(now)]
    upstream = standing_on(service, snapshot.incidents, catalog)
    return StatusAnswer(
        question=question,
        verdict=verdict_of(question, fresh, catalog, is_its_own=speaker == service),
        asked_at=now,
        page=page_of(service, speaker, snapshot, catalog),
        reports=newest_first(report for state in states for report in state.reports),
        stale=tuple(report for state in states for report in state.stale),
        incident=next(
            (i for i in snapshot.incidents if service in (i.root, *catalog.ancestors(i.root), *i.services)),
            None,
        ),
        likely_affected_by=upstream.incident if upstream and not fresh else None,
        standing_on=upstream,
        below=() if fresh or upstream else tuple(trouble_below(service, snapshot, catalog, now)),
        news=tuple(_news(service, snapshot, now)),
        is_elsewhere=is_elsewhere(question, fresh, catalog),
        early=tuple(
            i for i in snapshot.early if service in (i.root, *catalog.ancestors(i.root), *i.services)
        ),
    )


def _news(service: str, snapshot: Snapshot, now: datetime) -> Iterator[NewsEntry]:
    for news in snapshot.news:
        if service in news.services and now - news.mention.at <= NEWS_FOR:
            yield news.mention


def _incidents(question: Question, snapshot: Snapshot, now: datetime) -> IncidentsAnswer:
    return IncidentsAnswer(
        question=question,
        incidents=snapshot.incidents,
        alone=_alone(snapshot, now),
        read=frozenset(
            service
            for service, states in snapshot.sources.items()
            if any(state.is_fresh(now) for state in states)
        ),
        early=snapshot.early,
    )


def _alone(snapshot: Snapshot, now: datetime) -> tuple[tuple[str, Report], ...]:
    """The newest open report of each service that has trouble and is part of no shared incident."""
    shared = {service for incident in snapshot.incidents for service in (incident.root, *incident.services)}
    found = [
        (service, reports[0])
        for service in snapshot.sources
        if service not in shared and (reports := snapshot.trouble_at(service, now))
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].started_at))


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


def _of_pages(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> Verdict:
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
    return gravest(found, ComponentStatus.UNKNOWN) if found else None


def _component_names(question: Question, catalog: Catalog) -> frozenset[str]:
    """What the page may call the component that is asked for, without its service's name, too."""
    if question.component is None or question.service is None:
        return frozenset()
    known = catalog.services[question.service]
    asked = [c for c in known.components if c.id == question.component]
    names = {name.casefold() for c in asked for name in (c.name, *c.aliases)}
    return frozenset(names | {name.removeprefix(f"{known.name.casefold()} ") for name in names})
