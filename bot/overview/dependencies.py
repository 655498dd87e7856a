"""Who stands on what, as it is shown."""

from bot.catalog.catalog import Catalog
from bot.domain.service import Edge
from bot.domain.shown import DependencyShown
from bot.overview.references import ref, web_address


def depends_on(service: str, catalog: Catalog) -> tuple[DependencyShown, ...]:
    """What a service stands on, or the whole that it is a part of."""
    lineage = (service, *catalog.ancestors(service))
    return tuple(dependency_shown(edge, catalog) for one in lineage for edge in catalog.edges_from(one))


def depended_on_by(node: str, catalog: Catalog) -> tuple[DependencyShown, ...]:
    """Who stands on a node, or on a part of it."""
    parts = (node, *(part.id for part in catalog.children(node)))
    return tuple(dependency_shown(edge, catalog) for part in parts for edge in catalog.edges_to(part))


def around(service: str, catalog: Catalog) -> tuple[DependencyShown, ...] | None:
    """The edges from and onto a service, and from what it stands on; None for who is not known."""
    if service not in catalog.services:
        return None
    on = depends_on(service, catalog)
    below = (edge for one in on for edge in depends_on(one.infrastructure.id, catalog))
    every = (*on, *depended_on_by(service, catalog), *below)
    return tuple({(one.service.id, one.infrastructure.id): one for one in every}.values())


def dependency_shown(edge: Edge, catalog: Catalog) -> DependencyShown:
    """One edge."""
    elsewhere = edge.seen_elsewhere
    links = (web_address(evidence.source) for evidence in edge.evidence)
    return DependencyShown(
        service=ref(edge.service, catalog),
        infrastructure=ref(edge.infrastructure, catalog),
        strength=str(edge.strength),
        sources=tuple(dict.fromkeys(link for link in links if link is not None)),
        measured=next((e.measured for e in edge.evidence if e.measured is not None), None),
        seen_elsewhere=ref(elsewhere.node, catalog) if elsewhere is not None else None,
    )
