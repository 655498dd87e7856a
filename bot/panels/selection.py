"""Who stands for an edge: twenty organisations; and for a region two of its public endpoints."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.measurement import Layer, MeasuredBy, MeasuredService
from bot.domain.probe import ProbeTarget
from bot.domain.service import Edge, Service, Strength
from bot.panels.burst import are_related
from bot.panels.chance import fraction
from bot.panels.opt_out import OptOut, host_of

PANEL_SIZE: Final = 20
# Fewer organisations are no panel: their sites are only asked where they are watched.
LEAST_PANEL: Final = 8
# Regions on which most of the catalogue stands are asked; two canaries of each.
MOST_REGIONS: Final = 12
CANARIES_OF_A_REGION: Final = 2
_CDN: Final = "cdn"
_CLOUDS: Final = frozenset({"cloud", "region"})
_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})


def edges_in_front(
    catalog: Catalog, edges: Collection[str], measured: Mapping[str, MeasuredService]
) -> dict[str, str]:
    """Which edge each service stands behind, where that is known: as measured, else as declared.

    `edges` are the nodes that are told by their answers. Of the declared a CDN goes before a cloud, which may
    stand behind one, and then the strongest.
    """
    found: dict[str, str] = {}
    for id_ in catalog.services:
        record = measured.get(id_)
        edge = _declared(catalog, id_, edges) if record is None or not record.now else _measured(record)
        if edge is not None and edge in edges:
            found[id_] = edge
    return found


def platforms_behind(catalog: Catalog, measured: Mapping[str, MeasuredService]) -> dict[str, str]:
    """Whose customer a service is, where that was measured: one that makes sites, and no cloud.

    Before all of its sites it has the same edge, by one account: what it breaks there is not the edge's.
    """
    return {
        id_: edge.node
        for id_, record in measured.items()
        for edge in record.now
        if edge.layer is Layer.HOST and not _CLOUDS & _kinds_of(catalog, edge.node)
    }


def as_customers(targets: Iterable[ProbeTarget], platforms: Mapping[str, str]) -> tuple[ProbeTarget, ...]:
    """The targets, each as one of the platform that makes its site: all of these are one organisation."""
    return tuple(replace(one, organisation=platforms.get(one.service, one.organisation)) for one in targets)


def panels(
    catalog: Catalog,
    in_front: Mapping[str, str],
    opt_out: OptOut = OptOut(),  # noqa: B008  -- a value
    refusing: Collection[str] = (),
    platforms: Mapping[str, str] = _NOWHERE,
) -> tuple[ProbeTarget, ...]:
    """Twenty organisations for each edge, as many as there are for a small one, none below eight.

    One target an organisation, that of `platforms` where one makes the site; nobody that has opted out or
    challenged us lately (`refusing`, by target); nobody of the edge itself, and no host at which we read
    pages anyway. Known services go first. Who is in depends on a hash of the edge and the organisation
    (rendezvous hashing): when one comes or goes, nobody else changes place.
    """
    by_edge: dict[str, list[ProbeTarget]] = defaultdict(list)
    hosting = _hosts_of_pages(catalog)
    for id_, edge in in_front.items():
        target = _front(catalog.services[id_], edge)
        if target is None or target.id in refusing or opt_out.covers(target):
            continue
        is_own = are_related(id_, edge) or target.organisation == catalog.organisation_of(edge)
        if not is_own and host_of(target.url) not in hosting:
            by_edge[edge].extend(as_customers([target], platforms))
    return tuple(target for edge in sorted(by_edge) for target in _panel(catalog, by_edge[edge]))


def canaries_to_ask(
    catalog: Catalog,
    canaries: Iterable[ProbeTarget],
    opt_out: OptOut = OptOut(),  # noqa: B008  -- a value
    refusing: Collection[str] = (),
) -> tuple[ProbeTarget, ...]:
    """Two canaries of each of the regions on which most stand; none of a region that has but one."""
    by_region: dict[str, list[ProbeTarget]] = defaultdict(list)
    for target in canaries:
        if target.id not in refusing and not opt_out.covers(target):
            by_region[target.node].append(target)
    whole = [region for region, of in by_region.items() if len(of) >= CANARIES_OF_A_REGION]
    standing_on = _dependents(catalog)
    most_used = sorted(whole, key=lambda region: (-standing_on[region], fraction(region)))
    return tuple(
        target
        for region in most_used[:MOST_REGIONS]
        for target in sorted(by_region[region], key=lambda one: fraction(one.id))[:CANARIES_OF_A_REGION]
    )


def _dependents(catalog: Catalog) -> Counter[str]:
    """How many services are known to stand on a part of an infrastructure, or on a part of that."""
    parts = {(e.service, one.part) for e in catalog.edges for one in e.evidence if one.part is not None}
    parts |= {(e.service, e.infrastructure) for e in catalog.edges}
    named = {(service, whole) for service, part in parts for whole in (part, *catalog.ancestors(part))}
    return Counter(node for _, node in named)


def _measured(record: MeasuredService) -> str | None:
    """The edge that the last look showed, by what is most certain."""
    order = tuple(MeasuredBy)
    edges = [edge for edge in record.now if edge.layer is Layer.EDGE]
    best = min(edges, key=lambda edge: (order.index(edge.by), edge.node), default=None)
    return best.node if best else None


def _declared(catalog: Catalog, service: str, edges: Collection[str]) -> str | None:
    declared = [edge for edge in catalog.edges_from(service) if edge.infrastructure in edges]
    best = min(declared, key=lambda edge: _likeliness(catalog, edge), default=None)
    return best.infrastructure if best else None


def _likeliness(catalog: Catalog, edge: Edge) -> tuple[bool, int, str]:
    infrastructure = catalog.services.get(edge.infrastructure)
    is_cloud = infrastructure is None or _CDN not in infrastructure.kinds
    return is_cloud, tuple(Strength).index(edge.strength), edge.infrastructure


def _front(service: Service, edge: str) -> ProbeTarget | None:
    if service.front_url is None or service.retired is not None:
        return None
    return ProbeTarget(
        id=service.id,
        url=service.front_url,
        service=service.id,
        organisation=service.organisation,
        node=edge,
    )


def _hosts_of_pages(catalog: Catalog) -> frozenset[str]:
    """Hosts that we read pages at, and domains below which several have theirs: vendors of such pages."""
    found: set[str] = set()
    owners: dict[str, set[str]] = defaultdict(set)
    for source in catalog.sources.values():
        labels = host_of(source.url).split(".")
        found.add(".".join(labels))
        for above in range(1, len(labels)):
            owners[".".join(labels[above:])].add(catalog.organisation_of(source.service))
    return frozenset(found | {domain for domain, of in owners.items() if len(of) > 1})


def _kinds_of(catalog: Catalog, node: str) -> frozenset[str]:
    service = catalog.services.get(node)
    return frozenset(service.kinds) if service else frozenset()


def _panel(catalog: Catalog, targets: Iterable[ProbeTarget]) -> list[ProbeTarget]:
    ranked = sorted(targets, key=lambda one: _rank(catalog, one))
    chosen = list(_one_of_each(ranked))
    return chosen[:PANEL_SIZE] if len(chosen) >= LEAST_PANEL else []


def _rank(catalog: Catalog, target: ProbeTarget) -> tuple[bool, float, float]:
    """Known services first: those whose page is read, and of which it is said what they stand on."""
    service = catalog.services[target.service]
    is_known = bool(service.sources) and bool(catalog.edges_from(service.id))
    return not is_known, fraction(target.node, target.organisation), fraction(target.organisation, target.id)


def _one_of_each(ranked: Iterable[ProbeTarget]) -> Iterator[ProbeTarget]:
    """The first of each organisation, and of each host."""
    taken: set[str] = set()
    for target in ranked:
        names = {f"organisation {target.organisation}", host_of(target.url)}
        if not names & taken:
            taken |= names
            yield target
