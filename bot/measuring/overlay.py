"""What was measured here, laid over the catalogue as edges, and held against what is declared.

The day decides: what was first seen on it counts from the next, so that whoever starts again within a day has
the same edges as before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.evidence import rank
from bot.domain.measurement import Layer, MeasuredBy, MeasuredEdge, MeasuredService
from bot.domain.service import MEASURED_HERE, Edge, EdgeEvidence, SeenElsewhere, Strength, Tier
from bot.measuring.keeping import FORGET_AFTER

# Seen no more for so long, two rounds of those that nobody watches, it is one use among others. So is what so
# small a share of the looks showed.
FRESH_FOR: Final = timedelta(days=14)
LEAST_SHARE: Final = 0.25
# How long, and in how many looks, a service is seen elsewhere until that speaks against what is declared.
CONTRADICTS_AFTER: Final = timedelta(days=30)
CONTRADICTS_AFTER_LOOKS: Final = 4
CDN: Final = "cdn"
# The ways of measuring, for people.
WAYS: Final[Mapping[MeasuredBy, str]] = {
    MeasuredBy.CNAME: "CNAME",
    MeasuredBy.ADDRESS: "address",
    MeasuredBy.HEADER: "header",
    MeasuredBy.NS: "name server",
}


def with_measured(catalog: Catalog, measured: Mapping[str, MeasuredService], day: date) -> Catalog:
    """The catalogue of a day with the edges that were measured before it. Without any it is the same."""
    found: dict[tuple[str, str], list[EdgeEvidence]] = {}
    for service in catalog.services:
        record = measured.get(service)
        if record is None:
            continue
        for edge in _usable(catalog, record, day):
            found.setdefault((service, whole_of(edge.node)), []).append(evidence_of(edge, record))
    if not found:
        return catalog
    edges = [
        _with(edge, found.pop((edge.service, edge.infrastructure), []), catalog, measured, day)
        for edge in catalog.edges
    ]
    new = (
        Edge(service=service, infrastructure=node, evidence=tuple(sorted(evidence, key=rank)))
        for (service, node), evidence in found.items()
    )
    return replace(catalog, edges=(*edges, *new))


def without_measured(catalog: Catalog) -> Catalog:
    """The catalogue as it is declared."""
    declared = (
        replace(edge, evidence=evidence, seen_elsewhere=None)
        for edge in catalog.edges
        if (evidence := tuple(e for e in edge.evidence if e.kind != MEASURED_HERE))
    )
    return replace(catalog, edges=tuple(declared))


def whole_of(node: str) -> str:
    """The provider on which an edge stands: aws of aws/us-east-1."""
    return node.partition("/")[0]


def evidence_of(edge: MeasuredEdge, record: MeasuredService) -> EdgeEvidence:
    """A measured edge as a piece of evidence; its source is how it was seen, in words."""
    whole = whole_of(edge.node)
    return EdgeEvidence(
        source=f"by {WAYS[edge.by]} {edge.detail}",
        kind=MEASURED_HERE,
        tier=Tier.B,
        strength=_strength(edge, record),
        known_from=edge.first_seen.date(),
        part=edge.node if edge.node != whole else None,
    )


def seen_elsewhere(
    edge: Edge, catalog: Catalog, record: MeasuredService | None, day: date
) -> SeenElsewhere | None:
    """What speaks against a declared edge to a CDN: for a month the front page was elsewhere, never there.

    A declaration that is newer than that is not contradicted by it; neither is one of anything else than a
    CDN, which may well stand behind one.
    """
    if record is None or not _is_of_a_cdn(edge, catalog):
        return None
    if any(e.known_from is not None and e.known_from > day - CONTRADICTS_AFTER for e in edge.evidence):
        return None
    if any(whole_of(seen.node) == edge.infrastructure for seen in record.edges):
        return None
    return next(
        (
            SeenElsewhere(node=seen.node, since=seen.first_seen.date())
            for seen in record.now
            if seen.layer is Layer.EDGE
            and seen.last_seen - seen.first_seen >= CONTRADICTS_AFTER
            and seen.seen >= CONTRADICTS_AFTER_LOOKS
            and CDN in _kinds(seen.node, catalog)
        ),
        None,
    )


def _with(
    edge: Edge,
    evidence: Sequence[EdgeEvidence],
    catalog: Catalog,
    measured: Mapping[str, MeasuredService],
    day: date,
) -> Edge:
    """A declared edge with what was measured of it."""
    against = seen_elsewhere(edge, catalog, measured.get(edge.service), day)
    if not evidence and against is None:
        return edge
    return replace(
        edge, evidence=tuple(sorted((*edge.evidence, *evidence), key=rank)), seen_elsewhere=against
    )


def _usable(catalog: Catalog, record: MeasuredService, day: date) -> Iterator[MeasuredEdge]:
    """What was known before the day, not forgotten on it, and is another's."""
    own = catalog.organisation_of(record.service)
    for edge in record.edges:
        whole = whole_of(edge.node)
        is_known = edge.first_seen.date() < day <= edge.last_seen.date() + FORGET_AFTER
        if (
            is_known
            and {edge.node, whole} <= catalog.services.keys()
            and catalog.organisation_of(whole) != own
        ):
            yield edge


def _strength(edge: MeasuredEdge, record: MeasuredService) -> Strength:
    """What answers for a name is used; what is in the way of requests now is more."""
    newest = record.answered_at
    is_stale = newest is not None and newest - edge.last_seen > FRESH_FOR
    if edge.layer is Layer.DNS or is_stale or edge.seen < edge.looks * LEAST_SHARE:
        return Strength.USES
    return Strength.MEASURED


def _is_of_a_cdn(edge: Edge, catalog: Catalog) -> bool:
    """Whether an edge is about a CDN, and about nothing else of that provider."""
    nodes = (edge.infrastructure, *(e.part for e in edge.evidence if e.part is not None))
    return all(CDN in _kinds(node, catalog) for node in nodes)


def _kinds(node: str, catalog: Catalog) -> tuple[str, ...]:
    service = catalog.services.get(node)
    return service.kinds if service is not None else ()
