"""What a service depends on, as a message."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import DependenceAnswer
from bot.domain.message import Message, Section, Text
from bot.rendering.answers.depending import depends_on
from bot.rendering.answers.unknown import name_of
from bot.speech.speech import say, say_many

MAX_EDGES: Final = 10


def render_dependence(answer: DependenceAnswer, catalog: Catalog) -> Message:
    """Yes with its sources; or that we know of none, which is no "no"; and what else it depends on."""
    name, on = name_of(answer.question, catalog), answer.question.on
    edges = answer.asked_for or answer.edges
    if on is None:
        headline = (
            say(
                "{name} depends on {counted} that we know of",
                name=name,
                counted=say_many("{number} thing", "{number} things", len(edges)),
            )
            if edges
            else _none(name)
        )
    elif answer.asked_for:
        headline = say("Yes, {name} depends on {name_of}", name=name, name_of=catalog.name_of(on))
    else:
        headline = say(
            "We know of no dependence of {name} on {name_of}", name=name, name_of=catalog.name_of(on)
        )
    lines = tuple(
        depends_on(edge, catalog.name_of(edge.service), catalog.name_of(edge.infrastructure))
        for edge in edges[:MAX_EDGES]
    )
    title = say("What it depends on, that we know of") if on is not None and not answer.asked_for else None
    known = Section(title=title, lines=lines, more=max(0, len(edges) - MAX_EDGES))
    return Message(
        headline=headline,
        sections=(known, _not_all()) if lines else (_not_all(),),
    )


def _none(name: str) -> str:
    return say("We know of nothing that {name} depends on", name=name)


def _not_all() -> Section:
    return Section(lines=((Text(say("That is what public sources say; nobody publishes all of it.")),),))
