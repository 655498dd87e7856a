"""Several answers in one message, where somebody names several services at once."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.domain.message import Line, Message, Section, Text, Tone
from bot.rendering.text import clean, listing
from bot.speech.speech import mark, say, say_many

# In the order in which they matter: the message has the colour of the worst.
_WORST_FIRST: Final = (
    Tone.OUTAGE,
    Tone.DEGRADED,
    Tone.MAINTENANCE,
    Tone.NEUTRAL,
    Tone.WITHDRAWN,
    Tone.RESOLVED,
)
_STATES: Final = (
    ((mark("with trouble"),), (Tone.OUTAGE, Tone.DEGRADED)),
    ((mark("under maintenance"),), (Tone.MAINTENANCE,)),
    ((mark("without a word of trouble"),), (Tone.RESOLVED, Tone.WITHDRAWN)),
    ((mark("of which we cannot say"),), (Tone.NEUTRAL,)),
)
_LONGEST_HEADLINE: Final = 160
_DETAILS_EACH: Final = 3


def together(answers: Sequence[Message], unanswered: Sequence[str] = ()) -> Message:
    """One message of several: a line each with its state, in the order asked, then what they rest on.

    `unanswered` are the names of what was too much for one answer.
    """
    tones = [answer.tone for answer in answers]
    left = (
        say("Not answered, ask again for them: {unanswered}", unanswered=listing(list(unanswered), 10))
        if unanswered
        else ""
    )
    return Message(
        headline=_headline(answers, len(unanswered)),
        tone=min(tones, key=_WORST_FIRST.index, default=Tone.NEUTRAL),
        sections=(
            Section(lines=(*map(_line, answers), *(((Text(left),),) if left else ()))),
            *(_details(answer) for answer in answers if answer.sections),
        ),
    )


def _headline(answers: Sequence[Message], unanswered: int) -> str:
    """All their states where there is room, else how many are in which; never a few of them only."""
    more = say(" (and {unanswered} more were not answered)", unanswered=unanswered) if unanswered else ""
    headline = "; ".join(answer.headline for answer in answers)
    if len(headline) + len(more) <= _LONGEST_HEADLINE:
        return headline + more
    counted = Counter(answer.tone for answer in answers)
    states = [(sum(counted[tone] for tone in tones), words) for (words,), tones in _STATES]
    of_all = ", ".join(f"{number} {say(words)}" for number, words in states if number)
    return f"{say_many('{number} service', '{number} services', len(answers))}: {of_all}{more}"


def _line(answer: Message) -> Line:
    rest = (Text(" · "), *answer.footer) if answer.footer else ()
    return (Text(clean(answer.headline, 200), bold=True), *rest)


def _details(answer: Message) -> Section:
    lines: list[Line] = [line for section in answer.sections for line in section.lines]
    rest = len(lines) - _DETAILS_EACH + sum(section.more for section in answer.sections)
    name, _, _ = answer.headline.partition(":")
    return Section(title=clean(name, 80), lines=tuple(lines[:_DETAILS_EACH]), more=max(0, rest))
