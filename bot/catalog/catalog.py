"""The catalogue as a value: look up services, edges and the hierarchy of infrastructure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final, TypeVar

from bot.domain.name_table import NameTable
from bot.domain.service import Edge, EdgeEvidence, Service, Source

# The id, and the prefix of ids, of causes that nobody can name: one for all, one for each category.
UNKNOWN: Final = "unknown"
# Kinds of evidence that come out of an outage, and how long after it they count when the past is judged.
OUTAGE_KINDS: Final = frozenset(
    {"status_incident", "official_postmortem", "official_statement", "news", "co_failure"}
)
LESSON_TIME: Final = timedelta(days=2)

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Services by id, in file order, and the edges between them. Build it with `loader.load`.

    `names` are those of these very services, where they were made before.
    """

    services: Mapping[str, Service]
    edges: tuple[Edge, ...]
    names: NameTable | None = field(default=None, repr=False, compare=False)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source by id."""
        return {source.id: source for service in self.services.values() for source in service.sources}

    @cached_property
    def _edges_from(self) -> Mapping[str, tuple[Edge, ...]]:
        return _grouped((edge.service, edge) for edge in self.edges)

    @cached_property
    def _edges_to(self) -> Mapping[str, tuple[Edge, ...]]:
        return _grouped((edge.infrastructure, edge) for edge in self.edges)

    @cached_property
    def _children(self) -> Mapping[str, tuple[Service, ...]]:
        return _grouped((s.parent, s) for s in self.services.values() if s.parent is not None)

    @cached_property
    def infrastructure(self) -> tuple[str, ...]:
        """Ids on which something stands, or that are part of such a thing, sorted."""
        used = {edge.infrastructure for edge in self.edges}
        used |= {ancestor for node in used for ancestor in self.ancestors(node)}
        return tuple(sorted(used))

    @cached_property
    def mention_phrases(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a phrase by which texts name a service, and its id."""
        return tuple((phrase, s.id) for s in self.services.values() for phrase in s.mentions)

    def edges_from(self, service: str) -> tuple[Edge, ...]:
        """What a service stands on."""
        return self._edges_from.get(service, ())

    def edges_to(self, infrastructure: str) -> tuple[Edge, ...]:
        """What stands on an infrastructure, by a direct edge."""
        return self._edges_to.get(infrastructure, ())

    def edge_onto(self, service: str, node: str) -> Edge | None:
        """By which edge a service stands on a node, on a whole that it is part of, or on a part of it."""
        lineage = {node, *self.ancestors(node)}
        for edge in self.edges_from(service):
            if edge.infrastructure in lineage or node in self.ancestors(edge.infrastructure):
                return edge
        return None

    def children(self, node: str) -> tuple[Service, ...]:
        """The parts of an infrastructure (aws has aws/us-east-1)."""
        return self._children.get(node, ())

    def descent(self, node: str) -> tuple[str, ...]:
        """A node with all that is part of it, the parts of its parts among them."""
        found = {node: None}
        left = [node]
        while left:
            parts = [part.id for part in self.children(left.pop()) if part.id not in found]
            found.update(dict.fromkeys(parts))
            left += parts
        return tuple(found)

    def ancestors(self, node: str) -> tuple[str, ...]:
        """What a node is part of, nearest first."""
        found: list[str] = []
        parent = self.services[node].parent if node in self.services else None
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.services[parent].parent if parent in self.services else None
        return tuple(found)

    def speakers_for(self, service: str) -> tuple[str, ...]:
        """Who speaks for a service: itself, or, for a part without a page, what it is a part of."""
        known = self.services.get(service)
        return (service,) if known is None or known.sources else self.ancestors(service)

    def name_of(self, service: str) -> str:
        """The name for people; the id itself when the catalogue does not know it."""
        known = self.services.get(service)
        if known is None and service.split("/", maxsplit=1)[0] == UNKNOWN:
            return "an unknown shared cause"
        return known.name if known else service

    def sources_of(self, services: Iterable[str]) -> tuple[str, ...]:
        """The ids of the sources of these services, in their order; what is not known has none."""
        known = (self.services.get(id_) for id_ in services)
        return tuple(source.id for service in known if service for source in service.sources)

    def in_category(self, category: str) -> tuple[str, ...]:
        """The ids of a category's services."""
        return self._ids_by_category.get(category, ())

    @cached_property
    def _ids_by_category(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((service.category, service.id) for service in self.services.values())

    def organisation_of(self, service: str) -> str:
        """The company behind a service: sister pages count once."""
        known = self.services.get(service)
        return known.organisation if known else service

    def resolve(self, name: str) -> str | None:
        """The id for an id or an exact alias, ignoring case; None when nothing or several fit."""
        folded = name.strip().casefold()
        if folded in self.services:
            return folded
        return self._ids_by_alias.get(folded)

    @cached_property
    def _ids_by_alias(self) -> Mapping[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for service in self.services.values():
            for alias in (service.name, *service.aliases):
                owners[alias.casefold()].add(service.id)
        return {alias: next(iter(ids)) for alias, ids in owners.items() if len(ids) == 1}

    def alive_on(self, day: date) -> "Catalog":
        """The same catalogue where what was retired by `day` is known by name alone: no sources, no edges."""
        gone = {s.id for s in self.services.values() if s.retired is not None and s.retired <= day}
        if not gone:
            return self
        services = {
            id_: replace(service, sources=()) if id_ in gone else service
            for id_, service in self.services.items()
        }
        edges = tuple(e for e in self.edges if e.service not in gone and e.infrastructure not in gone)
        return replace(self, services=services, edges=edges)

    def known_on(self, day: date) -> "Catalog":
        """The same catalogue without what nobody knew before `day`, or was no more: judging the past fairly.

        Evidence without a date is left out, and so is an edge left without evidence. What an outage taught
        counts from two days after it, so that it never serves to judge that outage itself.
        """
        newest = bisect_left(self._lesson_days, day)
        if newest not in self._known:
            self._known[newest] = self._known_before(day)
        return self._known[newest]

    def _known_before(self, day: date) -> "Catalog":
        edges = []
        for edge in self.edges:
            evidence = tuple(e for e in edge.evidence if (known := _known_from(e)) and known < day)
            if evidence:
                edges.append(replace(edge, evidence=evidence))
        return replace(self, edges=tuple(edges)).alive_on(day)

    @cached_property
    def _lesson_days(self) -> list[date]:
        """The days on which something comes to be known or to its end, sorted: in between, nothing does."""
        lessons = {day for edge in self.edges for e in edge.evidence if (day := _known_from(e))}
        ends = {s.retired - timedelta(days=1) for s in self.services.values() if s.retired is not None}
        return sorted(lessons | ends)

    @cached_property
    def _known(self) -> dict[int, "Catalog"]:
        return {}


def _known_from(evidence: EdgeEvidence) -> date | None:
    """The day after which a piece of evidence counts, None for never."""
    if evidence.known_from is None:
        return None
    taught_by_outage = evidence.event is not None or evidence.kind in OUTAGE_KINDS
    return evidence.known_from + (LESSON_TIME if taught_by_outage else timedelta(0))


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
