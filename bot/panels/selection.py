"""Who is asked: twenty organisations for each edge, canaries of regions, and what is watched beyond them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from bot.catalog.catalog import Catalog
from bot.domain.probe import ProbeTarget
from bot.domain.service import Edge, Service, Strength
from bot.panels.burst import are_related
from bot.panels.chance import fraction

PANEL_SIZE: Final = 20
# Fewer organisations are no panel: their sites are only asked where they are watched.
LEAST_PANEL: Final = 8
# Regions on which most of the catalogue stands are asked; two canaries of each.
MOST_REGIONS: Final = 12
CANARIES_OF_A_REGION: Final = 2


def _nobody(_target: ProbeTarget) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What decides on panels beside the catalogue.

    `edges` are the nodes that are told by their answers, `measured` is which of them each service stands on,
    where that was measured. `watched` are services that channels watch. `leaves_out` says of a target that
    its operator, or ours, wants it left alone; `left_alone` are ids of targets that challenged us lately.
    """

    edges: Collection[str]
    measured: Mapping[str, str] = field(default_factory=dict)
    canaries: Iterable[ProbeTarget] = ()
    watched: Collection[str] = ()
    leaves_out: Callable[[ProbeTarget], bool] = _nobody
    left_alone: Collection[str] = ()


def targets_of(catalog: Catalog, wishes: Wishes) -> tuple[ProbeTarget, ...]:
    """Whom to ask, none twice and one a host: the panels, then canaries, then what is watched beyond.

    Who is in a panel depends on a hash of the edge and the organisation (rendezvous hashing): when one comes
    or goes, nobody else changes place.
    """
    fronts = [one for one in _fronts(catalog, wishes) if not wishes.leaves_out(one)]
    chosen = [*_panels(catalog, fronts, wishes), *_canaries(catalog, wishes)]
    in_panels = {target.service for target in chosen if not target.is_canary}
    chosen += [
        replace(one, is_of_panel=False)
        for one in fronts
        if one.service in wishes.watched and one.service not in in_panels
    ]
    return tuple(_one_a_host(chosen))


def edge_of(service: Service, catalog: Catalog, wishes: Wishes) -> str | None:
    """The edge in front of a service: as measured, else as declared, a CDN before a cloud, the strongest."""
    if service.id in wishes.measured:
        return wishes.measured[service.id]
    declared = [edge for edge in catalog.edges_from(service.id) if edge.infrastructure in wishes.edges]
    best = min(declared, key=lambda edge: _likeliness(catalog, edge), default=None)
    return best.infrastructure if best else None


def _likeliness(catalog: Catalog, edge: Edge) -> tuple[bool, int, str]:
    infrastructure = catalog.services.get(edge.infrastructure)
    is_cloud = infrastructure is None or "cdn" not in infrastructure.kinds
    return is_cloud, tuple(Strength).index(edge.strength), edge.infrastructure


def _fronts(catalog: Catalog, wishes: Wishes) -> Iterator[ProbeTarget]:
    """The front page of every service that has one, and stands for its edge, or for itself."""
    hosting = _hosts_of_pages(catalog)
    for service in catalog.services.values():
        url = front_of(service)
        if url is None or service.retired is not None or service.parent is not None:
            continue
        if _host(url) in hosting:
            continue
        yield ProbeTarget(
            id=service.id,
            url=url,
            service=service.id,
            organisation=service.organisation,
            node=edge_of(service, catalog, wishes) or service.id,
        )


def front_of(service: Service) -> str | None:
    """The address of a service's front page; None where none is known."""
    return f"https://{service.domain}/" if service.domain else None


def _hosts_of_pages(catalog: Catalog) -> frozenset[str]:
    """Hosts that we read pages at, and the domains above them at which others have theirs (vendors of pages).

    We ask them often enough.
    """
    found: set[str] = set()
    owners: dict[str, set[str]] = defaultdict(set)
    for source in catalog.sources.values():
        host = _host(source.url)
        found.add(host)
        for at, letter in enumerate(host):
            if letter == ".":
                owners[host[at + 1 :]].add(catalog.organisation_of(source.service))
    return frozenset(found | {domain for domain, of in owners.items() if len(of) > 1})


def _panels(catalog: Catalog, fronts: Iterable[ProbeTarget], wishes: Wishes) -> Iterator[ProbeTarget]:
    by_edge: dict[str, list[ProbeTarget]] = defaultdict(list)
    for target in fronts:
        is_own = are_related(target.service, target.node)
        is_own |= target.organisation == catalog.organisation_of(target.node)
        if target.node in wishes.edges and not is_own and target.id not in wishes.left_alone:
            by_edge[target.node].append(target)
    for edge in sorted(by_edge):
        ranked = sorted(by_edge[edge], key=lambda one: _rank(catalog, one))
        organisations = list(_first_of_each(ranked))
        if len(organisations) >= LEAST_PANEL:
            yield from organisations[:PANEL_SIZE]


def _rank(catalog: Catalog, target: ProbeTarget) -> tuple[bool, float, float]:
    """Who comes first: services that people know, and then by hash; of an organisation by hash, too."""
    service = catalog.services[target.service]
    is_known = bool(service.sources) and bool(catalog.edges_from(service.id))
    return not is_known, fraction(target.node, target.organisation), fraction(target.organisation, target.id)


def _first_of_each(ranked: Iterable[ProbeTarget]) -> Iterator[ProbeTarget]:
    organisations: set[str] = set()
    for target in ranked:
        if target.organisation not in organisations:
            organisations.add(target.organisation)
            yield target


def _canaries(catalog: Catalog, wishes: Wishes) -> Iterator[ProbeTarget]:
    """Two canaries of each region on which most stand; none of a region that has but one."""
    by_region: dict[str, list[ProbeTarget]] = defaultdict(list)
    for target in wishes.canaries:
        if not wishes.leaves_out(target) and target.id not in wishes.left_alone:
            by_region[target.node].append(target)
    whole = [region for region, of in by_region.items() if len(of) >= CANARIES_OF_A_REGION]
    most_used = sorted(whole, key=lambda region: (-len(catalog.edges_to(region)), fraction(region)))
    for region in most_used[:MOST_REGIONS]:
        yield from sorted(by_region[region], key=lambda one: fraction(one.id))[:CANARIES_OF_A_REGION]


def _one_a_host(targets: Iterable[ProbeTarget]) -> Iterator[ProbeTarget]:
    hosts: set[str] = set()
    for target in targets:
        host = _host(target.url)
        if host not in hosts:
            hosts.add(host)
            yield target


def _host(url: str) -> str:
    """The host of an address, in lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").casefold()
    except ValueError:
        return ""
