"""What the correlator knows beforehand: the graph and the learned numbers, and what follows from both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Final

from bot.catalog.catalog import UNKNOWN, Catalog
from bot.correlation import parameters as p
from bot.correlation.edge_reach import reach_on
from bot.correlation.standing import Standing, finding_of
from bot.correlation.trace import Finding
from bot.domain.service import Edge
from bot.learned.learned import Learned
from bot.wording.reading import PROSE, kinds_of
from bot.wording.text_reader import TextReader
from bot.wording.words import Words

# What is worked out once from the graph and the reaches, whatever else is learned.
_OF_REACHES: Final = (
    "standings",
    "declared",
    "reaches",
    "lineage",
    "provider",
    "leaks",
    "of_kind",
    "_services",
)

_UNKNOWN_OF_A_KIND: Final = f"{UNKNOWN}/"
# Of so many services the reasons are kept: each is a few sentences.
_SERVICES_KEPT: Final = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Kinds of evidence that may be left out, to measure what each is worth."""

    text: bool = True
    edges: bool = True
    silence: bool = True
    root_page: bool = True


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Catalogue, learned numbers, and who reads texts. Everything else is worked out once and kept.

    `day` is the one on which the age of evidence is counted, by its quarter; without it nothing ages.
    """

    catalog: Catalog
    learned: Learned = field(default_factory=Learned)
    day: date | None = None
    switches: Switches = field(default_factory=Switches)
    reader: TextReader = PROSE

    @cached_property
    def standings(self) -> Callable[[str], Mapping[str, Standing]]:
        """Of a service, by node: how it stands on it, directly, as a part or a whole, or through another."""
        return cache(self._standings_of)

    @cached_property
    def declared(self) -> Callable[[str], Mapping[str, Finding]]:
        """Of a service, by node: how it stands on it, as a reason. Kept of those that reported last."""
        return lru_cache(_SERVICES_KEPT)(self._declared_of)

    @cached_property
    def reaches(self) -> Callable[[str], Mapping[str, int]]:
        """Of an organisation, by node: the best reach of its services, in millionths."""
        return cache(self._reaches_of)

    @cached_property
    def lineage(self) -> Callable[[str], tuple[str, ...]]:
        """Of a node: itself and what it is a part of, nearest first."""
        return cache(lambda node: (node, *self.catalog.ancestors(node)))

    def with_numbers(self, learned: Learned) -> "Knowledge":
        """The same with other numbers. What follows from the graph and from the same reaches is kept."""
        other = replace(self, learned=learned)
        if learned.reach == self.learned.reach:
            vars(other).update({name: getattr(self, name) for name in _OF_REACHES})
        return other

    def words_in(self, text: str, service: str) -> Words:
        """What one text of a service's page says of others."""
        return self.reader.words(text, service, self.catalog)

    @cached_property
    def provider(self) -> Callable[[str], str]:
        """Of a node: its outermost whole, aws of aws/us-east-1/s3."""
        return cache(lambda node: UNKNOWN if is_unknown(node) else self.lineage(node)[-1])

    def related(self, one: str, other: str) -> bool:
        """Whether one is the other, a part of it, or the whole of it."""
        return one in self.lineage(other) or other in self.lineage(one)

    def unknowns(self, service: str) -> tuple[str, ...]:
        """The nodes for causes nobody can name that could explain a report of this service."""
        known = self.catalog.services.get(service)
        return (UNKNOWN, f"{UNKNOWN}/{known.category}") if known else (UNKNOWN,)

    @cached_property
    def leaks(self) -> Mapping[str, float]:
        """By widely used provider: the chance that an organisation stands on it and nobody has found out.

        An organisation without known edges stands on it as often as those with known ones.
        """
        organisations = {self.catalog.organisation_of(edge.service) for edge in self.catalog.edges}
        reach: dict[str, int] = {}
        for organisation in sorted(organisations):
            for node, found in self.reaches(organisation).items():
                reach[node] = reach.get(node, 0) + found
        scale = 1e-6 / max(len(organisations), p.FEWEST_ORGANISATIONS)
        return {
            node: total * scale
            for node, total in sorted(reach.items())
            if self.provider(node) == node and not is_unknown(node) and total * scale >= p.LEAST_LEAK
        }

    @cached_property
    def of_kind(self) -> Callable[[str], tuple[str, ...]]:
        """The outermost nodes of a kind that somebody stands on: who "our DNS provider" could be."""
        return cache(self._of_kind)

    def failures_a_month(self, node: str) -> float:
        """How many failures that reach others are expected of a node."""
        if is_unknown(node):
            return p.UNKNOWN_FAILURES_PER_MONTH
        return p.FAILURES_PER_MONTH_OF_WIDELY_USED if node in self.leaks else p.FAILURES_PER_MONTH

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        stood_on = {self.provider(edge.infrastructure) for edge in self.catalog.edges}
        return tuple(sorted(node for node in stood_on if kind in kinds_of(node, self.catalog)))

    @cached_property
    def _services(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for service in dict.fromkeys(edge.service for edge in self.catalog.edges):
            found.setdefault(self.catalog.organisation_of(service), []).append(service)
        return {organisation: tuple(services) for organisation, services in found.items()}

    def _standings_of(self, service: str) -> Mapping[str, Standing]:
        found: dict[str, Standing] = {}
        for edge in self.catalog.edges_from(service) if self.switches.edges else ():
            self._add(found, service, edge, self._reach(edge), None)
            for further in self.catalog.edges_from(edge.infrastructure):
                reach = self._reach(edge) * self._reach(further) * p.REACH_THROUGH_ANOTHER
                self._add(found, service, further, reach, edge.infrastructure)
        return found

    def _declared_of(self, service: str) -> Mapping[str, Finding]:
        standings = self.standings(service).items()
        return {node: finding_of(standing, service, self.catalog) for node, standing in standings}

    def _reaches_of(self, organisation: str) -> Mapping[str, int]:
        best: dict[str, int] = {}
        unknown = round(p.REACH_OF_UNKNOWN * 1e6)
        for service in self._services.get(organisation, (organisation,)):
            for node, standing in self.standings(service).items():
                best[node] = max(best.get(node, 0), round(standing.reach * 1e6))
            best |= dict.fromkeys(self.unknowns(service), unknown)
        return best

    def _reach(self, edge: Edge) -> float:
        learned = self.learned.reach_of(edge.service, edge.infrastructure)
        return reach_on(edge, self.day) if learned is None else learned

    def _add(
        self, found: dict[str, Standing], service: str, edge: Edge, reach: float, via: str | None
    ) -> None:
        own = self.catalog.organisation_of(service)
        parts = dict.fromkeys(e.part for e in edge.evidence if e.part and e.part in self.catalog.services)
        nodes = dict.fromkeys((edge.infrastructure, *parts), reach)
        for node in (edge.infrastructure, *parts):
            for above in self.lineage(node)[1:]:
                nodes.setdefault(above, reach * p.REACH_OF_WHOLE)
        for node, strength in nodes.items():
            if self.catalog.organisation_of(node) == own:
                continue
            if node not in found or strength > found[node].reach:
                found[node] = Standing(strength, edge, via)


def is_unknown(node: str) -> bool:
    """Whether a node stands for a cause that nobody can name."""
    return node == UNKNOWN or node.startswith(_UNKNOWN_OF_A_KIND)
