"""Text to a question, in whichever language: English, then the others, then what may have been meant."""

import re
from dataclasses import replace
from typing import Final

from bot.domain.name_table import Named
from bot.domain.question import Intent, Question
from bot.questions.about import question_about
from bot.questions.clauses import without_markup
from bot.questions.languages.atoms import atoms_of
from bot.questions.languages.past import foreign_past_in
from bot.questions.languages.reading import ForeignQuestion, foreign_question, is_small_talk, words_of_all
from bot.questions.names import MAX_SUGGESTIONS, Names
from bot.questions.ourselves import asks_of_us
from bot.questions.parser import MAX_CHARACTERS, OF_THE_PAST, english_question_in
from bot.questions.vocabulary import EVERYDAY, NOT_NAMES, PARTS

_COMMAND: Final = re.compile(r"\s*/\w+")


def question_in(text: str, names: Names) -> Question:
    """Understand a text. What is no question about a known service gets no made-up answer.

    Where a sentence is not understood in which something known is named, `offered` says what.
    """
    found = _question_in(text, names)
    if found.intent is Intent.UNKNOWN or not asks_of_us(text[:MAX_CHARACTERS]):
        return found
    return _of_us(found)


def _of_us(question: Question) -> Question:
    """The same, also about us; of several things once."""
    first = tuple(replace(part, or_us=True) for part in question.parts[:1])
    return replace(question, or_us=True, parts=(*first, *question.parts[1:]))


def _question_in(text: str, names: Names) -> Question:
    english = english_question_in(text, names)
    if _COMMAND.match(text):
        return english
    said = without_markup(text[:MAX_CHARACTERS])
    if english.intent is not Intent.UNKNOWN:
        is_thanks = english.service is not None and is_small_talk(said)
        return Question(text=english.text, intent=Intent.UNKNOWN) if is_thanks else english
    if (was := _of_the_past(said, english.text, names)) is not None:
        return was
    foreign = foreign_question(said, names)
    if foreign is not None and not foreign.unknown:
        question = question_about(english.text, foreign.intent, foreign.about)
        return _of_us(question) if foreign.or_us else question
    if not english.parts and not english.unknown and (found := _mentioned(said, names)):
        return _offering(english, found)
    return _not_known(foreign, said, names, english) if foreign is not None else english


def _of_the_past(said: str, text: str, names: Names) -> Question | None:
    """What was, asked with its time in any language; None where it is not asked so, or not understood."""
    past = foreign_past_in(said)
    foreign = foreign_question(said, names) if past is not None else None
    if foreign is None or foreign.unknown or not foreign.is_asked or foreign.intent not in OF_THE_PAST:
        return None
    question = question_about(text, foreign.intent, foreign.about)
    return replace(question, past=past, parts=tuple(replace(part, past=past) for part in question.parts))


def _mentioned(text: str, names: Names) -> tuple[Named, ...]:
    """What stands in a text by names that are no words of any language that we read."""
    but = NOT_NAMES | EVERYDAY | PARTS | words_of_all()
    found = sorted(names.mentions(atoms_of(text), but=but), key=lambda mention: mention[0])
    return tuple(named for _, _, owners in found for named in owners)


def _offering(question: Question, found: tuple[Named, ...]) -> Question:
    each = (Question(text="", intent=Intent.IS_DOWN, service=n.service, component=n.component) for n in found)
    offered = tuple(dict.fromkeys(each))[:MAX_SUGGESTIONS]
    return replace(question, offered=offered)


def _not_known(foreign: ForeignQuestion, text: str, names: Names, english: Question) -> Question:
    """That nobody knows the one name in the question; or, if it is one after all, whether that was meant."""
    if meant := names.find(foreign.unknown):
        return _offering(english, meant)
    return Question(
        text=english.text,
        intent=Intent.UNKNOWN,
        unknown=_as_written(foreign.unknown, text),
        suggestions=names.alike(foreign.unknown),
    )


def _as_written(atoms: tuple[str, ...], text: str) -> str:
    found = re.search(r"\W{0,3}".join(map(re.escape, atoms)), text, re.IGNORECASE)
    return found[0] if found else " ".join(atoms)
