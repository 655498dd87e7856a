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
from bot.correlation.signals.signal import Placement, ReportInWords
from bot.correlation.state import Sighting
from bot.correlation.trace import Finding, OwnPost, Trace
from bot.domain.times import clock
from bot.wording.reading import kinds_of, words_of
from bot.wording.scope import Scope
from bot.wording.words import Manner, Mention, Words

# A text that places itself with so many providers says where it works, not where it fails.
MANY_PROVIDERS: Final = 3
# Of so many components a report's names are read.
MAX_COMPONENTS: Final = 50
SPEAKING: Final = (Manner.BLAMED, Manner.PLACED)
_MODELS: Final = "llm"
_NO_WORDS: Final = Words()


def words_from(sighting: Sighting, knowledge: Knowledge) -> Words:
    """Whom the report's text names and how; nobody where words are switched off."""
    if not knowledge.switches.text:
        return _NO_WORDS
    words = words_of(sighting.report, sighting.service, knowledge.catalog, knowledge.reader)
    return focused(words, sighting.service, knowledge)


def traces_of(sighting: Sighting, knowledge: Knowledge, scope: Scope) -> Iterator[tuple[str, Trace]]:
    """By node: the trace that this report leaves on it. `scope` is what the report is about."""
    report = _in_words(sighting, knowledge)
    background = knowledge.learned.background(sighting.organisation, sighting.onset)
    for node in _nodes(report):
        placed = _placed(report, node)
        findings = tuple(finding for signal in SIGNALS if (finding := signal(placed)))
        reach = max([finding.reach for finding in findings], default=0.0)
        if reach > 0.0:
            yield node, _trace(placed, findings, reach, background, scope)


def own_post_of(sighting: Sighting, knowledge: Knowledge, scope: Scope) -> OwnPost:
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
        scope=scope,
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


def _in_words(sighting: Sighting, knowledge: Knowledge) -> ReportInWords:
    words = words_from(sighting, knowledge)
    return ReportInWords(
        sighting=sighting,
        knowledge=knowledge,
        words=words,
        blamed=words.blamed,
        listed=tuple(_listed(sighting, knowledge)),
        declared=knowledge.declared(sighting.service),
        name=knowledge.catalog.name_of(sighting.service),
        began_at=clock(sighting.onset),
    )


def _listed(sighting: Sighting, knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The components that name anybody."""
    for component in sighting.report.components[:MAX_COMPONENTS]:
        mentions = knowledge.words_in(component, sighting.service).mentions
        if mentions:
            yield component, tuple(mention.node for mention in mentions)


def _placed(report: ReportInWords, node: str) -> Placement:
    mentions = report.words.mentions
    if not mentions:
        return Placement(node=node, report=report)
    found = tuple(mention for mention in mentions if report.knowledge.related(mention.node, node))
    related = tuple(mention for mention in found if mention.manner is not Manner.AFFECTED)
    return Placement(node=node, report=report, related=related, is_mentioned=bool(found))


def _nodes(report: ReportInWords) -> Iterable[str]:
    """Nodes that could have made this report, each once."""
    words, knowledge, sighting = report.words, report.knowledge, report.sighting
    nodes = dict.fromkeys(report.declared)
    named = [mention.node for mention in words.mentions if mention.manner in SPEAKING]
    listed = (node for _, found in report.listed for node in found) if knowledge.switches.text else ()
    for node in (*named, *listed):
        nodes |= dict.fromkeys(knowledge.lineage(node))
    if words.upstream is not None and not report.blamed:
        nodes |= dict.fromkeys(knowledge.leaks)
        for kind in sorted(words.upstream.kinds):
            nodes |= dict.fromkeys(knowledge.of_kind(kind))
    nodes |= dict.fromkeys(knowledge.unknowns(sighting.service))
    organisation_of = knowledge.catalog.organisation_of
    return [node for node in nodes if organisation_of(node) != sighting.organisation]


def _trace(
    placed: Placement, findings: tuple[Finding, ...], reach: float, background: float, scope: Scope
) -> Trace:
    report, sighting = placed.report, placed.report.sighting
    manners = {mention.manner for mention in placed.related}
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
        named=frozenset(mention.node for mention in placed.related if mention.manner in SPEAKING),
        blames=Manner.BLAMED in manners,
        vague=report.words.upstream is not None and not report.blamed,
        elsewhere=_speaks_of_others(placed, manners),
        scope=scope,
    )


def _speaks_of_others(placed: Placement, manners: set[Manner]) -> bool:
    """Whether the words blame somebody else or themselves, place the trouble elsewhere, or deny this node."""
    if Manner.BLAMED in manners:
        return False
    words = placed.report.words
    if words.own_cause is not None and not words.own_cause.is_hedged:
        return True
    if is_unknown(placed.node):
        return False
    if placed.report.blamed or Manner.DENIED in manners:
        return True
    return not manners and any(_is_place(mention) for mention in words.mentions)


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
