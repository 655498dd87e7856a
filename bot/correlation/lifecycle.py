"""The life of an incident: opened, refreshed by what is reported, closed in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.evidence import counter_evidence_for, evidence_for
from bot.correlation.grading import grade_of
from bot.correlation.judgement import Judgement, member_key
from bot.correlation.roots import best_for, candidates
from bot.correlation.state import Sighting, State
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentChange, IncidentState, Member
from bot.domain.status import ReportStatus


def opened(
    judgement: Judgement, rivals: Sequence[Judgement], catalog: Catalog, now: datetime
) -> IncidentChange:
    """Open an incident for a hypothesis."""
    members = tuple(_member(w.sighting, now) for w in judgement.joined)
    grade = grade_of(judgement, catalog)
    own = _root_report(judgement, None, now)
    incident = Incident(
        id=_id_of(judgement, members, now),
        version=1,
        state=IncidentState.OPEN,
        grade=grade,
        peak_grade=grade,
        probability=round(judgement.fit.probability, 4),
        root=judgement.node,
        root_candidates=candidates(judgement, rivals),
        root_report=own,
        members=members,
        evidence=evidence_for(judgement, catalog),
        counter_evidence=counter_evidence_for(judgement, [], catalog),
        started_at=min(m.since for m in (*members, *((own,) if own else ()))),
        opened_at=now,
        updated_at=now,
    )
    return IncidentChange(at=now, kind=ChangeKind.OPENED, incident=incident)


def refreshed(
    incident: Incident, judgements: Sequence[Judgement], state: State, catalog: Catalog, now: datetime
) -> IncidentChange | None:
    """The incident in the light of new judgements; None when nothing about it has changed."""
    chosen = best_for(incident, judgements)
    if chosen is None:
        return None
    judgement, rivals = chosen
    members = _members(incident, judgement, state, now)
    own = _root_report(judgement, incident.root_report, now)
    if all(_is_withdrawn(member, state) for member in members):
        return _withdrawn(incident, members, now)
    grade = grade_of(judgement, catalog, kept=incident.grade)
    after = replace(
        incident,
        grade=grade,
        peak_grade=max(grade, incident.peak_grade, key=lambda g: g.rank),
        probability=round(judgement.fit.probability, 4),
        root=judgement.node,
        root_candidates=candidates(judgement, rivals),
        root_report=own,
        members=members,
        evidence=evidence_for(judgement, catalog),
        counter_evidence=counter_evidence_for(judgement, _unrelated(judgement, rivals, catalog), catalog),
    )
    if _essence(after) == _essence(incident):
        return None
    after = replace(after, version=incident.version + 1, updated_at=now)
    if grade is Grade.COINCIDENT and incident.grade.is_announced:
        return _withdrawn(incident, members, now)
    return IncidentChange(
        at=now,
        kind=_kind(incident, after),
        incident=after,
        previous_grade=incident.grade if grade is not incident.grade else None,
        previous_root=incident.root if after.root != incident.root else None,
        reason=_reason(incident, after, catalog),
    )


def due(incident: Incident) -> datetime | None:
    """When the incident closes if nothing more happens: None while nobody has said that it is over."""
    open_members = [member for member in incident.members if member.resolved_at is None]
    ends = [m.resolved_at for m in incident.members if m.resolved_at is not None]
    root = incident.root_report
    if root is not None and root.resolved_at is not None:
        last = max((root.resolved_at, *ends))
        return max(incident.updated_at, root.resolved_at + p.RESOLVE_AFTER if open_members else last)
    if root is None and not open_members:
        return max(incident.updated_at, *ends)
    return incident.updated_at + p.STALE_AFTER


def closing(incident: Incident, moment: datetime) -> IncidentChange:
    """Close an incident whose time has come, naming who has not recovered."""
    stragglers = tuple(dict.fromkeys(m.service for m in incident.members if m.resolved_at is None))
    stale = moment == incident.updated_at + p.STALE_AFTER
    after = replace(_ended(incident, IncidentState.RESOLVED, moment), stragglers=stragglers)
    reason = "nobody has said anything for a day" if stale else "everybody has recovered"
    if stragglers and not stale:
        reason = "the root has recovered"
    return IncidentChange(at=moment, kind=ChangeKind.RESOLVED, incident=after, reason=reason)


def _ended(incident: Incident, state: IncidentState, moment: datetime) -> Incident:
    return replace(incident, version=incident.version + 1, state=state, updated_at=moment, resolved_at=moment)


def _id_of(judgement: Judgement, members: Sequence[Member], now: datetime) -> str:
    first = members[0]
    seed = f"{judgement.node}|{first.source}|{first.report}|{now.isoformat()}"
    return f"inc-{now:%Y%m%d}-{blake2b(seed.encode(), digest_size=4).hexdigest()}"


def _member(sighting: Sighting, joined_at: datetime) -> Member:
    closed = None if sighting.is_open else (sighting.report.resolved_at or sighting.last_seen)
    return Member(
        service=sighting.service,
        organisation=sighting.organisation,
        source=sighting.source,
        report=sighting.report.id,
        title=sighting.report.title,
        url=sighting.report.url,
        since=sighting.onset,
        joined_at=joined_at,
        status=sighting.status,
        resolved_at=closed,
    )


def _members(incident: Incident, judgement: Judgement, state: State, now: datetime) -> tuple[Member, ...]:
    """The members as they stand, newcomers last."""
    joined = {member_key(m.source, m.report): m.joined_at for m in incident.members}
    newcomers = {w.sighting.key: now for w in judgement.joined if w.sighting.key not in joined}
    return tuple(
        _member(state.sightings[key], since)
        for key, since in {**joined, **newcomers}.items()
        if key in state.sightings
    )


def _root_report(judgement: Judgement, known: Member | None, now: datetime) -> Member | None:
    """The root's own report as it stands, with the time at which it became part of the claim."""
    own = judgement.own
    if own is None:
        return known
    same = known is not None and (known.source, known.report) == (own.source, own.report.id)
    return _member(own, known.joined_at if same and known is not None else now)


def _is_withdrawn(member: Member, state: State) -> bool:
    sighting = state.sightings.get(member_key(member.source, member.report))
    return sighting is not None and sighting.report.status is ReportStatus.WITHDRAWN


def _withdrawn(incident: Incident, members: tuple[Member, ...], now: datetime) -> IncidentChange:
    after = replace(_ended(incident, IncidentState.WITHDRAWN, now), members=members)
    reason = "the reports it rested on were taken back, or no longer look connected"
    return IncidentChange(at=now, kind=ChangeKind.WITHDRAWN, incident=after, reason=reason)


def _unrelated(judgement: Judgement, rivals: Sequence[Judgement], catalog: Catalog) -> list[Judgement]:
    organisation = catalog.organisation_of(judgement.node)
    return [
        rival
        for rival in rivals
        if catalog.organisation_of(rival.node) != organisation and rival.keys & judgement.keys
    ]


def _essence(incident: Incident) -> tuple[object, ...]:
    """What makes a change worth telling: small moves of a probability do not."""
    members = tuple((m.source, m.report, m.title, m.status, m.resolved_at is None) for m in incident.members)
    root = incident.root_report
    own = (root.report, root.title, root.status, root.resolved_at) if root else None
    says = tuple(e.says for e in incident.evidence)
    return (incident.root, incident.grade, members, own, says)


def _kind(before: Incident, after: Incident) -> ChangeKind:
    if before.root != after.root:
        return ChangeKind.REROOTED
    return ChangeKind.GRADED if before.grade is not after.grade else ChangeKind.UPDATED


def _reason(before: Incident, after: Incident, catalog: Catalog) -> str:
    if before.root != after.root:
        return f"{catalog.name_of(after.root)} explains the reports better"
    known = {member_key(m.source, m.report) for m in before.members}
    names = [catalog.name_of(m.service) for m in after.members if member_key(m.source, m.report) not in known]
    if names:
        return f"{', '.join(names)} joined"
    recovered = {m.service for m in after.members if m.resolved_at} - {
        m.service for m in before.members if m.resolved_at
    }
    if recovered:
        return f"{', '.join(sorted(catalog.name_of(s) for s in recovered))} recovered"
    return "the evidence has changed"
