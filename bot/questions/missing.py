"""What is asked about and not known: a slip away from a name, or a name that nobody here knows."""

import re
from dataclasses import replace
from typing import Final

from bot.domain.question import Intent, Question
from bot.questions.clauses import Clause
from bot.questions.intents import ways_to_understand
from bot.questions.listed_names import is_plausible
from bot.questions.mood import Mood
from bot.questions.names import Names, words_of
from bot.questions.vocabulary import BEFORE_A_NAME, NOT_NAMES, PARTS

_LONGEST_NAME_WORTH_A_GUESS: Final = 4
# "payments-api" is one name, whatever its parts are.
_COMPOUND: Final = re.compile(r"(?<![\w-])[a-z]\w*(?:[-_]\w+)+(?![\w-])", re.IGNORECASE)
_WONDERING: Final = frozenset({"if", "whether"})


def question_missed(text: str, clauses: tuple[Clause, ...], names: Names) -> Question:
    """What was asked about may be a slip away from a name."""
    ways = tuple(asked for clause in clauses for asked in ways_to_understand(clause))
    for about in dict.fromkeys(asked.about for asked in ways):
        question = _not_known(text, about, names)
        if question.suggestions:
            name = _unknown_name(text, clauses, names)
            return replace(question, unknown=_as_written(name, text) if name else "")
    if name := _unknown_name(text, clauses, names):
        return Question(
            text=text, intent=Intent.UNKNOWN, unknown=_as_written(name, text), suggestions=names.alike(name)
        )
    words = clauses[0].words
    looks_like_a_name = not ways and len(words) <= 2 and words[0] not in NOT_NAMES
    nearest = names.alike(words) if looks_like_a_name else ()
    return Question(text=text, intent=Intent.UNKNOWN, suggestions=nearest)


def _unknown_name(text: str, clauses: tuple[Clause, ...], names: Names) -> tuple[str, ...]:
    """The words that somebody plainly asks about and that may be a name, though none that we know."""
    compounds = {words_of(found[0]) for found in _COMPOUND.finditer(text)}
    for clause in clauses:
        for asked in ways_to_understand(clause):
            about = asked.about
            while about and about[0] in BEFORE_A_NAME:
                about = about[1:]
            if about in compounds:
                return about
            while about and about[-1] in PARTS:
                about = about[:-1]
            is_question = asked.manner is Mood.ASKED or clause.asks or not _WONDERING.isdisjoint(clause.words)
            if (
                is_question
                and is_plausible(about)
                and not tuple(names.mentions(about, but=NOT_NAMES | PARTS))
            ):
                return about
    return ()


def _as_written(words: tuple[str, ...], text: str) -> str:
    """Words as they stand in a text, with their capitals and marks."""
    found = re.search(r"[\W_]*".join(map(re.escape, words)), text, re.IGNORECASE)
    return found[0] if found is not None else " ".join(words)


def question_of_nobody(text: str, words: tuple[str, ...], names: Names) -> Question:
    """The question of a command whose argument is no name that we know: whatever stands there is one."""
    return replace(_not_known(text, words, names), unknown=_as_written(words, text))


def _not_known(text: str, about: tuple[str, ...], names: Names) -> Question:
    while about and about[0] in BEFORE_A_NAME:
        about = about[1:]
    is_a_guess_fair = 0 < len(about) <= _LONGEST_NAME_WORTH_A_GUESS and not set(about) <= NOT_NAMES
    return Question(
        text=text, intent=Intent.UNKNOWN, suggestions=names.nearest(about) if is_a_guess_fair else ()
    )
