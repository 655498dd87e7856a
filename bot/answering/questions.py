"""Text to a question: one grammar for slash commands, mentions and direct messages."""

from typing import Final

from bot.answering.grammar import FILLER, HELP, INCIDENTS, OPENERS, PATTERNS
from bot.answering.names import Named, Names, words_of
from bot.domain.question import Intent, Question

# Longer messages are stories, not questions.
MAX_CHARACTERS: Final = 500


def question_in(text: str, names: Names) -> Question:
    """Understand a text. What is no question about a known service gets no made-up answer."""
    cut = text.strip()[:MAX_CHARACTERS]
    words = words_of(cut)
    plain = OPENERS.sub("", " ".join(words))
    if not words or plain in HELP:
        return Question(text=cut, intent=Intent.HELP)
    if plain in INCIDENTS:
        return Question(text=cut, intent=Intent.INCIDENTS)
    bare = _found(plain, names)
    if bare:
        return _about(cut, Intent.IS_DOWN, bare)
    unknown: tuple[str, ...] = ()
    for intent, pattern in PATTERNS:
        match = pattern.match(plain)
        if match is None:
            continue
        found = _found(match["name"], names)
        if found:
            return _about(cut, intent, found)
        unknown = unknown or _suggested(match["name"], names)
    if not unknown and len(words) <= 2:
        unknown = _suggested(plain, names)
    return Question(text=cut, intent=Intent.UNKNOWN, suggestions=unknown)


def _about(text: str, intent: Intent, found: tuple[Named, ...]) -> Question:
    """A question about the one thing named; a name that several share is asked back."""
    if len({named.service for named in found}) > 1:
        ids = tuple(dict.fromkeys(named.service for named in found))
        return Question(text=text, intent=Intent.UNKNOWN, suggestions=ids)
    return Question(text=text, intent=intent, service=found[0].service, component=found[0].component)


def _found(phrase: str, names: Names) -> tuple[Named, ...]:
    """What a phrase names, with and without filler words at its ends."""
    words = phrase.split()
    while words:
        found = names.find(words)
        if found:
            return found
        if words[-1] in FILLER:
            words = words[:-1]
        elif words[0] in FILLER:
            words = words[1:]
        else:
            return ()
    return ()


def _suggested(phrase: str, names: Names) -> tuple[str, ...]:
    words = tuple(word for word in phrase.split() if word not in FILLER)
    return names.nearest(words) if 0 < len(words) <= 4 else ()
