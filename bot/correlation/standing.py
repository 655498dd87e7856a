"""How a service stands on a node, and how that is put as a reason."""

from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.domain.service import Edge
from bot.domain.times import day


@dataclass(frozen=True, slots=True)
class Standing:
    """That a service stands on a node: how likely it reports when the node fails, and the edge behind it.

    `via` is the infrastructure in between, where the service stands on the node only through another.
    """

    reach: float
    edge: Edge
    via: str | None = None


def finding_of(standing: Standing, service: str, catalog: Catalog) -> Finding:
    """The reason that it is, by the best edge along the hierarchy."""
    edge, via = standing.edge, standing.via
    best, name = edge.evidence[0], catalog.name_of(service)
    first = catalog.name_of(via) if via else name
    through = f"{name} depends on {first}, and " if via else ""
    dated = f", {day(best.known_from)}" if best.known_from else ""
    known = best.measured or f"{best.kind.replace('_', ' ')}{dated}"
    other = edge.seen_elsewhere
    doubt = f"; since {day(other.since)} seen at {catalog.name_of(other.node)} alone" if other else ""
    return Finding(
        kind=EvidenceKind.EDGE,
        says=f"{through}{first} depends on {catalog.name_of(edge.infrastructure)} ({known}{doubt})",
        source=best.source if best.source.startswith("http") else None,
        reach=standing.reach,
    )
