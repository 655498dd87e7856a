"""That one service depends on another, in a line with its best source."""

from bot.domain.message import Line, Link, Text
from bot.domain.service import MEASURED_HERE, Edge, EdgeEvidence
from bot.domain.times import day
from bot.speech.speech import say, say_many


def depends_on(edge: Edge, name: str, root: str) -> Line:
    """That one depends on the other: how many sources say so, when we measured it, a link to the best."""
    known = tuple(one for one in edge.evidence if one.kind != MEASURED_HERE)
    words = "; ".join(filter(None, (_known_words(known), _measured_words(edge))))
    text = Text(say("{name} depends on {root}: {words} ", name=name, root=root, words=words))
    best = known[0] if known else edge.evidence[0]
    return (
        (text, Link(best.kind.replace("_", " "), best.source)) if best.source.startswith("http") else (text,)
    )


def _known_words(evidence: tuple[EdgeEvidence, ...]) -> str:
    if not evidence:
        return ""
    dated = [one.known_from for one in evidence if one.known_from is not None]
    newest = say(", newest {day}", day=day(max(dated))) if dated else ""
    return say_many("{number} source", "{number} sources", len(evidence)) + newest


def _measured_words(edge: Edge) -> str:
    measured = [one.known_from for one in edge.evidence if one.kind == MEASURED_HERE and one.known_from]
    return say("measured here on {day}", day=day(max(measured))) if measured else ""
