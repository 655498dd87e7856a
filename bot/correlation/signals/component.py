"""Components: some pages list their upstreams as components (Jira Align lists "Cloudflare Network")."""

from bot.correlation import parameters as p
from bot.correlation.finding import Finding
from bot.correlation.signals.signal import Look
from bot.domain.incident import EvidenceKind
from bot.wording.reading import words_in
from bot.wording.words import cut

MAX_COMPONENTS = 50


def component_named(look: Look) -> Finding | None:
    """A component that the report calls affected is named after the node."""
    if any(look.knowledge.related(mention.node, look.node) for mention in look.words.mentions):
        return None
    knowledge, service = look.knowledge, look.sighting.service
    for component in look.sighting.report.components[:MAX_COMPONENTS]:
        named = words_in(component, service, knowledge.catalog).mentions
        if any(knowledge.related(mention.node, look.node) for mention in named):
            share = knowledge.learned.naming_share(look.sighting.organisation, look.node)
            return Finding(
                kind=EvidenceKind.TEXT,
                says=f"{look.name} calls its component “{cut(component)}” affected",
                source=look.sighting.report.url,
                reach=p.REACH_BY_TEXT,
                ratio=max(1.0, min(p.MAX_RATIO_OF_COMPONENT, p.PLACES_WHEN_CAUSED / share)),
            )
    return None
