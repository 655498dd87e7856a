"""A declared edge: the service is known to stand on the node, and the catalogue says from where."""

from bot.correlation import parameters as p
from bot.correlation.finding import Finding
from bot.correlation.knowledge import is_unknown
from bot.correlation.signals.signal import Look
from bot.domain.incident import EvidenceKind


def declared_edge(look: Look) -> Finding | None:
    """How the service stands on the node, by the best edge along the hierarchy."""
    if look.standing is None:
        return None
    edge, via = look.standing.edge, look.standing.via
    best = edge.evidence[0]
    catalog = look.knowledge.catalog
    first = catalog.name_of(via) if via else look.name
    through = f"{look.name} stands on {first}, and " if via else ""
    dated = f", {best.known_from.isoformat()}" if best.known_from else ""
    return Finding(
        kind=EvidenceKind.EDGE,
        says=(
            f"{through}{first} stands on {catalog.name_of(edge.infrastructure)} "
            f"({best.kind.replace('_', ' ')}{dated})"
        ),
        source=best.source if best.source.startswith("http") else None,
        reach=look.standing.reach,
    )


def may_share_an_unknown_cause(look: Look) -> Finding | None:
    """Anybody may be touched by a cause that nobody can name."""
    if not is_unknown(look.node):
        return None
    return Finding(
        kind=EvidenceKind.TIMING,
        says=f"{look.name} began to report at {look.sighting.onset:%H:%M} UTC",
        source=look.sighting.report.url,
        reach=p.REACH_OF_UNKNOWN,
    )
