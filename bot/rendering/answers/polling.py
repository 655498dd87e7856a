"""That nothing polls: an answer without a fresh reading says so, lest its silence is taken for calm."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.answer import (
    Answer,
    HistoryAnswer,
    ImpactAnswer,
    IncidentsAnswer,
    SeveralAnswers,
    StatusAnswer,
)
from bot.domain.message import Line, Message, Moment, Section, Text
from bot.speech.speech import mark, say

# As long as a reading counts as fresh.
FRESH_FOR: Final = timedelta(minutes=15)
_NOTHING: Final = mark("Nothing is polling: start sharedfate run.")


def with_polling(message: Message, found: Answer | SeveralAnswers, now: datetime, *, polls: bool) -> Message:
    """The message; where nothing `polls`, and it rests on no reading of now, with a word about that."""
    line = None if polls else _line(found, now)
    if line is None:
        return message
    return replace(message, sections=(*message.sections, Section(lines=(line,))))


def _line(found: Answer | SeveralAnswers, now: datetime) -> Line | None:
    match found:
        case ImpactAnswer():
            return _line(found.itself, now)
        case SeveralAnswers():
            return next((line for one in found.answers if (line := _line(one, now)) is not None), None)
        case IncidentsAnswer() | HistoryAnswer():
            return (
                Text(
                    say(
                        "{nothing} What has happened since it stopped is not known here.",
                        nothing=say(_NOTHING),
                    )
                ),
            )
        case StatusAnswer():
            read_at = found.page.read_at
            if read_at is None:
                return (Text(say("{nothing} Its page was never read.", nothing=say(_NOTHING))),)
            if now - read_at > FRESH_FOR:
                return (
                    Text(say("{nothing} Its page was last read ", nothing=say(_NOTHING))),
                    Moment(read_at, now),
                    Text("."),
                )
    return None
