"""What is declared: the catalogue says that one stands on the other, or the report lists such a component."""

from bot.correlation import parameters as p
from bot.correlation.knowledge import is_unknown
from bot.correlation.signals.signal import Placement
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.wording.words import cut


def declared_edge(placed: Placement) -> Finding | None:
    """How the service stands on the node, by the best edge along the hierarchy."""
    return placed.report.declared.get(placed.node)


def may_share_an_unknown_cause(placed: Placement) -> Finding | None:
    """Anybody may be touched by a cause that nobody can name."""
    if not is_unknown(placed.node):
        return None
    return Finding(
        kind=EvidenceKind.TIMING,
        says=f"{placed.report.name} began to report at {placed.report.began_at}",
        source=placed.report.sighting.report.url,
        reach=p.REACH_OF_UNKNOWN,
    )


def component_named(placed: Placement) -> Finding | None:
    """A component that the report calls affected is named after the node."""
    if placed.is_mentioned:
        return None
    report = placed.report
    for component, nodes in report.listed:
        if any(report.knowledge.related(node, placed.node) for node in nodes):
            share = report.knowledge.learned.naming_share(report.sighting.organisation, placed.node)
            return Finding(
                kind=EvidenceKind.TEXT,
                says=f"{report.name} lists as affected: “{cut(component)}”",
                source=report.sighting.report.url,
                reach=p.REACH_BY_TEXT,
                ratio=max(1.0, min(p.MAX_RATIO_OF_COMPONENT, p.PLACES_WHEN_CAUSED / share)),
            )
    return None
