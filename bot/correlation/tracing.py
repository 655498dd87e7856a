"""A sighting turned into traces: which nodes could have caused this report, and what it is worth to each."""

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.finding import Finding
from bot.correlation.knowledge import Knowledge, is_unknown
from bot.correlation.narrowing import SPEAKING, focused
from bot.correlation.signals import SIGNALS
from bot.correlation.signals.signal import Look
from bot.correlation.state import Sighting
from bot.correlation.trace import OwnPost, Trace
from bot.wording.reading import words_in, words_of
from bot.wording.words import Manner, Words

_NO_WORDS: Final = Words()


def words_from(sighting: Sighting, knowledge: Knowledge) -> Words:
    """Whom the report's text names and how; nobody where words are switched off."""
    if not knowledge.switches.text:
        return _NO_WORDS
    words = words_of(sighting.report, sighting.service, knowledge.catalog)
    return focused(words, sighting.service, knowledge)


def traces_of(sighting: Sighting, knowledge: Knowledge) -> Iterator[tuple[str, Trace]]:
    """By node: the trace that this report leaves on it."""
    words = words_from(sighting, knowledge)
    background = knowledge.learned.background(sighting.organisation, sighting.onset)
    for node in _nodes(sighting, words, knowledge):
        look = Look(
            node=node,
            sighting=sighting,
            knowledge=knowledge,
            words=words,
            standing=knowledge.standings(sighting.service).get(node),
        )
        findings = tuple(finding for signal in SIGNALS if (finding := signal(look)))
        reach = max((finding.reach for finding in findings), default=0.0)
        if reach > 0.0:
            yield node, _trace(look, findings, reach, background)


def own_post_of(sighting: Sighting, knowledge: Knowledge) -> OwnPost:
    """The report as its provider's own statement, with the parts of the provider that it is about."""
    report = sighting.report
    own = sighting.organisation
    # On its own page "Ohio" is a region of the provider's.
    name = knowledge.catalog.name_of(sighting.service)
    texts = (report.title, *report.regions, *report.components[: p.MAX_WEIGHED])
    parts = {
        mention.node
        for text in texts
        for mention in words_in(f"{name}: {text}", "", knowledge.catalog).mentions
        if knowledge.catalog.organisation_of(mention.node) == own
    }
    return OwnPost(
        key=sighting.key,
        service=sighting.service,
        seen=sighting.first_seen,
        hours=_hours(sighting),
        rate=knowledge.learned.own_rate(own, report.impact),
        breadth=len(report.components),
        parts=frozenset(parts - {sighting.service}),
    )


def _nodes(sighting: Sighting, words: Words, knowledge: Knowledge) -> Iterable[str]:
    """Nodes that could have made this report, each once."""
    nodes = dict.fromkeys(knowledge.standings(sighting.service))
    named = [mention.node for mention in words.mentions if mention.manner in SPEAKING]
    for node in (*named, *_named_components(sighting, knowledge)):
        nodes |= dict.fromkeys(knowledge.lineage(node))
    if words.upstream is not None and not words.blamed:
        nodes |= dict.fromkeys(knowledge.leaks)
    nodes |= dict.fromkeys(knowledge.unknowns(sighting.service))
    organisation_of = knowledge.catalog.organisation_of
    return [node for node in nodes if organisation_of(node) != sighting.organisation]


def _named_components(sighting: Sighting, knowledge: Knowledge) -> Iterator[str]:
    if knowledge.switches.text:
        for component in sighting.report.components[: p.MAX_WEIGHED]:
            for mention in words_in(component, sighting.service, knowledge.catalog).mentions:
                yield mention.node


def _trace(look: Look, findings: tuple[Finding, ...], reach: float, background: float) -> Trace:
    sighting, blamed = look.sighting, look.words.blamed
    related = {mention.manner for mention in look.related()}
    named = frozenset(mention.node for mention in look.related() if mention.manner in SPEAKING)
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
        vague=look.words.upstream is not None and not blamed,
        elsewhere=_speaks_of_others(look, related),
    )


def _speaks_of_others(look: Look, related: set[Manner]) -> bool:
    """Whether the words blame somebody else, or say that it is not this node."""
    if Manner.BLAMED in related or is_unknown(look.node):
        return False
    return bool(look.words.blamed) or Manner.DENIED in related


def _hours(sighting: Sighting) -> float:
    return sighting.onset.timestamp() / 3600
