"""A declared edge: the service is known to stand on the node, and the catalogue says from where."""

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.signals.signal import Finding, Look
from bot.domain.incident import EvidenceKind
from bot.domain.service import Edge


def declared_edge(look: Look) -> Finding | None:
    """How much of the service stands on the node, by the best edge along the hierarchy."""
    found = reach_of(look.catalog, look.sighting.service, look.node)
    if found is None:
        return None
    reach, edge = found
    best = edge.evidence[0]
    name, root = look.catalog.name_of(edge.service), look.catalog.name_of(edge.infrastructure)
    dated = f", {best.known_from.isoformat()}" if best.known_from else ""
    return Finding(
        kind=EvidenceKind.EDGE,
        says=f"{name} stands on {root} ({best.kind.replace('_', ' ')}{dated})",
        source=best.source if best.source.startswith("http") else None,
        reach=reach,
    )


def reach_of(catalog: Catalog, service: str, node: str) -> tuple[float, Edge] | None:
    """The chance that `service` reports when `node` fails, with the edge that says so, if any."""
    above = catalog.ancestors(node)
    best: tuple[float, Edge] | None = None
    for edge in catalog.edges_from(service):
        parts = {evidence.part for evidence in edge.evidence if evidence.part}
        factor = _factor(edge.infrastructure, node, parts, above, catalog)
        reach = factor * p.REACH[edge.strength]
        if reach > (best[0] if best else 0.0):
            best = (reach, edge)
    return best


def _factor(used: str, node: str, parts: set[str], above: tuple[str, ...], catalog: Catalog) -> float:
    if node == used:
        return 1.0
    if used in above:
        return (
            1.0
            if any(part == node or part.startswith(f"{node}/") for part in parts)
            else p.REACH_OF_UNPROVEN_PART
        )
    return p.REACH_OF_WHOLE if node in catalog.ancestors(used) else 0.0
