"""What a service depends on, as a message."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import DependenceAnswer
from bot.domain.message import Message, Section, Text
from bot.rendering.answers.status import depends_on
from bot.rendering.answers.unknown import name_of
from bot.rendering.text import plural

MAX_EDGES: Final = 10
_NOT_ALL: Final = (Text("That is what public sources say; nobody publishes all of it."),)


def render_dependence(answer: DependenceAnswer, catalog: Catalog) -> Message:
    """Yes with its sources; or that we know of none, which is no "no"; and what else it depends on."""
    name, on = name_of(answer.question, catalog), answer.question.on
    edges = answer.asked_for or answer.edges
    if on is None:
        headline = (
            f"{name} depends on {plural(len(edges), 'thing')} that we know of" if edges else _none(name)
        )
    elif answer.asked_for:
        headline = f"Yes, {name} depends on {catalog.name_of(on)}"
    else:
        headline = f"We know of no dependence of {name} on {catalog.name_of(on)}"
    lines = tuple(
        depends_on(edge, catalog.name_of(edge.service), catalog.name_of(edge.infrastructure))
        for edge in edges[:MAX_EDGES]
    )
    title = "What it depends on, that we know of" if on is not None and not answer.asked_for else None
    known = Section(title=title, lines=lines, more=max(0, len(edges) - MAX_EDGES))
    return Message(
        headline=headline,
        sections=(known, Section(lines=(_NOT_ALL,))) if lines else (Section(lines=(_NOT_ALL,)),),
    )


def _none(name: str) -> str:
    return f"We know of nothing that {name} depends on"
