"""Words: the report's own text names the node, another node, or an upstream without a name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.knowledge import is_unknown
from bot.correlation.signals.signal import Placement
from bot.correlation.trace import Finding
from bot.domain.incident import EvidenceKind
from bot.wording.reading import kinds_of
from bot.wording.words import Manner, Mention, Upstream

_WHEN_CAUSED: Final[Mapping[Manner, float]] = MappingProxyType(
    {
        Manner.BLAMED: p.BLAMES_WHEN_CAUSED,
        Manner.PLACED: p.PLACES_WHEN_CAUSED,
        Manner.MENTIONED: p.MENTIONS_WHEN_CAUSED,
    }
)
_VERBS: Final[Mapping[Manner, str]] = MappingProxyType(
    {
        Manner.BLAMED: "names",
        Manner.PLACED: "places its trouble in",
        Manner.MENTIONED: "mentions",
        Manner.DENIED: "says that it is not",
    }
)


def named_in_text(placed: Placement) -> Finding | None:
    """The text names the node itself, or a part or the whole of it."""
    if not placed.related:
        return None
    mention = max(placed.related, key=lambda m: _rank(placed, m))
    report = placed.report
    named = report.knowledge.catalog.name_of(mention.node)
    hedge = ", with some doubt" if mention.is_hedged else ""
    return Finding(
        kind=EvidenceKind.TEXT,
        says=f"{report.name} {_VERBS[mention.manner]} {named}{hedge}: “{mention.sentence}”",
        source=report.sighting.report.url,
        reach=_reach(placed, mention),
        ratio=_ratio(placed, mention),
    )


def other_named(placed: Placement) -> Finding | None:
    """The text blames somebody else, or places itself with somebody else, and says nothing of this node."""
    mentions = placed.report.words.mentions
    if placed.related or not mentions:
        return None
    manners = {mention.manner for mention in mentions}
    if Manner.BLAMED in manners:
        return Finding(kind=EvidenceKind.TEXT, ratio=p.RATIO_OTHER_BLAMED)
    if Manner.PLACED in manners:
        return Finding(kind=EvidenceKind.TEXT, ratio=p.RATIO_OTHER_PLACE)
    return None


def unnamed_upstream_blamed(placed: Placement) -> Finding | None:
    """The text blames an upstream without naming it; the class it gives restricts who that can be."""
    report, node = placed.report, placed.node
    upstream, knowledge = report.words.upstream, report.knowledge
    if upstream is None or report.blamed:
        return None
    fitting = _fitting(upstream, kinds_of(node, knowledge.catalog))
    if fitting is None:
        return Finding(kind=EvidenceKind.TEXT, ratio=p.RATIO_OTHER_KIND)
    is_known = node in report.declared or is_unknown(node)
    leak = 0.0 if is_known else knowledge.leaks.get(node, p.LEAST_LEAK)
    share = knowledge.learned.upstream_share(report.sighting.organisation)
    what = f"a {' or '.join(sorted(upstream.kinds))} provider" if upstream.kinds else "an upstream"
    return Finding(
        kind=EvidenceKind.TEXT,
        says=f"{report.name} blames {what} that it does not name: “{upstream.sentence}”",
        source=report.sighting.report.url,
        reach=leak,
        ratio=fitting * _clipped(p.BLAMES_UNNAMED_WHEN_CAUSED, share),
    )


def _fitting(upstream: Upstream, kinds: frozenset[str]) -> float | None:
    """How well a node of these kinds fits the class that is blamed; None for not at all.

    Providers of e-mail, identity or models stand on clouds, networks and DNS themselves.
    """
    if upstream.may_mean(kinds):
        return 1.0
    through = bool(kinds & p.FOUNDATIONS) and not upstream.kinds & p.FOUNDATIONS
    return p.RATIO_THROUGH_ANOTHER_KIND if through else None


def _rank(placed: Placement, mention: Mention) -> tuple[bool, float]:
    return mention.manner is Manner.DENIED and mention.node == placed.node, _ratio(placed, mention)


def _ratio(placed: Placement, mention: Mention) -> float:
    """P(these words | the node failed) over P(these words | chance), as learned of the organisation."""
    if mention.manner is Manner.DENIED:
        return p.RATIO_DENIED
    knowledge, organisation = placed.report.knowledge, placed.report.sighting.organisation
    learned = knowledge.learned
    share = learned.blaming_share if mention.manner is Manner.BLAMED else learned.naming_share
    caused = _WHEN_CAUSED[mention.manner]
    if mention.node == placed.node:
        return _clipped(caused, share(organisation, mention.node))
    if placed.node in knowledge.lineage(mention.node):
        return _clipped(caused * p.NAMES_PART_OF_WHOLE, share(organisation, placed.node))
    return _clipped(caused * p.NAMES_WHOLE_OF_PART, share(organisation, mention.node))


def _clipped(caused: float, by_chance: float) -> float:
    return max(1 / p.MAX_RATIO_OF_WORDS, min(p.MAX_RATIO_OF_WORDS, caused / by_chance))


def _reach(placed: Placement, mention: Mention) -> float:
    """Who names a part of what it stands on has thereby said that it uses that part."""
    if mention.manner not in (Manner.BLAMED, Manner.PLACED):
        return 0.0
    declared, lineage = placed.report.declared, placed.report.knowledge.lineage(mention.node)
    return max((p.REACH_BY_TEXT, *(declared[n].reach for n in lineage if n in declared)))
