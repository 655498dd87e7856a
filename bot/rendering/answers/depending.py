"""That one service depends on another, in a line with its best source."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.message import Line, Link, Section, Text
from bot.domain.service import MEASURED_HERE, Edge, EdgeEvidence
from bot.domain.times import day
from bot.rendering.text import clean
from bot.speech.speech import say, say_many

MAX_EDGES: Final = 5


def depends_on(edge: Edge, name: str, root: str) -> Line:
    """That one depends on the other: how many sources say so, whether we measured it, a link to the best."""
    known = tuple(one for one in edge.evidence if one.kind != MEASURED_HERE)
    words = "; ".join(filter(None, (_known_words(known), _measured_words(edge), _against(edge))))
    text = Text(say("{name} depends on {root}: {words} ", name=name, root=root, words=words))
    best = known[0] if known else edge.evidence[0]
    return (
        (text, Link(best.kind.replace("_", " "), best.source)) if best.source.startswith("http") else (text,)
    )


def measured_section(service: str, name: str, catalog: Catalog) -> Section | None:
    """What a service was measured to stand on, for who asks why."""
    edges = [e for e in catalog.edges_from(service) if any(one.kind == MEASURED_HERE for one in e.evidence)]
    lines = tuple(depends_on(edge, name, catalog.name_of(edge.infrastructure)) for edge in edges[:MAX_EDGES])
    more = max(0, len(edges) - MAX_EDGES)
    return Section(title=say("Measured here, proves nothing"), lines=lines, more=more) if lines else None


def _known_words(evidence: tuple[EdgeEvidence, ...]) -> str:
    if not evidence:
        return ""
    dated = [one.known_from for one in evidence if one.known_from is not None]
    newest = say(", newest {day}", day=day(max(dated))) if dated else ""
    return say_many("{number} source", "{number} sources", len(evidence)) + newest


def _measured_words(edge: Edge) -> str:
    measured = [one.known_from for one in edge.evidence if one.kind == MEASURED_HERE and one.known_from]
    return say("measured here since {day}", day=day(min(measured))) if measured else ""


def _against(edge: Edge) -> str:
    elsewhere = edge.seen_elsewhere
    if elsewhere is None:
        return ""
    return say(
        "but since {day} we see it at {node}", day=day(elsewhere.since), node=clean(elsewhere.node, 60)
    )
