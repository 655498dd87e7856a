"""A question and what we know to an answer: a function of values.

How the service is, what is known of its page, and what is wrong below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.answers.open_at import alone_of, open_at, speaker_for
from bot.answers.past import what_was
from bot.answers.seen import networks_now, seen_at, seen_now
from bot.answers.snapshot import Snapshot, SourceState
from bot.catalog.catalog import Catalog
from bot.domain.answer import (
    Answer,
    Below,
    DependenceAnswer,
    HelpAnswer,
    HistoryAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    OpenAt,
    ServicePage,
    SeveralAnswers,
    StatusAnswer,
    UnknownAnswer,
)
from bot.domain.incident import Grade, Incident
from bot.domain.question import Intent, Question
from bot.domain.report import NewsEntry

NEWS_FOR: Final = timedelta(hours=2)
# So many things that are asked for at once are answered; more would fill a screen.
MOST_AT_ONCE: Final = 10


def answer_each(
    question: Question,
    snapshot: Snapshot,
    catalog: Catalog,
    now: datetime,
    own: frozenset[str] = frozenset(),
) -> Answer | SeveralAnswers:
    """Answer what is asked, be it of one thing or of several."""
    if not question.parts:
        return answer(question, snapshot, catalog, now, own)
    answers = (answer(part, snapshot, catalog, now, own) for part in question.parts[:MOST_AT_ONCE])
    return SeveralAnswers(question=question, answers=tuple(answers), unanswered=question.parts[MOST_AT_ONCE:])


def answer(
    question: Question,
    snapshot: Snapshot,
    catalog: Catalog,
    now: datetime,
    own: frozenset[str] = frozenset(),
) -> Answer:
    """Answer from what is known. Without a fresh reading of the service the verdict is unknown.

    `own` are those that "what is open?" is about beside what is shared; without any, all that are known.
    """
    known = replace(snapshot, incidents=tuple(i for i in snapshot.incidents if i.grade.is_announced))
    service = question.service
    if question.past is not None:
        return _history(question, known, catalog, now)
    match question.intent:
        case Intent.HELP:
            return HelpAnswer(question=question)
        case Intent.INCIDENTS | Intent.IS_US:
            services = [open_at(service, known, catalog, now) for service in sorted(own or known.sources)]
            return _incidents(question, known, services, now)
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


def page_of(service: str, speaker: str, snapshot: Snapshot, catalog: Catalog) -> ServicePage:
    """The page of the speaker: where it is, when it was read, and why not lately."""
    states, known = snapshot.sources.get(speaker, ()), catalog.services.get(speaker)
    return ServicePage(
        read_at=max((s.read_at for s in states if s.read_at is not None), default=None),
        unreadable_because=_platform(states, snapshot, speaker, catalog)
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
        edge = catalog.edge_onto(service, incident.root)
        if edge is not None:
            return Below(edge=edge, incident=incident)
    return None


def trouble_below(service: str, snapshot: Snapshot, catalog: Catalog, now: datetime) -> Iterator[Below]:
    """What the service stands on that has a fresh report of trouble, or a suspected incident of ours."""
    for edge in catalog.edges_from(service):
        node = edge.infrastructure
        suspected = next(
            (i for i in snapshot.incidents if node in (i.root, *catalog.ancestors(i.root))), None
        )
        itself = open_at(node, snapshot, catalog, now)
        if suspected is not None or itself.is_open:
            report = next(iter(itself.reports), None) if itself.is_open else None
            yield Below(edge=edge, report=report, incident=suspected)


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
    itself = open_at(service, snapshot, catalog, now, component=question.component)
    states, fresh = snapshot.sources.get(itself.speaker, ()), itself.is_read
    upstream = standing_on(service, snapshot.incidents, catalog)
    incident = next(
        (i for i in snapshot.incidents if service in (i.root, *catalog.ancestors(i.root), *i.services)), None
    )
    below = () if fresh or upstream else tuple(trouble_below(service, snapshot, catalog, now))
    told = (incident, upstream.incident if upstream else None, *(one.incident for one in below))
    return StatusAnswer(
        question=question,
        verdict=itself.verdict,
        asked_at=now,
        page=page_of(service, itself.speaker, snapshot, catalog),
        reports=itself.reports,
        stale=tuple(report for state in states for report in state.stale),
        incident=incident,
        likely_affected_by=upstream.incident if upstream and not fresh else None,
        standing_on=upstream,
        below=below,
        news=tuple(_news(service, snapshot, now)),
        is_elsewhere=itself.is_elsewhere,
        early=tuple(
            i for i in snapshot.early if service in (i.root, *catalog.ancestors(i.root), *i.services)
        ),
        seen=seen_at(service, snapshot, catalog, now, told),
        networks=networks_now(snapshot, now),
    )


def _news(service: str, snapshot: Snapshot, now: datetime) -> Iterator[NewsEntry]:
    for news in snapshot.news:
        if service in news.services and now - news.mention.at <= NEWS_FOR:
            yield news.mention


def _incidents(
    question: Question, snapshot: Snapshot, services: Sequence[OpenAt], now: datetime
) -> IncidentsAnswer:
    return IncidentsAnswer(
        question=question,
        asked_at=now,
        incidents=snapshot.incidents,
        alone=alone_of(services, snapshot.incidents),
        read=frozenset(one.service for one in services if one.is_read),
        calm=tuple(one for one in services if not one.is_open),
        early=snapshot.early,
        seen=seen_now(snapshot, now),
        networks=networks_now(snapshot, now),
    )


def _platform(
    states: Sequence[SourceState], snapshot: Snapshot, service: str, catalog: Catalog
) -> str | None:
    """That the page is unreadable as most on its platform, or behind its edge, are, where that is so."""
    known = catalog.services.get(service)
    formats = {source.id: source.format for source in known.sources} if known else {}
    for state in states:
        format_ = state.format or formats.get(state.source, "")
        failure = snapshot.platforms.get(format_) or snapshot.platforms.get(state.edge or "")
        if failure is not None and state.unreadable is not None:
            where = f"behind {catalog.name_of(failure.edge)}" if failure.edge else f"on {failure.format}"
            return f"{failure.unreadable} of {failure.pages} pages {where} are, all at once"
    return None


def _unreadable_because(states: Sequence[SourceState], never: str | None) -> str | None:
    if not states:
        return never or "we have not read its page yet"
    return next((str(state.unreadable) for state in states if state.unreadable is not None), None)
