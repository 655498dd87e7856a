"""What is declared: the catalogue says that one stands on the other, or the report lists such a component."""

from typing import Final

from bot.correlation import parameters as p
from bot.correlation.knowledge import is_unknown
from bot.correlation.signals.signal import Look
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.domain.times import clock, day
from bot.wording.words import cut

MAX_COMPONENTS: Final = 50


def declared_edge(look: Look) -> Finding | None:
    """How the service stands on the node, by the best edge along the hierarchy."""
    if look.standing is None:
        return None
    edge, via = look.standing.edge, look.standing.via
    best = edge.evidence[0]
    catalog = look.knowledge.catalog
    first = catalog.name_of(via) if via else look.name
    through = f"{look.name} depends on {first}, and " if via else ""
    dated = f", {day(best.known_from)}" if best.known_from else ""
    return Finding(
        kind=EvidenceKind.EDGE,
        says=(
            f"{through}{first} depends on {catalog.name_of(edge.infrastructure)} "
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
        says=f"{look.name} began to report at {clock(look.sighting.onset)}",
        source=look.sighting.report.url,
        reach=p.REACH_OF_UNKNOWN,
    )


def component_named(look: Look) -> Finding | None:
    """A component that the report calls affected is named after the node."""
    if any(look.knowledge.related(mention.node, look.node) for mention in look.words.mentions):
        return None
    knowledge, service = look.knowledge, look.sighting.service
    for component in look.sighting.report.components[:MAX_COMPONENTS]:
        named = knowledge.words_in(component, service).mentions
        if any(knowledge.related(mention.node, look.node) for mention in named):
            share = knowledge.learned.naming_share(look.sighting.organisation, look.node)
            return Finding(
                kind=EvidenceKind.TEXT,
                says=f"{look.name} lists as affected: “{cut(component)}”",
                source=look.sighting.report.url,
                reach=p.REACH_BY_TEXT,
                ratio=max(1.0, min(p.MAX_RATIO_OF_COMPONENT, p.PLACES_WHEN_CAUSED / share)),
            )
    return None
