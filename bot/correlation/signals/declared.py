"""What is declared: the catalogue says that one stands on the other, or the report lists such a component."""

from typing import Final

from bot.correlation import parameters as p
from bot.correlation.knowledge import is_unknown
from bot.correlation.signals.signal import Placement
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.domain.times import clock, day
from bot.wording.words import cut

MAX_COMPONENTS: Final = 50


def declared_edge(placed: Placement) -> Finding | None:
    """How the service stands on the node, by the best edge along the hierarchy."""
    if placed.standing is None:
        return None
    edge, via = placed.standing.edge, placed.standing.via
    best = edge.evidence[0]
    catalog = placed.knowledge.catalog
    first = catalog.name_of(via) if via else placed.name
    through = f"{placed.name} depends on {first}, and " if via else ""
    dated = f", {day(best.known_from)}" if best.known_from else ""
    known = best.measured or f"{best.kind.replace('_', ' ')}{dated}"
    other = edge.seen_elsewhere
    doubt = f"; since {day(other.since)} seen at {catalog.name_of(other.node)} alone" if other else ""
    return Finding(
        kind=EvidenceKind.EDGE,
        says=f"{through}{first} depends on {catalog.name_of(edge.infrastructure)} ({known}{doubt})",
        source=best.source if best.source.startswith("http") else None,
        reach=placed.standing.reach,
    )


def may_share_an_unknown_cause(placed: Placement) -> Finding | None:
    """Anybody may be touched by a cause that nobody can name."""
    if not is_unknown(placed.node):
        return None
    return Finding(
        kind=EvidenceKind.TIMING,
        says=f"{placed.name} began to report at {clock(placed.sighting.onset)}",
        source=placed.sighting.report.url,
        reach=p.REACH_OF_UNKNOWN,
    )


def component_named(placed: Placement) -> Finding | None:
    """A component that the report calls affected is named after the node."""
    if any(placed.knowledge.related(mention.node, placed.node) for mention in placed.words.mentions):
        return None
    knowledge, service = placed.knowledge, placed.sighting.service
    for component in placed.sighting.report.components[:MAX_COMPONENTS]:
        named = knowledge.words_in(component, service).mentions
        if any(knowledge.related(mention.node, placed.node) for mention in named):
            share = knowledge.learned.naming_share(placed.sighting.organisation, placed.node)
            return Finding(
                kind=EvidenceKind.TEXT,
                says=f"{placed.name} lists as affected: “{cut(component)}”",
                source=placed.sighting.report.url,
                reach=p.REACH_BY_TEXT,
                ratio=max(1.0, min(p.MAX_RATIO_OF_COMPONENT, p.PLACES_WHEN_CAUSED / share)),
            )
    return None
