"""What we say where we do not know a name, or do not understand at all."""

from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.message import Line, Message, Section, Text
from bot.domain.question import Question
from bot.rendering.text import clean

_LONGEST_NAME: Final = 60
_EXAMPLES: Final = "is github down? · why is slack down? · impact of cloudflare · incidents · help"
_TO_ADD: Final[Line] = (
    Text("If it has a status page, whoever runs me can add it to the catalogue (docs/catalog.md)."),
)


def render_unknown(question: Question, catalog: Catalog) -> Message:
    """What may have been meant; or that we do not know a name, and what to do; or what can be asked."""
    if question.offered:
        return _offer([clean(name_of(offered, catalog), _LONGEST_NAME) for offered in question.offered])
    meant = " or ".join(clean(catalog.name_of(service), _LONGEST_NAME) for service in question.suggestions)
    asked = f" Did you mean {meant}?" if meant else ""
    if question.unknown:
        said = clean(question.unknown, _LONGEST_NAME)
        return Message(
            headline=f"{said}: I know no service of that name.{asked}", sections=(Section(lines=(_TO_ADD,)),)
        )
    if meant:
        return Message(headline=f"I do not know that name.{asked}")
    return Message(headline=f"Ask me, for example: {_EXAMPLES}")


def _offer(names: Sequence[str]) -> Message:
    """Nobody is told that we do not know a name that we know."""
    headline = f"Did you ask whether {' or '.join(names)} is down?"
    return Message(headline=clean(headline, 200), footer=(Text(f"Ask me so: is {names[0]} down?"),))


def name_of(question: Question, catalog: Catalog) -> str:
    """What a question is about, by its name."""
    if question.service is None:
        return clean(question.unknown, _LONGEST_NAME)
    known = catalog.services.get(question.service)
    parts = {part.id: part.name for part in known.components} if known else {}
    return parts.get(question.component or "", catalog.name_of(question.service))
