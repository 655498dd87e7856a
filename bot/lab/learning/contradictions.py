"""Edges that history contradicts: the node failed, and the service was fine, more often than is claimed."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.correlation.edge_reach import reach_on
from bot.learned.learned import Learned, pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """`service` posted in `posted` of the `failed` failures of `node` in which it was watched.

    Its reach is `reach`, where the edge's evidence alone says `by_evidence`.
    """

    service: str
    node: str
    failed: float
    posted: float
    by_evidence: float
    reach: float


def contradictions(learned: Learned, catalog: Catalog) -> tuple[Contradiction, ...]:
    """Every edge that reaches less far by history than by its evidence of that day; the worst first."""
    found = _contradictions(learned, catalog)
    return tuple(sorted(found, key=lambda c: (c.reach / c.by_evidence, c.service, c.node)))


def _contradictions(learned: Learned, catalog: Catalog) -> Iterator[Contradiction]:
    for edge in catalog.edges:
        key = pair(edge.service, edge.infrastructure)
        reach, by_evidence = learned.reach.get(key), reach_on(edge, learned.until)
        if reach is not None and key in learned.failed and reach < by_evidence:
            yield Contradiction(
                service=edge.service,
                node=edge.infrastructure,
                failed=learned.failed[key],
                posted=learned.posted.get(key, 0.0),
                by_evidence=by_evidence,
                reach=reach,
            )
