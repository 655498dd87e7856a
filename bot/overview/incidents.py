"""An incident of ours as it is shown: in a list, and with all that is known of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.domain.incident import Evidence, Incident, Member
from bot.domain.reactions import Vote, VoteKind
from bot.domain.shown import (
    Candidate,
    ChangeShown,
    EvidenceShown,
    Feedback,
    IncidentPage,
    IncidentShown,
    MemberShown,
)
from bot.domain.timeline import Timeline, TimelineEntry
from bot.overview.references import ref, refs, web_address
from bot.rendering.card import card, headline
from bot.rendering.evidence import strongest, strongest_against
from bot.rendering.view import View
from bot.rendering.why import why


def incident_shown(incident: Incident, catalog: Catalog) -> IncidentShown:
    """An incident in a list."""
    return IncidentShown(
        id=incident.id,
        version=incident.version,
        state=incident.state,
        grade=incident.grade,
        peak_grade=incident.peak_grade,
        probability=incident.probability,
        root=ref(incident.root, catalog),
        headline=headline(incident, catalog),
        affected=refs(incident.services, catalog),
        started_at=incident.started_at,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        resolved_at=incident.resolved_at,
        reason=next((_evidence(one, catalog) for one in strongest(incident)), None),
        doubt=next((_evidence(one, catalog) for one in strongest_against(incident)), None),
    )


def incident_page(
    incident: Incident, timeline: Timeline, feedback: Feedback, catalog: Catalog, now: datetime, view: View
) -> IncidentPage:
    """All of one, as it stands at `now`."""
    own = incident.root_report
    return IncidentPage(
        incident=incident_shown(incident, catalog),
        card=card(incident, catalog, now, view),
        why=why(incident, catalog, now),
        candidates=tuple(
            Candidate(service=ref(one.id, catalog), probability=one.probability)
            for one in incident.root_candidates
        ),
        root_report=_member(own, catalog) if own is not None else None,
        members=tuple(_member(member, catalog) for member in incident.members),
        evidence=tuple(_evidence(one, catalog) for one in incident.evidence),
        counter_evidence=tuple(_evidence(one, catalog) for one in incident.counter_evidence),
        needs=incident.needs,
        stragglers=refs(incident.stragglers, catalog),
        merged_into=incident.merged_into,
        look=incident.look,
        timeline=tuple(_change(entry, catalog) for entry in timeline),
        feedback=feedback,
    )


def feedback_of(votes: Iterable[Vote]) -> Mapping[str, Feedback]:
    """What people said of each incident, each person's last word on its cause."""
    causes: dict[str, dict[str, VoteKind]] = {}
    affected: dict[str, set[str]] = {}
    for vote in sorted(votes, key=lambda vote: vote.at):
        if vote.verdict is VoteKind.AFFECTED:
            affected.setdefault(vote.incident, set()).add(vote.voter)
        else:
            causes.setdefault(vote.incident, {})[vote.voter] = vote.verdict
    return {
        id_: Feedback(
            right=sum(said is VoteKind.RIGHT for said in causes.get(id_, {}).values()),
            wrong=sum(said is VoteKind.WRONG for said in causes.get(id_, {}).values()),
            affected=len(affected.get(id_, ())),
        )
        for id_ in causes.keys() | affected.keys()
    }


def _member(member: Member, catalog: Catalog) -> MemberShown:
    return MemberShown(
        service=ref(member.service, catalog),
        title=member.title,
        status=member.status,
        since=member.since,
        joined_at=member.joined_at,
        resolved_at=member.resolved_at,
        url=web_address(member.url),
    )


def _evidence(evidence: Evidence, catalog: Catalog) -> EvidenceShown:
    return EvidenceShown(
        kind=evidence.kind,
        says=evidence.says,
        weight=evidence.weight,
        service=ref(evidence.service, catalog) if evidence.service is not None else None,
        source=web_address(evidence.source),
    )


def _change(entry: TimelineEntry, catalog: Catalog) -> ChangeShown:
    return ChangeShown(
        at=entry.at,
        kind=entry.kind,
        grade=entry.grade,
        probability=entry.probability,
        root=ref(entry.root, catalog),
        members=entry.members,
        reason=entry.reason,
        previous_root=ref(entry.previous_root, catalog) if entry.previous_root is not None else None,
    )
