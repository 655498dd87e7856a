"""One witness: a dependent that blames a root in so many words, before anything else speaks for it.

It is what that dependent says, and no claim of ours: nothing is judged by it, so that every claim is the same
with it and without. The first claim about that report and root takes its place, under the same id. Beside
these is kept what probes see by themselves (`seen.py`).
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.correlation import parameters as p
from bot.correlation.deadlines import due
from bot.correlation.draft import NO_TRACES, Draft, sorted_incidents
from bot.correlation.endings import closing, ended_in, groundless, unseen, withdrawn
from bot.correlation.judgement import Judgement, judge
from bot.correlation.lifecycle import opened, refreshed, rejoined
from bot.correlation.roots import RootVerdict
from bot.correlation.state import Sighting
from bot.correlation.trace import Trace
from bot.correlation.tracing import words_from
from bot.correlation.witnesses import Hearing
from bot.domain.incident import ChangeKind, Incident, IncidentChange, IncidentState, RootCandidate
from bot.domain.look import LookEnd


def heard(draft: Draft, sighting: Sighting, now: datetime) -> Iterator[IncidentChange]:
    """What a report changes about what single dependents say; it may be the root's own."""
    for incident in sorted_incidents(i for i in draft.early.values() if i.members):
        if sighting.key in incident.keys or _is_own(draft, sighting, incident):
            change = _reheard(draft, incident, now)
            if change is not None:
                yield applied(draft, change)
    if not sighting.is_open or sighting.settled or now - sighting.told > p.LIFE_AS_EVIDENCE:
        return
    for node in draft.places.get(sighting.key, ()):
        if _blames(draft, sighting, node) and _may_open(draft, sighting, node):
            change = _opened(draft, node, sighting.key, now)
            if change is not None:
                yield applied(draft, change)


def succeeded(draft: Draft, change: IncidentChange) -> IncidentChange:
    """A claim that opens, in the place of what one of its members has said of its root before."""
    incident = change.incident
    if change.kind is not ChangeKind.OPENED:
        return change
    for before in sorted_incidents(draft.early.values()):
        if draft.knowledge.related(before.root, incident.root) and before.keys <= incident.keys:
            draft.put_early(before.id, None)
            return rejoined(before, incident, draft)
    return change


def absorbed(draft: Draft, incident: Incident, now: datetime) -> Iterator[IncidentChange]:
    """What single dependents say of the root of an open claim, which now speaks of it."""
    for before in sorted_incidents(draft.early.values()):
        if draft.knowledge.related(before.root, incident.root):
            yield applied(draft, ended_in(before, incident, now))


def deadline(incident: Incident) -> datetime:
    """When it ends if nothing more happens: with the dependent's report, whatever the root's page says."""
    return due(replace(incident, root_report=None))


def fallen_due(draft: Draft, id_: str, moment: datetime) -> Iterator[IncidentChange]:
    """Close it, if it is one of these and its time has come."""
    incident = draft.early.get(id_)
    if incident is not None and deadline(incident) <= moment:
        lapsed = replace(incident.look, end=LookEnd.UNASKED) if incident.look is not None else None
        ended = unseen(incident, lapsed, draft, moment) if lapsed is not None else closing(incident, moment)
        yield applied(draft, ended)


def _may_open(draft: Draft, sighting: Sighting, node: str) -> bool:
    """Whether a node is something to stand on, and nobody speaks of it yet.

    That it is follows from an edge, or from the address of its status page in the text.
    """
    knowledge = draft.knowledge
    provider = knowledge.provider(node)
    if provider not in knowledge.catalog.infrastructure and not any(
        mention.node == node and mention.is_link for mention in words_from(sighting, knowledge).mentions
    ):
        return False
    return not any(
        knowledge.related(node, incident.root)
        or (provider == knowledge.provider(incident.root) and sighting.key in incident.keys)
        for incident in (*draft.incidents.values(), *draft.early.values())
    )


def _blames(draft: Draft, sighting: Sighting, node: str) -> bool:
    """Whether a report's words, of which the last one counts, name the very node as the cause."""
    trace = _trace_on(draft, node, sighting.key)
    return trace is not None and trace.blames and trace.is_telling and node in trace.named


def _opened(draft: Draft, node: str, key: str, now: datetime) -> IncidentChange | None:
    verdict = _verdict(draft, node, key, now, None)
    return opened(verdict, draft, now) if verdict is not None else None


def _reheard(draft: Draft, incident: Incident, now: datetime) -> IncidentChange | None:
    """The incident after its dependent, or its root, has said something."""
    (member,) = incident.members
    witness = draft.sightings.get(member.key)
    if witness is None or witness.is_taken_back:
        return groundless(incident, draft, now)
    if not _blames(draft, witness, incident.root):
        name = draft.knowledge.catalog.name_of(member.service)
        return withdrawn(incident, incident.members, draft, now, f"{name} no longer says so")
    if incident.heard_at != now:
        incident = replace(incident, heard_at=now)
        draft.put_early(incident.id, incident)
    verdict = _verdict(draft, incident.root, member.key, now, incident)
    return (
        refreshed(incident, verdict, draft, now) if verdict is not None else groundless(incident, draft, now)
    )


def _verdict(
    draft: Draft, node: str, key: str, now: datetime, incident: Incident | None
) -> RootVerdict | None:
    """One report alone as evidence; its probability is how often such words came to be a claim."""
    trace, judgement = _trace_on(draft, node, key), judge(node, Hearing(draft, now, incident))
    if trace is None or judgement is None:
        return None
    return RootVerdict(
        judgement=_alone(judgement, trace),
        probability=p.EARLY_PROBABILITY,
        reported=p.EARLY_PROBABILITY,
        candidates=(RootCandidate(id=node, probability=p.EARLY_PROBABILITY),),
        rivals=(),
    )


def _alone(judgement: Judgement, trace: Trace) -> Judgement:
    """The judgement with nothing joined but one report, which counts for what its words are worth."""
    return replace(judgement, joined=((trace, math.log(trace.ratio)),), apart=frozenset())


def _trace_on(draft: Draft, node: str, key: str) -> Trace | None:
    window = draft.evidence.get(node, NO_TRACES)
    return next((trace for trace in window.newest if trace.key == key), None) or window.rest.get(key)


def _is_own(draft: Draft, sighting: Sighting, incident: Incident) -> bool:
    """Whether a report is on the page of the incident's root."""
    return draft.knowledge.catalog.organisation_of(incident.root) == sighting.organisation


def applied(draft: Draft, change: IncidentChange) -> IncidentChange:
    """Put what became of it, or take it out."""
    incident = change.incident
    draft.put_early(incident.id, incident if incident.state is IncidentState.OPEN else None)
    return change
