"""One builder per domain type: sensible defaults, overridden by keyword.

Everything happens at NOON unless told otherwise; `at(11, 48)` is a time on the same day.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.catalog.catalog import Catalog
from bot.domain.incident import (
    ChangeKind,
    Evidence,
    EvidenceKind,
    Grade,
    Incident,
    IncidentChange,
    IncidentState,
    Member,
    RootCandidate,
)
from bot.domain.look import Look, LookRule
from bot.domain.service import Edge, EdgeEvidence, NamedComponent, Service, Source, Strength, Tier
from bot.domain.status import ComponentStatus
from bot.domain.subject import IncidentSubject
from tests.page_builders import (
    NOON,
    a_component,
    a_maintenance,
    a_page,
    a_reading,
    a_report,
    an_observation,
    an_update,
    at,
)

__all__ = [
    "NOON",
    "a_catalog",
    "a_change",
    "a_component",
    "a_look",
    "a_maintenance",
    "a_member",
    "a_page",
    "a_reading",
    "a_report",
    "a_service",
    "a_source",
    "an_alert",
    "an_edge",
    "an_evidence",
    "an_incident",
    "an_observation",
    "an_update",
    "at",
    "edge_evidence",
]


TWO_MINUTES = timedelta(minutes=2)


def a_source(
    service: str = "discord",
    *,
    id: str | None = None,  # noqa: A002  -- the field's name
    url: str | None = None,
    format: str = "statuspage",  # noqa: A002  -- the field's name
    page_url: str | None = None,
    allow_private: bool = False,
    is_doubtful: bool = False,
    interval: timedelta = TWO_MINUTES,
) -> Source:
    page = page_url or f"https://status.{service.replace('/', '-')}.example"
    return Source(
        id=id or f"{service}/0",
        service=service,
        url=url or f"{page}/api/v2/summary.json",
        format=format,
        page_url=page,
        allow_private=allow_private,
        is_doubtful=is_doubtful,
        interval=interval,
    )


def a_service(
    id: str = "discord",  # noqa: A002  -- the field's name
    *,
    name: str | None = None,
    category: str = "chat",
    organisation: str | None = None,
    aliases: tuple[str, ...] = (),
    domain: str | None = None,
    components: tuple[NamedComponent, ...] = (),
    sources: tuple[Source, ...] | None = None,
    mentions: tuple[str, ...] = (),
    parent: str | None = None,
    unreadable_because: str | None = None,
) -> Service:
    """One source of its own unless `sources=()`; the organisation is the service itself unless given."""
    own = (a_source(id),) if sources is None else sources
    return Service(
        id=id,
        name=name or id.replace("-", " ").title(),
        category=category,
        organisation=organisation or id,
        aliases=aliases,
        domain=domain,
        components=components,
        sources=own,
        mentions=mentions,
        parent=parent,
        status_url=own[0].page_url if own else None,
        unreadable_because=unreadable_because,
    )


def edge_evidence(
    *,
    source: str = "https://example.com/post-mortem",
    kind: str = "postmortem",
    tier: Tier = Tier.A,
    strength: Strength = Strength.HARD,
    known_from: date | None = date(2024, 1, 1),
    event: str | None = None,
) -> EdgeEvidence:
    return EdgeEvidence(
        source=source, kind=kind, tier=tier, strength=strength, known_from=known_from, event=event
    )


def an_edge(
    service: str = "discord",
    infrastructure: str = "cloudflare",
    *,
    strength: Strength = Strength.HARD,
    evidence: tuple[EdgeEvidence, ...] | None = None,
) -> Edge:
    return Edge(
        service=service,
        infrastructure=infrastructure,
        evidence=(edge_evidence(strength=strength),) if evidence is None else evidence,
    )


def a_catalog(
    services: Iterable[Service | str] = ("cloudflare", "discord"),
    edges: Iterable[Edge | tuple[str, str]] = (("discord", "cloudflare"),),
) -> Catalog:
    """Names and pairs stand for services and edges with the defaults of their builders."""
    built = [a_service(service) if isinstance(service, str) else service for service in services]
    return Catalog(
        services={service.id: service for service in built},
        edges=tuple(edge if isinstance(edge, Edge) else an_edge(*edge) for edge in edges),
    )


def a_member(
    service: str = "discord",
    *,
    organisation: str | None = None,
    source: str | None = None,
    report: str = "r1",
    title: str = "Elevated errors",
    url: str | None = "https://status.example.com/incidents/r1",
    since: datetime = NOON,
    joined_at: datetime | None = None,
    status: ComponentStatus = ComponentStatus.PARTIAL_OUTAGE,
    resolved_at: datetime | None = None,
) -> Member:
    return Member(
        service=service,
        organisation=organisation or service,
        source=source or f"{service}/0",
        report=report,
        title=title,
        url=url,
        since=since,
        joined_at=joined_at or since,
        status=status,
        resolved_at=resolved_at,
    )


def an_evidence(
    kind: EvidenceKind = EvidenceKind.EDGE,
    *,
    service: str | None = "discord",
    says: str = "Discord depends on Cloudflare",
    source: str | None = "https://example.com/post-mortem",
    weight: float = 2.0,
) -> Evidence:
    return Evidence(kind=kind, service=service, says=says, source=source, weight=weight)


def an_incident(
    id: str = "inc-1",  # noqa: A002  -- the field's name
    *,
    version: int = 1,
    state: IncidentState = IncidentState.OPEN,
    grade: Grade = Grade.PROBABLE,
    peak_grade: Grade | None = None,
    probability: float = 0.9,
    root: str = "cloudflare",
    root_candidates: tuple[RootCandidate, ...] | None = None,
    root_report: Member | None = None,
    members: tuple[Member, ...] | None = None,
    evidence: tuple[Evidence, ...] | None = None,
    counter_evidence: tuple[Evidence, ...] = (),
    started_at: datetime = NOON,
    opened_at: datetime | None = None,
    updated_at: datetime | None = None,
    resolved_at: datetime | None = None,
    merged_into: str | None = None,
    stragglers: tuple[str, ...] = (),
    look: Look | None = None,
) -> Incident:
    return Incident(
        id=id,
        version=version,
        state=state,
        grade=grade,
        peak_grade=peak_grade or grade,
        probability=probability,
        root=root,
        root_candidates=root_candidates or (RootCandidate(id=root, probability=probability),),
        root_report=root_report,
        members=(a_member("discord"), a_member("openai")) if members is None else members,
        evidence=(an_evidence(),) if evidence is None else evidence,
        counter_evidence=counter_evidence,
        started_at=started_at,
        opened_at=opened_at or started_at,
        updated_at=updated_at or resolved_at or opened_at or started_at,
        resolved_at=resolved_at,
        merged_into=merged_into,
        stragglers=stragglers,
        look=look,
    )


def a_look(node: str = "cloudflare", *, at: datetime = NOON) -> Look:
    """Four of twenty organisations answer with an edge's own error; the sites elsewhere are fine."""
    return Look(
        node=node,
        at=at,
        since=at,
        rule=LookRule.ANSWERED,
        asked=20,
        served=16,
        blaming=4,
        controls_asked=14,
        controls_answering=14,
    )


def a_change(
    kind: ChangeKind = ChangeKind.OPENED,
    *,
    incident: Incident | None = None,
    at: datetime | None = None,
    previous_grade: Grade | None = None,
    previous_root: str | None = None,
    reason: str = "",
) -> IncidentChange:
    """Happens when its incident was last updated unless `at` is given."""
    after = incident or an_incident()
    return IncidentChange(
        at=at or after.updated_at,
        kind=kind,
        incident=after,
        previous_grade=previous_grade,
        previous_root=previous_root,
        reason=reason,
    )


def an_alert(*, change: IncidentChange | None = None) -> IncidentSubject:
    return IncidentSubject(change=change or a_change())
