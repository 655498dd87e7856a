"""Words: the report's own text names the node, another node, or an upstream without a name."""

from bot.correlation import parameters as p
from bot.correlation.mentions import Manner, Mention
from bot.correlation.signals.edge import reach_of
from bot.correlation.signals.signal import Finding, Look
from bot.domain.incident import EvidenceKind

_RATIOS = {
    Manner.BLAMED: p.RATIO_BLAMED,
    Manner.MENTIONED: p.RATIO_MENTIONED,
    Manner.DENIED: p.RATIO_OTHER_NAMED,
}
# A blame of a whole speaks for its part, and of a part for its whole, but less.
_RELATIVE = 0.28


def named_in_text(look: Look) -> Finding | None:
    """The text names the node itself, or a part or the whole of it."""
    related = [m for m in look.mentions if is_lineage(look, m.node)]
    if not related:
        return None
    mention = next((m for m in related if m.node == look.node), related[0])
    ratio = _RATIOS[mention.manner]
    if mention.node != look.node and mention.manner is not Manner.DENIED:
        ratio *= _RELATIVE
    name = look.catalog.name_of(look.sighting.service)
    verb = "says that it is not" if mention.manner is Manner.DENIED else "names"
    return Finding(
        kind=EvidenceKind.TEXT,
        says=f"{name} {verb} {look.catalog.name_of(mention.node)}: “{mention.sentence}”",
        source=look.sighting.report.url,
        reach=_reach(look, mention),
        ratio=ratio,
    )


def _reach(look: Look, mention: Mention) -> float:
    """Who names a part of what it stands on has thereby said that it uses that part."""
    whole = [e for e in look.catalog.edges_from(look.sighting.service) if is_lineage(look, e.infrastructure)]
    if mention.node != look.node or not whole:
        return p.REACH_BY_TEXT
    return max(p.REACH[edge.strength] for edge in whole)


def other_named(look: Look) -> Finding | None:
    """The text blames somebody else and not this node."""
    blamed = [m for m in look.mentions if m.manner is Manner.BLAMED]
    if not blamed or any(is_lineage(look, m.node) for m in look.mentions):
        return None
    return Finding(kind=EvidenceKind.TEXT, ratio=p.RATIO_OTHER_NAMED)


def unnamed_upstream_blamed(look: Look) -> Finding | None:
    """The text blames an upstream without naming it, and the service is known to stand on the node."""
    if look.upstream is None or any(m.manner is Manner.BLAMED for m in look.mentions):
        return None
    if reach_of(look.catalog, look.sighting.service, look.node) is None:
        return None
    name = look.catalog.name_of(look.sighting.service)
    return Finding(
        kind=EvidenceKind.TEXT,
        says=f"{name} blames an upstream it does not name: “{look.upstream}”",
        source=look.sighting.report.url,
        ratio=p.RATIO_UPSTREAM_UNNAMED,
    )


def is_lineage(look: Look, mentioned: str) -> bool:
    """Whether a mentioned node is the hypothesis' node, a part of it, or the whole of it."""
    return (
        mentioned == look.node
        or mentioned in look.catalog.ancestors(look.node)
        or look.node in look.catalog.ancestors(mentioned)
    )


def blames(mentions: tuple[Mention, ...], nodes: frozenset[str]) -> bool:
    """Whether a text plainly blames one of these nodes."""
    return any(m.manner is Manner.BLAMED and m.node in nodes for m in mentions)
