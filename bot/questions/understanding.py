"""Bounds how often the grammar is asked about one text: a text may be made to be read in countless ways."""

from collections.abc import Callable
from typing import Final

from bot.domain.question import Intent, Question
from bot.questions.names import Names

Understand = Callable[[str, Names], Question]
"""How a text that is about one thing is understood."""

# A list of a hundred names takes a dozen.
MOST_SENTENCES: Final = 200


class Understanding:
    """Understands as `understand` does, each sentence once, and nothing more after so many."""

    def __init__(self, understand: Understand) -> None:
        self._understand = understand
        self._known: dict[tuple[str, int], Question] = {}

    def __call__(self, text: str, names: Names) -> Question:
        """The question that a sentence is, unknown where it is one too many."""
        key = (text, id(names))
        if key not in self._known:
            if len(self._known) >= MOST_SENTENCES:
                return Question(text=text, intent=Intent.UNKNOWN)
            self._known[key] = self._understand(text, names)
        return self._known[key]
