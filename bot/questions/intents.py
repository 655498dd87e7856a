"""The ways to understand a clause: what is left of it without openings and endings, fitted to the grammar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.question import Intent
from bot.questions.clauses import MAX_WORDS, Clause
from bot.questions.fillers import without_fillers, without_leads
from bot.questions.grammar import TABLE
from bot.questions.mood import Mood
from bot.questions.phrases import QuestionPattern

_PLACE: Final = re.compile(r"(?P<rest>.+) (?:in|across|around|for|on) (?P<place>(?:the )?\w+(?: \w+){0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a clause may ask for, and the words for what it is about: none where it is about nothing.

    `place` holds words for where, which may be a part of the name: "aws" in "us-east-1". `on` are the words
    for what it is asked to depend on.
    """

    intent: Intent
    manner: Mood
    about: tuple[str, ...]
    place: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


def ways_to_understand(clause: Clause) -> tuple[Asked, ...]:
    """Every way to understand a clause, as it stands first, then without openings, endings and a place."""
    if len(clause.words) > MAX_WORDS:
        return ()
    sentences = tuple(dict.fromkeys((" ".join(clause.words), *without_fillers(" ".join(clause.content)))))
    ways = [asked for sentence in sentences for asked in _readings(sentence, place=())]
    placed = _PLACE.fullmatch(sentences[-1])
    if placed is not None:
        rest, place = placed["rest"], tuple(placed["place"].split())
        ways += (asked for asked in _readings(rest, place=place) if _is_said_of_places(asked, rest))
    for sentence in without_leads(sentences[-1]):
        ways += (asked for asked in _readings(sentence, place=()) if asked.manner is Mood.TOLD)
    return tuple(ways)


def _is_said_of_places(asked: Asked, rest: str) -> bool:
    """Whether it is about an outage somewhere: "is it available in Canada?" is about a market."""
    if asked.manner in (Mood.ASKED, Mood.TOLD):
        return not rest.endswith(" out")
    return rest.endswith((" up", " ok", " okay", " working", " loading", " online"))


def _readings(sentence: str, *, place: tuple[str, ...]) -> Iterator[Asked]:
    words = frozenset(sentence.split())
    for intent, manner, phrase in PHRASES:
        found = phrase.fullmatch(sentence, words)
        if found is not None:
            about, on, *_ = (*(tuple(name.split()) for name in found.groupdict().values() if name), (), ())
            yield Asked(intent=intent, manner=manner, about=about, place=place, on=on)


PHRASES: Final = tuple(
    (intent, manner, QuestionPattern(p)) for intent, manner, patterns in TABLE for p in patterns
)
