"""Text to a command: one grammar for slash commands, mentions and direct messages. It steals no questions.

A verb begins a command, and its arguments follow. What names a service as a whole ("stack overflow",
"watch.com") or is a question is left to `questions`.
"""

import re
from typing import Final

from bot.channel_commands.command import Command
from bot.channel_commands.context import CommandContext
from bot.channel_commands.table import COMMANDS
from bot.domain.question import Intent
from bot.expressions import compiled
from bot.questions.any_language import question_in
from bot.questions.names import Names, words_of

MAX_CHARACTERS: Final = 60_000
_LONGEST_PHRASE: Final = 100  # characters
_ADDRESSED: Final = compiled(r"\s*(?:/?sharedfate\b[\s:,]*|/isdown\b\s*|/|(?:please|pls)\s+)*", re.IGNORECASE)
_PHRASES: Final = tuple(
    (compiled(pattern), command) for entry in COMMANDS for pattern, command in entry.phrases
)
_VERBS: Final = tuple(
    (compiled(rf"(?:{pattern})(?:[\s:,]+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL), read)
    for entry in COMMANDS
    for pattern, read in entry.verbs
)


def command_in(text: str, context: CommandContext) -> Command | None:
    """Understand a text as a command; None where it is none, so that it may be a question."""
    bare = _ADDRESSED.sub("", text[:MAX_CHARACTERS], count=1).strip()
    if (command := _phrase(bare, context.names)) is not None:
        return command
    start = next(
        ((read, found["rest"] or "") for verb, read in _VERBS if (found := verb.fullmatch(bare))), None
    )
    if start is None or _is_question(bare, context.names):
        return None
    read, rest = start
    return read(rest.strip(), context)


def _phrase(text: str, names: Names) -> Command | None:
    words = words_of(text) if len(text) <= _LONGEST_PHRASE else ()
    phrase = " ".join(words)
    command = next((command for pattern, command in _PHRASES if pattern.fullmatch(phrase)), None)
    return None if names.find(words) else command


def _is_question(text: str, names: Names) -> bool:
    """Whether the whole text is a name, or asks something. A list of lines never does."""
    if "\n" in text:
        return False
    if text.endswith("?") or names.find(words_of(text)):
        return True
    question = question_in(text, names)
    return question.intent is not Intent.UNKNOWN and not any(part.unknown for part in question.parts)
