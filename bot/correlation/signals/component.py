"""Components: some pages list their upstreams as components (Jira Align lists "Cloudflare Network")."""

from bot.correlation import parameters as p
from bot.correlation.mentions import cut, mentions_in
from bot.correlation.signals.signal import Finding, Look
from bot.correlation.signals.text import is_lineage
from bot.domain.incident import EvidenceKind


def component_named(look: Look) -> Finding | None:
    """A component that the report calls affected is named after the node."""
    if any(is_lineage(look, mention.node) for mention in look.mentions):
        return None
    for component in look.sighting.report.components[:50]:
        named = mentions_in(component, look.sighting.service, look.catalog)
        if any(is_lineage(look, mention.node) for mention in named):
            name = look.catalog.name_of(look.sighting.service)
            return Finding(
                kind=EvidenceKind.TEXT,
                says=f"{name} calls its component “{cut(component)}” affected",
                source=look.sighting.report.url,
                reach=p.REACH_BY_TEXT,
                ratio=p.RATIO_COMPONENT_NAMED,
            )
    return None
