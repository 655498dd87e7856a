"""What we say where we do not know a name, or do not understand at all."""

from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.message import Message, Section, Text
from bot.domain.question import Question
from bot.rendering.text import clean
from bot.speech.speech import mark, say

_LONGEST_NAME: Final = 60
_EXAMPLES: Final = mark("is github down? · why is slack down? · impact of cloudflare · incidents · help")
_TO_ADD: Final = mark(
    "If it has a status page, whoever runs me can add it to the catalogue (docs/catalog.md)."
)


def render_unknown(question: Question, catalog: Catalog) -> Message:
    """What may have been meant; or that we do not know a name, and what to do; or what can be asked."""
    if question.offered:
        return _offer([clean(name_of(offered, catalog), _LONGEST_NAME) for offered in question.offered])
    meant = say(" or ").join(
        clean(catalog.name_of(service), _LONGEST_NAME) for service in question.suggestions
    )
    asked = say(" Did you mean {meant}?", meant=meant) if meant else ""
    if question.unknown:
        said = clean(question.unknown, _LONGEST_NAME)
        return Message(
            headline=say("{said}: I know no service of that name.{asked}", said=said, asked=asked),
            sections=(Section(lines=((Text(say(_TO_ADD)),),)),),
        )
    if meant:
        return Message(headline=say("I do not know that name.{asked}", asked=asked))
    return Message(headline=say("Ask me, for example: {examples}", examples=say(_EXAMPLES)))


def _offer(names: Sequence[str]) -> Message:
    """Nobody is told that we do not know a name that we know."""
    headline = say("Did you ask whether {names} is down?", names=say(" or ").join(names))
    return Message(
        headline=clean(headline, 200), footer=(Text(say("Ask me so: is {name} down?", name=names[0])),)
    )


def name_of(question: Question, catalog: Catalog) -> str:
    """What a question is about, by its name."""
    if question.service is None:
        return clean(question.unknown, _LONGEST_NAME)
    known = catalog.services.get(question.service)
    parts = {part.id: part.name for part in known.components} if known else {}
    return parts.get(question.component or "", catalog.name_of(question.service))
