"""The same message in fewer words, for a platform that does not take it as it is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.domain.message import Message, Section
from bot.rendering.text import clean

MAX_LINES: Final = 3
MAX_HEADLINE_CHARACTERS: Final = 300


def plainer_forms(message: Message) -> Iterator[Message]:
    """Each plainer than the one before: without picture and most lines, then nothing but its headline."""
    yield replace(message, sections=tuple(map(_shortened, message.sections[:1])), picture=None)
    headline = clean(message.headline, MAX_HEADLINE_CHARACTERS)
    yield Message(headline=headline, tone=message.tone, ping=message.ping, alert=message.alert)


def _shortened(section: Section) -> Section:
    left_out = max(0, len(section.lines) - MAX_LINES)
    return replace(section, lines=section.lines[:MAX_LINES], more=section.more + left_out)
