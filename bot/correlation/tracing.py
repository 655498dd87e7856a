"""A sighting turned into traces: which nodes could have caused this report, and what it is worth to each.

A report's words count as what they come down to: the most exact names, without lists of everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.knowledge import Knowledge, is_unknown
from bot.correlation.signals import SIGNALS
from bot.correlation.signals.signal import Placement
from bot.correlation.state import Sighting
from bot.correlation.trace import Finding, OwnPost, Trace
from bot.wording.reading import kinds_of, words_of
from bot.wording.scope import Scope, scope_of
from bot.wording.words import Manner, Mention, Words

# A text that places itself with so many providers says where it works, not where it fails.
MANY_PROVIDERS: Final = 3
SPEAKING: Final = (Manner.BLAMED, Manner.PLACED)
_MODELS: Final = "llm"
_NO_WORDS: Final = Words()


def words_from(sighting: Sighting, knowledge: Knowledge) -> Words:
    """Whom the report's text names and how; nobody where words are switched off."""
    if not knowledge.switches.text:
        return _NO_WORDS
    words = words_of(sighting.report, sighting.service, knowledge.catalog, knowledge.reader)
    return focused(words, sighting.service, knowledge)


def traces_of(sighting: Sighting, knowledge: Knowledge) -> Iterator[tuple[str, Trace]]:
    """By node: the trace that this report leaves on it."""
    words = words_from(sighting, knowledge)
    background = knowledge.learned.background(sighting.organisation, sighting.onset)
    scope = scope_of(sighting.report, knowledge.reader.scope)
    for node in _nodes(sighting, words, knowledge):
        placed = Placement(
            node=node,
            sighting=sighting,
            knowledge=knowledge,
            words=words,
            standing=knowledge.standings(sighting.service).get(node),
        )
        findings = tuple(finding for signal in SIGNALS if (finding := signal(placed)))
        reach = max((finding.reach for finding in findings), default=0.0)
        if reach > 0.0:
            yield node, _trace(placed, findings, reach, background, scope)


def own_post_of(sighting: Sighting, knowledge: Knowledge) -> OwnPost:
    """The report as its provider's own statement, with the parts of the provider that it is about."""
    report = sighting.report
    texts = (report.title, *report.regions, *report.components[: p.MAX_WEIGHED])
    parts = frozenset[str]().union(
        *(knowledge.reader.own_parts(text, sighting.service, knowledge.catalog) for text in texts)
    )
    return OwnPost(
        key=sighting.key,
        service=sighting.service,
        seen=sighting.first_seen,
        hours=_hours(sighting),
        rate=knowledge.learned.own_rate(sighting.organisation, report.impact),
        breadth=len(report.components),
        parts=parts,
        scope=scope_of(report, knowledge.reader.scope),
    )


def focused(words: Words, service: str, knowledge: Knowledge) -> Words:
    """The words with a whole left out where one of its parts is named, and its blame on the part.

    "Due to an AWS outage in us-east-1" blames us-east-1. A title that lists three clouds names none of them,
    and who serves models of others names them as its own goods.
    """
    if not words.mentions:
        return words
    own = kinds_of(service, knowledge.catalog)
    found = tuple(
        _focused(mention, words, knowledge)
        for mention in words.mentions
        if not (
            _MODELS in own and _MODELS in kinds_of(mention.node, knowledge.catalog) and _is_place(mention)
        )
    )
    kept = tuple(m for m in found if not _is_whole_of_another(m, found, knowledge))
    places = {knowledge.provider(m.node) for m in kept if _is_place(m)}
    if len(places) >= MANY_PROVIDERS:
        kept = tuple(replace(m, manner=Manner.MENTIONED) if _is_place(m) else m for m in kept)
    return replace(words, mentions=kept)


def _nodes(sighting: Sighting, words: Words, knowledge: Knowledge) -> Iterable[str]:
    """Nodes that could have made this report, each once."""
    nodes = dict.fromkeys(knowledge.standings(sighting.service))
    named = [mention.node for mention in words.mentions if mention.manner in SPEAKING]
    for node in (*named, *_named_components(sighting, knowledge)):
        nodes |= dict.fromkeys(knowledge.lineage(node))
    if words.upstream is not None and not words.blamed:
        nodes |= dict.fromkeys(knowledge.leaks)
        for kind in sorted(words.upstream.kinds):
            nodes |= dict.fromkeys(knowledge.of_kind(kind))
    nodes |= dict.fromkeys(knowledge.unknowns(sighting.service))
    organisation_of = knowledge.catalog.organisation_of
    return [node for node in nodes if organisation_of(node) != sighting.organisation]


def _named_components(sighting: Sighting, knowledge: Knowledge) -> Iterator[str]:
    if knowledge.switches.text:
        for component in sighting.report.components[: p.MAX_WEIGHED]:
            for mention in knowledge.words_in(component, sighting.service).mentions:
                yield mention.node


def _trace(
    placed: Placement, findings: tuple[Finding, ...], reach: float, background: float, scope: Scope
) -> Trace:
    sighting, blamed = placed.sighting, placed.words.blamed
    related = {mention.manner for mention in placed.related()}
    named = frozenset(mention.node for mention in placed.related() if mention.manner in SPEAKING)
    return Trace(
        key=sighting.key,
        service=sighting.service,
        organisation=sighting.organisation,
        seen=sighting.first_seen,
        last_news_at=sighting.told,
        hours=_hours(sighting),
        reach=reach,
        ratio=reduce(lambda product, finding: product * finding.ratio, findings, 1.0),
        background=background,
        findings=tuple(finding for finding in findings if finding.says),
        named=named,
        blames=Manner.BLAMED in related,
        vague=placed.words.upstream is not None and not blamed,
        elsewhere=_speaks_of_others(placed, related),
        scope=scope,
    )


def _speaks_of_others(placed: Placement, related: set[Manner]) -> bool:
    """Whether the words blame somebody else or themselves, place the trouble elsewhere, or deny this node."""
    if Manner.BLAMED in related:
        return False
    if placed.words.own_cause is not None and not placed.words.own_cause.is_hedged:
        return True
    if is_unknown(placed.node):
        return False
    if placed.words.blamed or Manner.DENIED in related:
        return True
    return not related and any(_is_place(mention) for mention in placed.words.mentions)


def _hours(sighting: Sighting) -> float:
    return sighting.onset.timestamp() / 3600


def _is_place(mention: Mention) -> bool:
    return mention.manner is Manner.PLACED


def _focused(mention: Mention, words: Words, knowledge: Knowledge) -> Mention:
    """A part that is only placed is blamed where its whole is."""
    if _is_place(mention):
        wholes = knowledge.lineage(mention.node)[1:]
        for other in words.mentions:
            if other.node in wholes and other.manner is Manner.BLAMED:
                return replace(mention, manner=Manner.BLAMED, is_hedged=other.is_hedged)
    return mention


def _is_whole_of_another(mention: Mention, found: tuple[Mention, ...], knowledge: Knowledge) -> bool:
    return mention.manner in SPEAKING and any(
        other.manner in SPEAKING and mention.node in knowledge.lineage(other.node)[1:] for other in found
    )
