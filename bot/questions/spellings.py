"""Names as they are written, where that matters: those that hold what otherwise parts a list, and labels."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from bot.expressions import compiled
from bot.questions.vocabulary import NOT_NAMES, SMALL

# What parts the names of a list, where it stands in a name as well: "AT&T", "Weights & Biases", "Tl;dv".
_PARTING: Final = re.compile(
    r"[,;/|+&]|\b(?:and|or|plus|vs|versus|then|nor)\b|[.?!:\u2026)](?: |$)|\s[-\u2013\u2014>=]+\s",
    re.IGNORECASE,
)
_JOINED_BY: Final = {"&": r"(?:&amp;|&|and|\+)", "and": r"(?:&amp;|&|and|\+)"}
_WORD: Final = re.compile(r"(?<![\w.@/-])[A-Z]+(?![\w/-]|\.\w)")
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_IN_BRACKETS: Final = re.compile(r" *\([^()\n]{1,100}\)")
_LONGEST_BEFORE: Final = 7  # words


class Spellings:
    """Where names stand in a text that are one thing though they look like several."""

    def __init__(self, parted: str, labels: Iterable[str], fuller: Mapping[str, str]) -> None:
        self._pattern = parted
        self._fuller = fuller
        self._labels = frozenset(labels)

    @cached_property
    def _parted(self) -> re.Pattern[str]:
        return compiled(self._pattern, re.IGNORECASE)

    def in_full(self, text: str) -> str:
        """The text with the fuller names of those in capitals that are small words, unless all is in them."""
        if text.isupper():
            return text
        return _WORD.sub(lambda word: self._fuller.get(word[0], word[0]), text)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """From where to where each of them stands, the longest where two overlap at their beginning."""
        return (
            *((found.start(), found.end()) for found in self._parted.finditer(text)),
            *self._with_bracket(text),
        )

    def _with_bracket(self, text: str) -> Iterator[tuple[int, int]]:
        """Labels such as "ChatGPT (OpenAI)": the words before a bracket, and the bracket."""
        for bracket in _IN_BRACKETS.finditer(text):
            starts = [word.start() for word in re.finditer(r"\S+", text[: bracket.start()])]
            for start in starts[-_LONGEST_BEFORE:]:
                if " ".join(text[start : bracket.end()].casefold().split()) in self._labels:
                    yield start, bracket.end()
                    break


def parting_pattern(names: Iterable[str]) -> str:
    """An expression for those of these names that hold what otherwise parts a list."""
    parted = sorted(
        {name.casefold() for name in names if _PARTING.search(name)}, key=lambda name: (-len(name), name)
    )
    return "|".join(map(_pattern, parted)) or r"(?!)"


def fuller_names(fuller: Mapping[str, str]) -> dict[str, str]:
    """Those of these longer names whose shorter is a small word."""
    return {name: full for name, full in fuller.items() if name.casefold() in SMALL | NOT_NAMES}


def _pattern(name: str) -> str:
    tokens = _TOKEN.findall(name)
    inner = r"[\s-]*".join(_JOINED_BY.get(token, re.escape(token)) for token in tokens)
    return rf"(?<!\w){inner}(?!\w)"
