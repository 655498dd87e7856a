"""Several answers in one message, where somebody names several services at once."""

from collections.abc import Sequence

from bot.domain.message import Line, Message, Section, Text, Tone
from bot.rendering.text import clean

# In the order in which they matter: the message has the colour of the worst.
_WORST_FIRST = (Tone.OUTAGE, Tone.DEGRADED, Tone.MAINTENANCE, Tone.NEUTRAL, Tone.WITHDRAWN, Tone.RESOLVED)
_LINES_EACH = 4


def together(answers: Sequence[Message]) -> Message:
    """One message of a few: their verdicts in the first line, what they rest on below."""
    return Message(
        headline=clean("; ".join(answer.headline for answer in answers), 200),
        tone=min((answer.tone for answer in answers), key=_WORST_FIRST.index),
        sections=tuple(_section(answer) for answer in answers),
    )


def _section(answer: Message) -> Section:
    lines: list[Line] = [line for section in answer.sections for line in section.lines]
    shown = lines[:_LINES_EACH] if lines else [(Text("Nothing is reported."),)]
    rest = len(lines) - _LINES_EACH + sum(section.more for section in answer.sections)
    footer = (answer.footer,) if answer.footer else ()
    return Section(title=answer.headline, lines=(*shown, *footer), more=max(0, rest))
