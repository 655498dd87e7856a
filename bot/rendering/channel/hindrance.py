"""What keeps a channel from hearing what it is to hear, on top of whatever else is said of it."""

from dataclasses import dataclass, replace
from typing import Final

from bot.domain.message import Message, Section, Text
from bot.rendering.text import clean
from bot.speech.speech import say

_MAX_HEADLINE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrances:
    """What keeps us from posting in a channel, and in its pair: a sentence with what to do, or nothing."""

    here: str = ""
    pair: str = ""


def with_hindrances(message: Message, hindrances: Hindrances) -> Message:
    """The same message, and what has to be mended before it comes true."""
    found = [
        hindrances.here,
        say("The paired channel: {pair}", pair=hindrances.pair) if hindrances.pair else "",
    ]
    lines = tuple((Text(clean(each, 300)),) for each in found if each)
    if not lines:
        return message
    but = (
        say(", but alerts cannot be posted yet")
        if hindrances.here
        else say(", but its pair cannot be told yet")
    )
    said = clean(message.headline, _MAX_HEADLINE - len(but)).rstrip(".")
    return replace(
        message,
        headline=f"{said}{but}",
        sections=(Section(title=say("To be mended first"), lines=lines), *message.sections),
    )
