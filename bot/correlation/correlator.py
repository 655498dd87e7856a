"""The correlator: (state, observation) → (state, changes), a pure function.

Time enters only through observations and `advance`; timers fire at their own moments, so that the same
history gives the same changes in whatever batches it is fed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.grading import grade_of
from bot.correlation.judgement import Judgement, judge, member_key, words_of
from bot.correlation.lifecycle import closing, due, opened, refreshed
from bot.correlation.state import Sighting, SourceHealth, State
from bot.domain.incident import Grade, Incident, IncidentChange, IncidentState
from bot.domain.observation import Observation


@dataclass(frozen=True, slots=True)
class Correlation:
    """A new state and the changes that led there, in time order."""

    state: State
    changes: tuple[IncidentChange, ...]


def correlate(state: State, observation: Observation, catalog: Catalog) -> Correlation:
    """Take in one observation. Timers that ran out before it fire first."""
    before = advance(state, observation.at)
    noted = _note(before.state, observation, catalog)
    if observation.report is None:
        return Correlation(noted, before.changes)
    after = _reconsider(noted, observation, catalog)
    return Correlation(after.state, (*before.changes, *after.changes))


def advance(state: State, now: datetime) -> Correlation:
    """Let time pass: resolve what has ended, each at its own moment, and forget what no longer matters."""
    changes: list[IncidentChange] = []
    pending = sorted(
        (moment, incident.id)
        for incident in state.incidents.values()
        if (moment := due(incident)) is not None and moment <= now
    )
    incidents, sightings = dict(state.incidents), dict(state.sightings)
    for moment, id_ in pending:
        change = closing(incidents.pop(id_), moment)
        changes.append(change)
        for member in change.incident.members:
            # A straggler has its explanation: it is no evidence for anything else.
            key = member_key(member.source, member.report)
            sightings[key] = replace(sightings[key], baseline=True)
    if changes:
        state = replace(state, incidents=incidents, sightings=sightings)
    return Correlation(_pruned(replace(state, now=now), now), tuple(changes))


def _note(state: State, observation: Observation, catalog: Catalog) -> State:
    """Remember what was seen, without judging it yet."""
    health = SourceHealth(
        source=observation.source,
        service=observation.service,
        status=observation.status,
        readable=observation.unreadable is None,
    )
    sources = state.sources
    if sources.get(observation.source) != health:
        sources = {**sources, observation.source: health}
    if observation.report is None:
        return replace(state, sources=sources)
    key = member_key(observation.source, observation.report.id)
    known = state.sightings.get(key)
    sighting = Sighting(
        key=key,
        service=observation.service,
        organisation=catalog.organisation_of(observation.service),
        source=observation.source,
        report=observation.report,
        first_seen=known.first_seen if known else observation.at,
        last_seen=observation.at,
        baseline=known.baseline if known else observation.baseline,
    )
    return replace(state, sources=sources, sightings={**state.sightings, key: sighting})


def _reconsider(state: State, observation: Observation, catalog: Catalog) -> Correlation:
    """Judge every node that this report touches; refresh or open the incidents that come of it."""
    assert observation.report is not None
    sighting = state.sightings[member_key(observation.source, observation.report.id)]
    changes: list[IncidentChange] = []
    touched = _touched(sighting, state, catalog)
    for incident in sorted(state.incidents.values(), key=lambda i: (i.opened_at, i.id)):
        judgements = _judged({incident.root, *touched}, state, catalog, observation.at, incident)
        change = refreshed(incident, judgements, state, catalog, observation.at)
        state = _with(state, change, incident)
        changes += [change] if change else []
    for judgement in _judged(touched, state, catalog, observation.at, None):
        if sighting.is_open and _starts_incident(judgement, state, catalog):
            rivals = _judged(touched - {judgement.node}, state, catalog, observation.at, None)
            change = opened(judgement, rivals, catalog, observation.at)
            state = _with(state, change, None)
            changes.append(change)
    return Correlation(state, tuple(changes))


def _touched(sighting: Sighting, state: State, catalog: Catalog) -> frozenset[str]:
    """Nodes that could have made this report, or that it reports on."""
    nodes = {edge.infrastructure for edge in catalog.edges_from(sighting.service)}
    nodes |= {e.part for edge in catalog.edges_from(sighting.service) for e in edge.evidence if e.part}
    nodes |= {mention.node for mention in words_of(sighting, catalog)[0]}
    nodes.add(sighting.service)
    nodes |= {ancestor for node in nodes for ancestor in catalog.ancestors(node)}
    nodes |= {incident.root for incident in state.incidents.values()}
    return frozenset(node for node in nodes if node in catalog.services)


def _judged(
    nodes: Iterable[str], state: State, catalog: Catalog, now: datetime, incident: Incident | None
) -> list[Judgement]:
    """Judgements with at least one report, likeliest first."""
    judgements = [judge(node, state, catalog, now, incident) for node in sorted(nodes)]
    judgements = [judgement for judgement in judgements if judgement.joined]
    return sorted(judgements, key=lambda j: (-j.fit.log_odds, j.node))


def _starts_incident(judgement: Judgement, state: State, catalog: Catalog) -> bool:
    """Whether it is more than coincidence, and no open incident explains the same already."""
    if grade_of(judgement, catalog) is Grade.COINCIDENT:
        return False
    organisation = catalog.organisation_of(judgement.node)
    for incident in state.incidents.values():
        if catalog.organisation_of(incident.root) == organisation:
            return False
        members = {member_key(m.source, m.report) for m in incident.members}
        if 2 * len(members & judgement.keys) >= len(judgement.keys):
            return False
    return True


def _with(state: State, change: IncidentChange | None, incident: Incident | None) -> State:
    if change is None:
        return state
    incidents = {**state.incidents}
    if change.incident.state is IncidentState.OPEN:
        incidents[change.incident.id] = change.incident
    elif incident is not None:
        incidents.pop(incident.id)
    return replace(state, incidents=incidents)


def _pruned(state: State, now: datetime) -> State:
    """Forget closed reports that no open incident needs, and open ones that never ended."""
    needed = {
        member_key(m.source, m.report)
        for incident in state.incidents.values()
        for m in (*incident.members, *((incident.root_report,) if incident.root_report else ()))
    }
    kept = {
        key: sighting
        for key, sighting in state.sightings.items()
        if key in needed or (sighting.is_open and now - sighting.last_seen <= p.FORGET_OPEN_AFTER)
    }
    return state if len(kept) == len(state.sightings) else replace(state, sightings=kept)
