"""The life of an incident: opened, and refreshed by what is reported."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.correlation.endings import GROUNDLESS, groundless, unseen, withdrawn
from bot.correlation.evidence import counter_evidence_for, evidence_for
from bot.correlation.grading import Facts, facts_of, grade_of, most_of, needs_of
from bot.correlation.judgement import Judgement
from bot.correlation.roots import RootVerdict
from bot.correlation.state import Sighting
from bot.correlation.supports import OF_SUPPORTS, look_essence, looks_at
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentChange, IncidentState, Member
from bot.domain.look_words import end_words


def grade_on(verdict: RootVerdict, draft: Draft, kept: Grade = Grade.COINCIDENT) -> Grade:
    """The grade that a verdict deserves; `kept` is the one that its incident has."""
    return grade_of(_facts(verdict, draft), kept)


def needs_on(verdict: RootVerdict, draft: Draft, grade: Grade) -> str | None:
    """What a verdict of this grade lacks for the next."""
    root = draft.knowledge.catalog.name_of(verdict.judgement.node)
    return needs_of(_facts(verdict, draft), grade, root)


def opened(verdict: RootVerdict, draft: Draft, now: datetime) -> IncidentChange:
    """Open an incident for a hypothesis."""
    judgement = verdict.judgement
    members = tuple(_member(draft.sightings[key], now) for key in _ordered(judgement))[: p.MAX_MEMBERS]
    grade = grade_on(verdict, draft)
    own, look = _root_report(judgement, None, draft, now), judgement.backing.look
    incident = Incident(
        id=_id_of(judgement, members, now),
        version=1,
        state=IncidentState.OPEN,
        grade=grade,
        peak_grade=grade,
        probability=_said(verdict, grade),
        root=judgement.node,
        root_candidates=verdict.candidates,
        root_report=own,
        members=members,
        evidence=evidence_for(judgement, members, (), draft),
        counter_evidence=counter_evidence_for(verdict, members, draft),
        needs=needs_on(verdict, draft, grade),
        started_at=min(
            (*(m.since for m in (*members, *((own,) if own else ()))), *((look.since,) if look else ()))
        ),
        opened_at=now,
        updated_at=now,
        named_at=now,
        look=look,
    )
    return IncidentChange(at=now, kind=ChangeKind.OPENED, incident=incident)


def refreshed(incident: Incident, verdict: RootVerdict, draft: Draft, now: datetime) -> IncidentChange | None:
    """The incident in the light of a new verdict; None when nothing about it has changed."""
    judgement = verdict.judgement
    members = _members(incident, judgement, draft, now)
    look = judgement.backing.look
    gone = next(iter(looks_at(incident.root, draft)), None) if incident.look and look is None else None
    if not members and look is None:
        return unseen(incident, gone, draft, now) if gone is not None else groundless(incident, draft, now)
    grade = grade_on(verdict, draft, incident.grade)
    if not grade.is_announced and grade is not incident.grade:
        held = incident.keys
        kept = tuple(m for m in members if m.key in held)
        taken_back = any(_is_taken_back(key, draft) for key in held)
        reason = GROUNDLESS if taken_back else "the reports no longer look connected"
        name_of = draft.knowledge.catalog.name_of
        reason = end_words(gone, name_of, is_reported=True) if gone is not None else reason
        return withdrawn(incident, kept or incident.members, draft, now, reason)
    is_same = draft.knowledge.related(judgement.node, incident.root)
    known = incident.root_report if is_same else None
    after = replace(
        incident,
        grade=grade,
        peak_grade=max(grade, incident.peak_grade, key=lambda g: g.rank),
        probability=_said(verdict, grade),
        root=judgement.node,
        root_candidates=verdict.candidates,
        root_report=_root_report(judgement, known, draft, now),
        members=members,
        evidence=evidence_for(judgement, members, incident.evidence, draft),
        counter_evidence=counter_evidence_for(verdict, members, draft),
        needs=needs_on(verdict, draft, grade),
        named_at=incident.named_at if is_same else now,
        look=look,
    )
    if _essence(after) == _essence(incident):
        return None
    after = replace(after, version=incident.version + 1, updated_at=now)
    return IncidentChange(
        at=now,
        kind=_kind(incident, after, draft),
        incident=after,
        previous_grade=incident.grade if grade is not incident.grade else None,
        previous_root=incident.root if after.root != incident.root else None,
        reason=_reason(incident, after, draft, judgement.before),
    )


def rejoined(before: Incident, incident: Incident, draft: Draft) -> IncidentChange:
    """A claim that opens in the place of what one of its members said before, under the same id.

    Another root, a part or the whole of that one, corrects nothing: we have claimed none before.
    """
    after = replace(incident, id=before.id, version=before.version + 1)
    return IncidentChange(
        at=after.updated_at,
        kind=ChangeKind.GRADED,
        incident=after,
        previous_grade=before.grade,
        reason=_reason(before, after, draft),
    )


def _said(verdict: RootVerdict, grade: Grade) -> float:
    """The probability that goes with a grade: of what rests on reports, that by reports."""
    is_reported = grade.rank >= Grade.PROBABLE.rank
    return min(verdict.reported if is_reported else verdict.probability, most_of(grade))


def _facts(verdict: RootVerdict, draft: Draft) -> Facts:
    return facts_of(verdict.judgement, verdict.probability, verdict.reported, draft.by_chance)


def _id_of(judgement: Judgement, members: Sequence[Member], now: datetime) -> str:
    keys = "|".join(m.key for m in members)
    seed = f"{judgement.node}|{keys}|{now.isoformat()}"
    return f"inc-{now:%Y%m%d}-{blake2b(seed.encode(), digest_size=4).hexdigest()}"


def _ordered(judgement: Judgement) -> list[str]:
    return [trace.key for trace, _ in judgement.joined]


def _member(sighting: Sighting, joined_at: datetime) -> Member:
    closed = None if sighting.is_open else sighting.ended_at
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


def _members(incident: Incident, judgement: Judgement, draft: Draft, now: datetime) -> tuple[Member, ...]:
    """The members as they stand, newcomers last; who now blames somebody else has left."""
    rooted_anew = judgement.node != incident.root
    joined = {m.key: m.joined_at for m in incident.members if m.key in judgement.keys or not rooted_anew}
    newcomers = {key: now for key in _ordered(judgement) if key not in joined}
    left = {key for key in joined if draft.is_touched(key) and _leaves(key, judgement, draft)}
    left |= judgement.before
    known = {m.key: m for m in incident.members}
    found = [
        _member(draft.sightings[key], since) if draft.is_touched(key) or key not in known else known[key]
        for key, since in {**joined, **newcomers}.items()
        if key in draft.sightings and key not in left
    ]
    return tuple(found[: p.MAX_MEMBERS])


def _leaves(key: str, judgement: Judgement, draft: Draft) -> bool:
    """Whether a member was taken back, or its words have come to blame another provider than the root's."""
    if _is_taken_back(key, draft):
        return True
    if key in judgement.keys:
        return False
    traces = (t for node in draft.places.get(key, ()) for t in draft.evidence[node].newest if t.key == key)
    return any(trace.blames or trace.elsewhere for trace in traces)


def _is_taken_back(key: str, draft: Draft) -> bool:
    return key in draft.sightings and draft.sightings[key].is_taken_back


def _root_report(judgement: Judgement, known: Member | None, draft: Draft, now: datetime) -> Member | None:
    """The root's own report as it stands, with the time at which it became part of the claim."""
    own = judgement.own
    if own is None:
        is_void = known is not None and _is_taken_back(known.key, draft)
        return None if is_void else known
    same = known is not None and known.key == own.key
    return _member(own, known.joined_at if same and known is not None else now)


def _essence(incident: Incident) -> tuple[object, ...]:
    """What makes a change worth telling: small moves of a probability do not."""
    members = tuple((m.source, m.report, m.title, m.status, m.resolved_at is None) for m in incident.members)
    root = incident.root_report
    own = (root.report, root.title, root.status, root.resolved_at) if root else None
    says = tuple(e.says for e in incident.evidence if e.kind not in OF_SUPPORTS)
    return (incident.root, incident.grade, members, own, says, look_essence(incident.look))


def _kind(before: Incident, after: Incident, draft: Draft) -> ChangeKind:
    if before.root != after.root:
        return ChangeKind.REROOTED
    left = before.keys - after.keys
    if any(set(draft.homes.get(key, ())) - {before.id} for key in left):
        return ChangeKind.SPLIT
    return ChangeKind.GRADED if before.grade is not after.grade else ChangeKind.UPDATED


def _reason(before: Incident, after: Incident, draft: Draft, too_early: frozenset[str] = frozenset()) -> str:
    catalog = draft.knowledge.catalog
    if before.root in catalog.ancestors(after.root):
        return f"the reports point to {catalog.name_of(after.root)}"
    if before.root != after.root:
        return f"{catalog.name_of(after.root)} explains the reports better"
    if names := _new_in(after.members, before.members, catalog):
        return f"{names} joined"
    if names := _new_in(before.members, after.members, catalog):
        gone = before.keys - after.keys
        if gone <= too_early:
            return f"{names} began before it"
        back = any(_is_taken_back(key, draft) for key in gone)
        return f"{names} taken back" if back else f"{names} now blamed on another cause"
    recovered = {m.service for m in after.members if m.resolved_at} - {
        m.service for m in before.members if m.resolved_at
    }
    if recovered:
        return f"{', '.join(sorted(catalog.name_of(s) for s in recovered))} recovered"
    return "the evidence has changed"


def _new_in(members: Iterable[Member], known: Iterable[Member], catalog: Catalog) -> str:
    keys = {m.key for m in known}
    new = (m.service for m in members if m.key not in keys)
    return ", ".join(dict.fromkeys(catalog.name_of(service) for service in new))
