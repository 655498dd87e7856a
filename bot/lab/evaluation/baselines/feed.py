"""What every baseline is given: posts in time order, and the declared edges as known on each day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property

from bot.catalog.catalog import Catalog
from bot.correlation.knowledge import Knowledge
from bot.domain.observation import Observation
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import Key
from bot.lab.evaluation.running import Known
from bot.lab.evaluation.spelling import Spells, spelling

# A report that nobody ever closes counts as closed this long after its last post.
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPost:
    """A report as it stands after one observation. `is_new` at its first one; `text` is all that is shown."""

    at: datetime
    key: Key
    group: str
    started_at: datetime
    is_open: bool
    is_new: bool
    text: str

    @property
    def service(self) -> str:
        """The service whose page it is on."""
        return self.key[0]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Declared edges as known on some day. Direct edges and their parts, no paths."""

    catalog: Catalog
    naming: Naming

    @cached_property
    def nodes(self) -> Callable[[str], frozenset[str]]:
        """Of a service: what it stands on, with the parts named and the wholes."""
        return cache(self._nodes_of)

    def providers(self, service: str) -> frozenset[str]:
        """The providers a service stands on, its own company's not among them."""
        own = self.naming.group(service)
        found = {self.naming.provider(node) for node in self.nodes(service)}
        return frozenset(provider for provider in found if self.naming.group(provider) != own)

    @cached_property
    def dependents(self) -> Mapping[str, frozenset[str]]:
        """By node: the groups that stand on it."""
        found: dict[str, set[str]] = {}
        for service in dict.fromkeys(edge.service for edge in self.catalog.edges):
            for node in self.nodes(service):
                found.setdefault(node, set()).add(self.naming.group(service))
        return {node: frozenset(groups) for node, groups in found.items()}

    def _nodes_of(self, service: str) -> frozenset[str]:
        named = {e.infrastructure for e in self.catalog.edges_from(service)}
        named |= {
            evidence.part
            for edge in self.catalog.edges_from(service)
            for evidence in edge.evidence
            if evidence.part and evidence.part in self.catalog.services
        }
        wholes = {above for node in named for above in self.catalog.ancestors(node)}
        return frozenset(named | wholes)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Posts, and the graph of a day. `spells` says who is named, where the texts of posts are only noted."""

    posts: tuple[ReportPost, ...]
    known: Known
    naming: Naming
    spells: Spells | None = None
    _graphs: dict[int, tuple[Knowledge, Graph]] = field(default_factory=dict)

    def graph(self, day: date) -> Graph:
        """Declared edges as known on a day."""
        knowledge = self.known(day)
        if id(knowledge) not in self._graphs:
            graph = Graph(catalog=knowledge.catalog, naming=self.naming)
            self._graphs[id(knowledge)] = (knowledge, graph)
        return self._graphs[id(knowledge)][1]

    def names(self, post: ReportPost, provider: str) -> bool:
        """Whether a post's text holds a name of a provider or of a part of it, as a whole word."""
        return self._looked_for(post.text, provider)

    @cached_property
    def _looked_for(self) -> Spells:
        return self.spells or spelling(self.naming)


def posts_of(observations: Iterable[Observation], naming: Naming) -> tuple[ReportPost, ...]:
    """Observations of reports as posts; those never closed close a day after their last one."""
    latest: dict[Key, ReportPost] = {}
    found: list[ReportPost] = []
    for observation in observations:
        report = observation.report
        if report is None:
            continue
        key = observation.service, report.id
        post = ReportPost(
            at=observation.at,
            key=key,
            group=naming.group(observation.service),
            started_at=report.started_at,
            is_open=report.status.is_open,
            is_new=key not in latest,
            text=report.text,
        )
        latest[key] = post
        found.append(post)
    found += [_forgotten(post) for post in latest.values() if post.is_open]
    return tuple(sorted(found, key=lambda post: (post.at, post.key)))


def _forgotten(post: ReportPost) -> ReportPost:
    return ReportPost(
        at=post.at + FORGOTTEN_AFTER,
        key=post.key,
        group=post.group,
        started_at=post.started_at,
        is_open=False,
        is_new=False,
        text=post.text,
    )
