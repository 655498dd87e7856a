"""What is shown, as the tools' results hold it: bounded, and every foreign word on one line and seen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import quote

from adapters.chat.shared.untrusted_text import cut, inert
from adapters.mcp.shapes import (
    CandidateFacts,
    ChangeFacts,
    DependencyFacts,
    EvidenceFacts,
    IncidentFacts,
    MaintenanceFacts,
    NamedService,
    ReportFacts,
    ServiceFacts,
)
from bot.domain.answer import Verdict
from bot.domain.shown import (
    Candidate,
    ChangeShown,
    DependencyShown,
    EvidenceShown,
    IncidentShown,
    MaintenanceShown,
    ReportShown,
    ServiceRef,
    ServiceState,
)

# An agent's context is dear: what is longer is left out, and counted.
MOST: Final = 20
MOST_AFFECTED: Final = 40
MOST_EDGES: Final = 60
LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 600

T = TypeVar("T")


def some(entries: Sequence[T], most: int = MOST) -> tuple[Sequence[T], int]:
    """At most so many of them, and how many more there are."""
    return entries[:most], max(0, len(entries) - most)


def foreign(text: str, most: int = LONGEST_TITLE) -> str:
    """Foreign words as they may be handed on."""
    return cut(inert(text), most)


def named(ref: ServiceRef) -> NamedService:
    """A service by id and name."""
    return NamedService(id=ref.id, name=ref.name)


def state_facts(state: ServiceState) -> ServiceFacts:
    """How a service is. A verdict that rests on no reading of now is unknown."""
    return ServiceFacts(
        id=state.service.id,
        name=state.service.name,
        verdict=state.verdict,
        status=state.status,
        read_at=state.read_at,
        is_fresh=state.is_fresh,
        unreadable_because=foreign(state.unreadable_because) if state.unreadable_because else None,
        status_url=state.status_url,
        incident=state.incident,
    )


def report_facts(report: ReportShown) -> ReportFacts:
    """A provider's report."""
    return ReportFacts(
        title=foreign(report.title),
        status=report.status,
        impact=report.impact,
        started_at=report.started_at,
        updated_at=report.updated_at,
        resolved_at=report.resolved_at,
        newest_update=foreign(report.newest_update, LONGEST_TEXT),
        components=[foreign(one, 100) for one in report.components[:MOST]],
        regions=[foreign(one, 100) for one in report.regions[:MOST]],
        url=report.url,
    )


def maintenance_facts(work: MaintenanceShown) -> MaintenanceFacts:
    """Planned work."""
    return MaintenanceFacts(
        title=foreign(work.title),
        status=work.status,
        starts_at=work.starts_at,
        ends_at=work.ends_at,
        url=work.url,
    )


def incident_facts(incident: IncidentShown, board: str) -> IncidentFacts:
    """An incident of ours. `board` is where our pages are, empty where people cannot reach them."""
    affected, more = some(incident.affected, MOST_AFFECTED)
    return IncidentFacts(
        id=incident.id,
        headline=foreign(incident.headline),
        state=incident.state,
        grade=incident.grade,
        probability=incident.probability,
        root=named(incident.root),
        affected=[named(one) for one in affected],
        more_affected=more,
        started_at=incident.started_at,
        updated_at=incident.updated_at,
        resolved_at=incident.resolved_at,
        url=f"{board}/i/{quote(incident.id)}" if board else None,
    )


def evidence_facts(entries: Iterable[EvidenceShown]) -> list[EvidenceFacts]:
    """Reasons, the weightiest first."""
    ranked = sorted(entries, key=lambda entry: -abs(entry.weight))
    return [
        EvidenceFacts(
            kind=entry.kind,
            says=foreign(entry.says, LONGEST_TEXT),
            weight=entry.weight,
            service=named(entry.service) if entry.service else None,
            source=entry.source,
        )
        for entry in ranked[:MOST]
    ]


def candidate_facts(candidates: Iterable[Candidate]) -> list[CandidateFacts]:
    """What may be the root, in the order given."""
    found = [
        CandidateFacts(id=one.service.id, name=one.service.name, probability=one.probability)
        for one in candidates
    ]
    return found[:MOST]


def change_facts(timeline: Sequence[ChangeShown]) -> list[ChangeFacts]:
    """The newest changes, oldest first."""
    return [
        ChangeFacts(
            at=change.at,
            change=change.kind,
            grade=change.grade,
            root=named(change.root),
            reason=foreign(change.reason),
            is_correction=change.is_correction,
        )
        for change in timeline[-MOST:]
    ]


def edge_facts(
    edge: DependencyShown, verdict: Verdict | None, incident: IncidentShown | None
) -> DependencyFacts:
    """One edge, with how its other side is, and its open incident."""
    return DependencyFacts(
        service=named(edge.service),
        infrastructure=named(edge.infrastructure),
        strength=edge.strength,
        sources=list(edge.sources[:3]),
        measured=edge.measured,
        verdict=verdict,
        incident=incident.id if incident else None,
    )


def trouble_of(incidents: Iterable[IncidentShown]) -> Mapping[str, IncidentShown]:
    """The surest of these incidents that each service is part of, or the root of."""
    found = dict[str, IncidentShown]()
    for incident in sorted(incidents, key=lambda one: one.grade.rank):
        for ref in (*incident.affected, incident.root):
            found[ref.id] = incident
    return found


def verdicts_of(states: Iterable[ServiceState]) -> Mapping[str, Verdict]:
    """How services are, by id; of what is not fresh nothing is known."""
    return {one.service.id: one.verdict if one.is_fresh else Verdict.UNKNOWN for one in states}
