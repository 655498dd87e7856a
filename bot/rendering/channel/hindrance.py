"""What keeps a channel from hearing what it is to hear, on top of whatever else is said of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.domain.message import Message, Section, Text
from bot.rendering.text import clean

_MAX_HEADLINE: Final = 200
_BUT: Final = ", but alerts cannot be posted yet"


def with_hindrances(message: Message, troubles: Sequence[str]) -> Message:
    """The same message, and what has to be mended before it comes true."""
    if not troubles:
        return message
    said = clean(message.headline, _MAX_HEADLINE - len(_BUT)).rstrip(".")
    lines = tuple((Text(clean(trouble, 300)),) for trouble in troubles)
    return replace(
        message,
        headline=f"{said}{_BUT}",
        sections=(Section(title="To be mended first", lines=lines), *message.sections),
    )
