"""Text to a question: one way to understand slash commands, mentions and direct messages. It never guesses.

What is not a question about something we know has the intent `unknown`; when it looks like a question about a
name, the nearest names come along as suggestions.
"""

import re
from typing import Final

from bot.answering.grammar import Asked, peeled, ways_to_understand
from bot.answering.names import Named, Names, words_of
from bot.answering.vocabulary import BEFORE_A_NAME, NOT_NAMES, PARTS
from bot.domain.question import Intent, Question

# Longer messages are stories, not questions: the rest is not read.
MAX_CHARACTERS: Final = 500
_LONGEST_NAME_WORTH_A_GUESS: Final = 4

_MENTION: Final = re.compile(r"<[@#!][^>]*>")
_COMMAND: Final = re.compile(r"\s*/(\w+)\s*(.*)", re.DOTALL)
_COMMANDS: Final = {
    "isdown": Intent.IS_DOWN,
    "status": Intent.STATUS,
    "why": Intent.WHY,
    "impact": Intent.IMPACT,
    "incidents": Intent.INCIDENTS,
    "help": Intent.HELP,
}


def question_in(text: str, names: Names) -> Question:
    """Understand a text. What is no question about a known service gets no made-up answer."""
    cut = text.strip()[:MAX_CHARACTERS]
    command = _COMMAND.match(cut)
    intent = _COMMANDS.get(command[1].lower()) if command is not None else None
    words = words_of(_MENTION.sub(" ", command[2] if command is not None else cut))
    if intent is not None:
        return _commanded(cut, intent, words, names)
    return _said(cut, words, names) if words else Question(text=cut, intent=Intent.HELP)


def _commanded(text: str, intent: Intent, words: tuple[str, ...], names: Names) -> Question:
    if intent in (Intent.HELP, Intent.INCIDENTS):
        return Question(text=text, intent=intent)
    if not words:
        return Question(text=text, intent=Intent.INCIDENTS if intent is Intent.STATUS else Intent.HELP)
    found = names.find(words) or _named(words, names)
    if found:
        return _about(text, intent, found)
    said = _said(text, words, names)
    known = said.intent is not Intent.UNKNOWN or said.suggestions
    return said if known else _not_known(text, words, names)


def _said(text: str, words: tuple[str, ...], names: Names) -> Question:
    ways = ways_to_understand(words)
    for asked in ways:
        if not asked.about:
            return Question(text=text, intent=asked.intent)
    if found := names.find(words):
        return _about(text, Intent.IS_DOWN, found)
    for asked in ways:
        if found := names.find((*asked.about, *asked.place)) or _named(asked.about, names):
            return _about(text, asked.intent, found)
    if found := _named(peeled(words), names):
        return _about(text, Intent.IS_DOWN, found)
    return _without_a_known_name(text, words, ways, names)


def _without_a_known_name(
    text: str, words: tuple[str, ...], ways: tuple[Asked, ...], names: Names
) -> Question:
    for asked in ways:
        question = _not_known(text, asked.about, names)
        if question.suggestions:
            return question
    looks_like_a_name = not ways and len(words) <= 2 and words[0] not in NOT_NAMES
    nearest = names.alike(words) if looks_like_a_name else ()
    return Question(text=text, intent=Intent.UNKNOWN, suggestions=nearest)


def _named(about: tuple[str, ...], names: Names) -> tuple[Named, ...]:
    """Everything that the words name, less such words as "the" before and "servers" behind."""
    while about and (len(about) > 1 or about[0] not in NOT_NAMES):
        if found := names.find(about):
            return found
        if about[0] in BEFORE_A_NAME:
            about = about[1:]
        elif about[-1] in PARTS:
            about = about[:-1]
        else:
            return _several(about, names)
    return ()


def _several(about: tuple[str, ...], names: Names) -> tuple[Named, ...]:
    """What the words on both sides of an "or" or "and" name, if both name something."""
    for at, word in enumerate(about):
        if word in ("or", "and"):
            left, right = _named(about[:at], names), _named(about[at + 1 :], names)
            if left and right:
                return (*left, *right)
    return ()


def _about(text: str, intent: Intent, found: tuple[Named, ...]) -> Question:
    """A question about the one thing named; several things are asked back."""
    if len(found) == 1:
        return Question(text=text, intent=intent, service=found[0].service, component=found[0].component)
    services = tuple(dict.fromkeys(named.service for named in found))
    if len(services) == 1:
        return Question(text=text, intent=intent, service=services[0])
    return Question(text=text, intent=Intent.UNKNOWN, suggestions=services)


def _not_known(text: str, about: tuple[str, ...], names: Names) -> Question:
    while about and about[0] in BEFORE_A_NAME:
        about = about[1:]
    is_a_guess_fair = 0 < len(about) <= _LONGEST_NAME_WORTH_A_GUESS and not set(about) <= NOT_NAMES
    return Question(
        text=text, intent=Intent.UNKNOWN, suggestions=names.nearest(about) if is_a_guess_fair else ()
    )
