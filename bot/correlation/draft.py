"""A state in the making: what one observation changes, with the index kept in step.

Everything that writes goes through here, so that what was touched is known and no step walks over the rest.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from immutables import Map

from bot.catalog.catalog import UNKNOWN
from bot.correlation import parameters as p
from bot.correlation.deadlines import due
from bot.correlation.id_sets import added, removed
from bot.correlation.knowledge import Knowledge, is_unknown
from bot.correlation.namings import faded, is_same_naming, naming_key, way_of
from bot.correlation.state import (
    Index,
    NamingCount,
    NewestFew,
    OrganisationHealth,
    ReachTally,
    Sighting,
    SourceHealth,
    State,
    Touched,
)
from bot.correlation.trace import OwnPost, Trace
from bot.correlation.tracing import own_post_of, traces_of
from bot.domain.incident import Incident
from bot.domain.look import Corroboration, Look
from bot.wording.scope import scope_of

NO_TRACES: Final[NewestFew[Trace]] = NewestFew()
NO_POSTS: Final[NewestFew[OwnPost]] = NewestFew()
_KEPT: Final = ("sightings", "sources", "incidents", "namings", "early", "looks", "corroborations")


class Draft:
    """Mutable, for the length of one step; `finished` gives the new state and what differs."""

    def __init__(self, state: State, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.now = state.now
        self.since = state.since
        self.namings = state.namings
        self.sightings = state.sightings
        self.sources = state.sources
        self.incidents = state.incidents
        self.early = state.early
        self.looks = state.looks
        self.corroborations = state.corroborations
        self._backgrounds = state.backgrounds
        self.evidence = state.index.evidence
        self.places = state.index.places
        self.own = state.index.own
        self.watches = state.index.watches
        self.tallies = state.index.tallies
        self.homes = state.index.homes
        self.deadlines = state.index.deadlines
        self.held = state.index.held
        self.roots = state.index.roots
        self._touched: dict[str, set[str]] = {name: set() for name in _KEPT}
        self._explained: set[str] = set()

    def finished(self) -> tuple[State, Touched]:
        """The new state, and the keys that differ."""
        state = State(
            sightings=self.sightings,
            sources=self.sources,
            incidents=self.incidents,
            namings=self.namings,
            early=self.early,
            looks=self.looks,
            corroborations=self.corroborations,
            backgrounds=self._backgrounds,
            now=self.now,
            since=self.since,
            index=Index(
                evidence=self.evidence,
                places=self.places,
                own=self.own,
                watches=self.watches,
                tallies=self.tallies,
                homes=self.homes,
                deadlines=self.deadlines,
                held=self.held,
                roots=self.roots,
            ),
        )
        touched = {name: frozenset(keys) for name, keys in self._touched.items()}
        touched["sightings"] |= self._explained
        return state, Touched(**touched)

    @property
    def organisations(self) -> int:
        """How many organisations are watched: anybody may fail by a cause that nobody can name."""
        return self.tallies.get(UNKNOWN, ReachTally()).watched

    @property
    def by_chance(self) -> float:
        """How many organisations of the list post by chance while a report is evidence."""
        return self.organisations * self.knowledge.learned.typical * (p.LIFE_AS_EVIDENCE / timedelta(hours=1))

    def is_touched(self, key: str) -> bool:
        """Whether a report was taken in or changed in this step."""
        return key in self._touched["sightings"]

    def see(self, sighting: Sighting) -> None:
        """Take in a report as it now stands."""
        known = self.sightings.get(sighting.key)
        self.sightings = self.sightings.set(sighting.key, sighting)
        self._touched["sightings"].add(sighting.key)
        if known is not None and known.organisation != sighting.organisation:
            self._watch(known.organisation, failing=-int(known.is_open))
            known_open = False
        else:
            known_open = known is not None and known.is_open
        self._watch(sighting.organisation, failing=sighting.is_open - known_open)
        self._trace(sighting, known)

    def explain(self, keys: Iterable[str]) -> None:
        """Mark reports as those of a shared failure. To judge them by, nothing has changed."""
        for key in keys:
            sighting = self.sightings.get(key)
            if sighting is not None and not sighting.shared:
                self.sightings = self.sightings.set(key, replace(sighting, shared=True))
                self._explained.add(key)

    def weigh(self, sighting: Sighting) -> None:
        """Put what a report that is known already is worth where it is looked for."""
        self._trace(sighting, None)

    def hear(self, health: SourceHealth) -> None:
        """Take in what a source's headline says, or that it cannot be read."""
        known = self.sources.get(health.source)
        if known == health:
            return
        self.sources = self.sources.set(health.source, health)
        self._touched["sources"].add(health.source)
        organisation = self.knowledge.catalog.organisation_of(health.service)
        self._watch(
            organisation,
            readable=health.is_telling - (known is not None and known.is_telling),
            failing=health.status.is_failing - (known is not None and known.status.is_failing),
        )

    def hold(self, incident: Incident) -> None:
        """Put an open incident."""
        known = self.incidents.get(incident.id)
        self.incidents = self.incidents.set(incident.id, incident)
        self._touched["incidents"].add(incident.id)
        self.deadlines = self.deadlines.set(incident.id, due(incident))
        if known is None or self._roots_of(known) != self._roots_of(incident):
            self._uproot(known)
            for node in self._roots_of(incident):
                self.roots = added(self.roots, node, incident.id)
        if known is None or known.members is not incident.members:
            self._rehome(incident.id, incident.keys)

    def release(self, incident: Incident) -> None:
        """Take out an incident that has ended."""
        known = self.incidents[incident.id]
        self.incidents = self.incidents.delete(incident.id)
        self.deadlines = self.deadlines.delete(incident.id)
        self._uproot(known)
        self._touched["incidents"].add(incident.id)
        self._rehome(incident.id, frozenset())
        self.held = self.held.delete(incident.id)

    def put_early(self, id_: str, incident: Incident | None) -> None:
        """Put what one dependent says, or take it out: no report leads to it, so nothing is judged by it."""
        self._touched["early"].add(id_)
        self.early = self.early.set(id_, incident) if incident else self.early.delete(id_)
        self.held = self.held.set(id_, incident.keys) if incident else self.held.delete(id_)

    def put_look(self, key: str, look: Look) -> None:
        """Take in what the probes, or the checks, of a node come to."""
        self.looks = self.looks.set(key, look)
        self._touched["looks"].add(key)

    def put_corroboration(self, one: Corroboration) -> None:
        """Take in what else speaks for a failure, or no longer does."""
        self.corroborations = self.corroborations.set(one.key, one)
        self._touched["corroborations"].add(one.key)

    def forget_supports(self, before: datetime) -> None:
        """Drop the looks and corroborations of which nothing was heard since."""
        self._touched["looks"].update(node for node, look in self.looks.items() if look.at < before)
        self._touched["corroborations"].update(k for k, one in self.corroborations.items() if one.at < before)
        self.looks = Map({node: look for node, look in self.looks.items() if look.at >= before})
        self.corroborations = Map({k: one for k, one in self.corroborations.items() if one.at >= before})

    def forget_sighting(self, sighting: Sighting) -> None:
        """Drop a report that no longer matters."""
        self.sightings = self.sightings.delete(sighting.key)
        self._touched["sightings"].add(sighting.key)
        self._watch(sighting.organisation, failing=-int(sighting.is_open))
        for node in self.places.get(sighting.key, ()):
            self._remove_trace(node, sighting.key)
        if sighting.key in self.places:
            self.places = self.places.delete(sighting.key)
            posts = self.own.get(sighting.organisation, NO_POSTS).without(sighting.key)
            self.own = self.own.set(sighting.organisation, posts)

    def forget_source(self, health: SourceHealth) -> None:
        """Drop a source that has said nothing for long."""
        self.sources = self.sources.delete(health.source)
        self._touched["sources"].add(health.source)
        organisation = self.knowledge.catalog.organisation_of(health.service)
        self._watch(organisation, readable=-int(health.is_telling), failing=-int(health.status.is_failing))

    def forget_namings(self, now: datetime) -> None:
        """Drop the counts of which hardly anything is left."""
        for key, count in sorted(self.namings.items()):
            if count.faded(now) < p.LEAST_NAMINGS:
                self.namings = self.namings.delete(key)
                self._touched["namings"].add(key)

    def _trace(self, sighting: Sighting, known: Sighting | None) -> None:
        """Put what the report is worth, to other nodes and for its own company, where they find it."""
        if sighting.baseline or (known is not None and sighting.says_the_same(known)):
            return
        scope = scope_of(sighting.report, self.knowledge.reader.scope)
        places = []
        for node, trace in traces_of(sighting, self.knowledge, scope):
            window = self.evidence.get(node, NO_TRACES)
            self._count(node, trace, window.newest)
            self.evidence = self.evidence.set(node, window.with_(trace))
            places.append(node)
        for node in set(self.places.get(sighting.key, ())) - set(places):
            self._remove_trace(node, sighting.key)
        self.places = self.places.set(sighting.key, tuple(places))
        post, own = own_post_of(sighting, self.knowledge, scope), sighting.organisation
        self.own = self.own.set(own, self.own.get(own, NO_POSTS).with_(post))

    def _count(self, node: str, trace: Trace, others: Iterable[Trace]) -> None:
        """Count a report that names a node for the first time, once for each organisation in three hours."""
        way = way_of(trace)
        if way is None or self.now is None or any(is_same_naming(other, trace) for other in others):
            return
        key = naming_key(node, way)
        if key in self._touched["namings"]:
            return
        count = NamingCount(count=faded(self.namings.get(key), self.now) + 1.0, at=self.now)
        self.namings = self.namings.set(key, count)
        self._touched["namings"].add(key)

    def _remove_trace(self, node: str, key: str) -> None:
        left = self.evidence[node].without(key)
        self.evidence = self.evidence.set(node, left) if left.newest else self.evidence.delete(node)

    def _roots_of(self, incident: Incident) -> tuple[str, ...]:
        """The root, what it is a part of, and the others that it could be."""
        others = (c.id for c in incident.root_candidates if not is_unknown(c.id))
        return tuple(dict.fromkeys((*self.knowledge.lineage(incident.root), *others)))

    def _uproot(self, incident: Incident | None) -> None:
        if incident is not None:
            for node in self._roots_of(incident):
                self.roots = removed(self.roots, node, incident.id)

    def _rehome(self, incident: str, after: frozenset[str]) -> None:
        before = self.held.get(incident, frozenset())
        self.held = self.held.set(incident, after)
        for key in before - after:
            self.homes = removed(self.homes, key, incident)
        for key in after - before:
            self.homes = added(self.homes, key, incident)

    def _watch(self, organisation: str, *, readable: int = 0, failing: int = 0) -> None:
        """Count sources and failing things of an organisation; its nodes' tallies follow."""
        if not readable and not failing:
            return
        before = self.watches.get(organisation, OrganisationHealth())
        after = OrganisationHealth(readable=before.readable + readable, failing=before.failing + failing)
        self.watches = self.watches.set(organisation, after)
        watched = (after.readable > 0) - (before.readable > 0)
        healthy = after.is_healthy - before.is_healthy
        if not watched and not healthy:
            return
        for node, reach in self.knowledge.reaches(organisation).items():
            tally = self.tallies.get(node, ReachTally())
            self.tallies = self.tallies.set(
                node,
                replace(
                    tally,
                    watched=tally.watched + watched,
                    healthy=tally.healthy + healthy,
                    reach=tally.reach + healthy * reach,
                    whole_reach=tally.whole_reach + watched * reach,
                ),
            )


def sorted_incidents(incidents: Iterable[Incident]) -> list[Incident]:
    """Oldest first."""
    return sorted(incidents, key=lambda i: (i.opened_at, i.id))
