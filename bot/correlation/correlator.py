"""The correlator: (state, observation) → (state, changes), a pure function.

Time enters only through observations and `advance`; timers fire at their own moments, so that the same
history gives the same changes in whatever batches it is fed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.correlation import early, seen
from bot.correlation import parameters as p
from bot.correlation.deadlines import due
from bot.correlation.draft import NO_POSTS, NO_TRACES, Draft, sorted_incidents
from bot.correlation.endings import closing, merged
from bot.correlation.knowledge import Knowledge
from bot.correlation.noting import heard, noted
from bot.correlation.opening import opening
from bot.correlation.reviewing import reviewed
from bot.correlation.state import Sighting, State, Touched
from bot.correlation.supports import look_key, looks_at
from bot.domain.incident import Grade, Incident, IncidentChange, IncidentState
from bot.domain.look import Corroboration, Look
from bot.domain.observation import CHECKS, Observation


@dataclass(frozen=True, slots=True)
class Correlation:
    """A new state, the changes that led there in time order, and the keys that differ."""

    state: State
    changes: tuple[IncidentChange, ...]
    touched: Touched = field(default_factory=Touched)


def correlate(state: State, observation: Observation, knowledge: Knowledge) -> Correlation:
    """Take in one observation. Timers that ran out before it fire first; it is never earlier than they."""
    draft = Draft(state, knowledge)
    now = max(observation.at, state.now or observation.at)
    changes = [*_timers(draft, now)]
    draft.since = draft.since or now
    if observation.look is not None:
        changes += _looked(draft, observation, observation.look, now)
    elif observation.corroboration is not None:
        changes += _corroborated(draft, observation.corroboration, now)
    else:
        heard(draft, observation, now)
        report = noted(draft, observation, now)
        if report is not None:
            changes += _reconsidered(draft, *report, now)
    after, touched = draft.finished()
    return Correlation(after, tuple(changes), touched)


def advance(state: State, now: datetime, knowledge: Knowledge) -> Correlation:
    """Let time pass: review and resolve what is due, each at its own moment, and forget what is old."""
    draft = Draft(state, knowledge)
    changes = [*_timers(draft, max(now, state.now or now))]
    after, touched = draft.finished()
    return Correlation(after, tuple(changes), touched)


def _timers(draft: Draft, now: datetime) -> Iterator[IncidentChange]:
    """Everything that falls due up to `now`, in the order of its moments."""
    while draft.now is not None:
        pending = sorted(set(_moments(draft, draft.now)))
        moment = max(pending[0][0], draft.now)
        if moment > now:
            break
        draft.now = moment
        for at, id_ in pending:
            if at <= moment:
                yield from _fallen_due(draft, id_, moment)
    draft.now = now


def _fallen_due(draft: Draft, id_: str, moment: datetime) -> Iterator[IncidentChange]:
    """What comes of one timer; the empty id is the daily round of forgetting."""
    if not id_:
        _forget(draft, moment)
        return
    incident = draft.incidents.get(id_)
    if incident is None:
        yield from early.fallen_due(draft, id_, moment)
        return
    if due(incident) <= moment:
        yield _applied(draft, closing(incident, moment))
    elif change := reviewed(draft, incident, frozenset(), moment):
        yield from _with_merges(draft, change, moment)


def _moments(draft: Draft, after: datetime) -> Iterator[tuple[datetime, str]]:
    """When what falls due, in no order, and never nothing."""
    day = after.replace(hour=0, minute=0, second=0, microsecond=0)
    yield day + timedelta(days=1), ""
    yield from ((early.deadline(incident), id_) for id_, incident in draft.early.items())
    for id_, deadline in draft.deadlines.items():
        yield deadline, id_
        opened_at = draft.incidents[id_].opened_at
        if after < opened_at + p.REVIEW_AFTER[-1]:
            yield from ((opened_at + wait, id_) for wait in p.REVIEW_AFTER if opened_at + wait > after)


def _reconsidered(
    draft: Draft, sighting: Sighting, before: tuple[str, ...], now: datetime
) -> Iterator[IncidentChange]:
    """Judge every node that this report touches; refresh or open the incidents that come of it."""
    touched = frozenset((*before, *draft.places.get(sighting.key, ()), *_own_nodes(draft, sighting)))
    concerned = _concerned(draft, sighting, touched)
    yield from _reviews(draft, concerned, touched, now, sighting)
    if sighting.is_open:
        yield from _opening(draft, touched, now)
    yield from early.heard(draft, sighting, now)
    yield from seen.heard(draft, sighting, now)


def _looked(draft: Draft, observation: Observation, look: Look, now: datetime) -> Iterator[IncidentChange]:
    """Judge what a look is about, together with what is reported of it; then what it says alone."""
    key = look_key(look.node, is_check=observation.source.startswith(CHECKS))
    known = draft.looks.get(key)
    if look.node not in draft.knowledge.catalog.services or (known is not None and known.at >= look.at):
        return
    draft.put_look(key, look)
    yield from _supported(draft, look.node, now)
    yield from seen.looked(draft, look, now)


def _corroborated(draft: Draft, one: Corroboration, now: datetime) -> Iterator[IncidentChange]:
    """Judge again what people or news speak of, if anybody else does."""
    known = draft.corroborations.get(one.key)
    if one.service not in draft.knowledge.catalog.services or (known is not None and known.at >= one.at):
        return
    draft.put_corroboration(one)
    yield from _supported(draft, one.service, now)


def _supported(draft: Draft, node: str, now: datetime) -> Iterator[IncidentChange]:
    """Judge a node of which something else than a report speaks, and what is open of it."""
    touched = frozenset(draft.knowledge.lineage(node))
    concerned = {id_ for level in touched for id_ in draft.roots.get(level, ())}
    yield from _reviews(draft, concerned, touched, now)
    yield from _opening(draft, touched, now)


def _reviews(
    draft: Draft,
    ids: Iterable[str],
    touched: frozenset[str],
    now: datetime,
    speaking: Sighting | None = None,
) -> Iterator[IncidentChange]:
    """Review open incidents, oldest first; `speaking` is the report that made it necessary, if one did."""
    for incident in sorted_incidents(draft.incidents[id_] for id_ in ids):
        if incident.id in draft.incidents:
            if speaking is not None:
                _speaks_for(draft, draft.incidents[incident.id], speaking, now)
            change = reviewed(draft, draft.incidents[incident.id], touched, now)
            if change is not None:
                yield from _with_merges(draft, change, now)


def _opening(draft: Draft, touched: frozenset[str], now: datetime) -> Iterator[IncidentChange]:
    """Every new incident that comes of what was touched."""
    while change := opening(draft, touched, now):
        claim = early.succeeded(draft, change)
        yield _applied(draft, claim)
        yield from early.absorbed(draft, claim.incident, now)


def _speaks_for(draft: Draft, incident: Incident, sighting: Sighting, now: datetime) -> None:
    """Note that a member or the root's own report has said something."""
    root = incident.root_report
    is_roots = root is not None and root.key == sighting.key
    if (is_roots or sighting.key in draft.held[incident.id]) and incident.heard_at != now:
        draft.hold(replace(incident, heard_at=now))


def _own_nodes(draft: Draft, sighting: Sighting) -> Iterator[str]:
    """The nodes that a provider's own post is about, where somebody's report waits for an explanation."""
    for post in draft.own.get(sighting.organisation, NO_POSTS).newest:
        if post.key == sighting.key:
            for node in (post.service, *post.parts):
                known = draft.knowledge.lineage(node)
                yield from (n for n in known if n in draft.evidence or looks_at(n, draft))


def _concerned(draft: Draft, sighting: Sighting, touched: frozenset[str]) -> frozenset[str]:
    """The open incidents of which a report is a member, could become one, or is the root's own."""
    wholes = draft.knowledge.lineage(sighting.service)
    found = {*draft.homes.get(sighting.key, ())}
    for node in (*touched, sighting.service):
        found.update(draft.roots.get(node, ()))
    for node in wholes:
        found.update(id_ for id_ in draft.roots.get(node, ()) if draft.incidents[id_].root == node)
    return frozenset(found)


def _with_merges(draft: Draft, change: IncidentChange, now: datetime) -> Iterator[IncidentChange]:
    """The change and, where its incident now has another one's root, their merging."""
    yield _applied(draft, change)
    incident = change.incident
    if incident.state is not IncidentState.OPEN:
        return
    yield from early.absorbed(draft, incident, now)
    for other in sorted_incidents(draft.incidents.values()):
        if other.id != incident.id and draft.knowledge.related(other.root, incident.root):
            younger, older = sorted((incident, other), key=lambda i: (i.opened_at, i.id), reverse=True)
            for merging in merged(younger, older, now):
                yield _applied(draft, merging)
            return


def _applied(draft: Draft, change: IncidentChange) -> IncidentChange:
    """Put the change into the draft; the members of what has ended are evidence of nothing else."""
    incident = change.incident
    if incident.grade.rank >= Grade.PROBABLE.rank:
        draft.explain(_held_by(incident))
    if incident.state is IncidentState.OPEN:
        draft.hold(incident)
        return change
    draft.release(incident)
    if incident.state is IncidentState.RESOLVED:
        explained = sorted(_explained_by(incident, draft))
        for key in explained:
            draft.see(replace(draft.sightings[key], settled=True))
        if incident.grade.rank >= Grade.PROBABLE.rank:
            draft.explain(explained)
    return change


def _held_by(incident: Incident) -> frozenset[str]:
    """The keys of an incident's members and of its root's own report."""
    own = {incident.root_report.key} if incident.root_report is not None else set[str]()
    return incident.keys | own


def _explained_by(incident: Incident, draft: Draft) -> Iterator[str]:
    """The reports that have their explanation: members, the root's own, and of a full list the rest."""
    found = {*_held_by(incident)}
    if len(incident.members) == p.MAX_MEMBERS:
        window = draft.evidence.get(incident.root, NO_TRACES)
        since = incident.started_at - p.LIFE_AS_EVIDENCE
        found |= {t.key for t in (*window.newest, *window.rest.values()) if t.seen >= since}
    yield from (key for key in found if key in draft.sightings)


def _forget(draft: Draft, day: datetime) -> None:
    """Once a day: drop closed reports that no open incident holds, and what has been silent for long."""
    for sighting in sorted(draft.sightings.values(), key=lambda s: (s.first_seen, s.key)):
        life = p.FORGET_OPEN_AFTER if sighting.is_open else p.LIFE_AS_EVIDENCE * 2
        if sighting.key not in draft.homes and day - sighting.last_seen > life:
            draft.forget_sighting(sighting)
    draft.forget_namings(day)
    draft.forget_supports(day - p.STALE_AFTER)
    for health in [*draft.sources.values()]:
        if day - health.heard > p.FORGET_SOURCE_AFTER:
            draft.forget_source(health)
