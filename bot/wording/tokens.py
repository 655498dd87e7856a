"""Texts cut into sentences and words."""

import re
from dataclasses import dataclass
from typing import Final

WORD: Final = re.compile(r"[^\W_]+")
_SENTENCE: Final = re.compile(r"(?<=[.!?])(?<![ (][A-Z]\.)\s+|(?<=[a-z][.!?])(?=[A-Z][a-z])|\n\s*")
_MAX_SENTENCES: Final = 400


@dataclass(frozen=True, slots=True)
class Token:
    """One word in lower case, with its place in the sentence."""

    word: str
    start: int
    end: int


def sentences(text: str) -> list[str]:
    """The sentences of a text; after the four hundredth, the rest is one."""
    straight = text.replace("\u2019", "'").replace("\u2018", "'").replace("\xa0", " ")
    return [s for s in _SENTENCE.split(straight, maxsplit=_MAX_SENTENCES) if s.strip()]


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(WORD.findall(text.lower()))


def tokens(sentence: str) -> list[Token]:
    """Its words, left to right."""
    return [Token(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(sentence)]


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: us-east-1 has three."""
    return tuple(word.lower() for word in WORD.findall(name))
