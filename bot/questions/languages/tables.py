"""The tables of all languages, read when the first sentence needs them.

A table is a TOML file: under each sign its words and phrases, between spaces. An underscore joins the words
of a phrase, a bracket holds endings of which each makes a word: "caid(o,a)". `everyday` are words of every
day that services are called, too; a clause that begins with one of `opens` is a question; `endings` stick to
a name, `prefixes` to a word; `respelt` are letters that keyboards lack, with what is typed for them. Under
`past` stand the words for stretches of it, as they are written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from bot.questions.languages.atoms import atoms_of
from bot.questions.languages.signs import Sign
from bot.questions.vocabulary import NOISE, NOT_NAMES, PARTS, PLACES, SMALL, TROUBLE

# In the order in which they are tried: the more speak it, the sooner.
LANGUAGES: Final = ("es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "ja", "zh", "ko", "ar")
_INTERNATIONAL: Final = "international"
ENGLISH: Final = SMALL | NOISE | PARTS | PLACES | NOT_NAMES | TROUBLE
_BRACKET: Final = re.compile(r"([^(]*)\(([^)]*)\)(.*)")

Phrase = tuple[str, ...]


class PastWord(StrEnum):
    """What of the past is asked for: a stretch of it, or its uptime."""

    NIGHT = "night"
    YESTERDAY = "yesterday"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    UPTIME = "uptime"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    signs: dict[Sign, str]
    past: dict[PastWord, str] = {}
    everyday: str = ""
    opens: str = ""
    endings: str = ""
    prefixes: str = ""
    english: str = ""
    respelt: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageTable:
    """One language: its phrases with what each is a sign of, and the atoms that only it has.

    `words` are those that mean something alone, `vocabulary` all that stand in a phrase of its own, `own`
    those of them that tell it from English.
    """

    name: str
    phrases: Mapping[Phrase, Sign]
    words: frozenset[str]
    vocabulary: frozenset[str]
    own: frozenset[str]
    everyday: frozenset[str]
    opens: frozenset[str]
    endings: tuple[str, ...]
    prefixes: tuple[str, ...]
    longest: int


@cache
def tables() -> tuple[LanguageTable, ...]:
    """Every language's table."""
    return tuple(_table(code) for code in LANGUAGES)


@cache
def english_words() -> frozenset[str]:
    """Words that say nothing of the language: who mixes two does it with English."""
    return ENGLISH | frozenset(atoms_of(read_table(_INTERNATIONAL).english))


@cache
def _international() -> Mapping[Phrase, Sign]:
    """What is said everywhere: "down", "offline", "status", and the small words of English."""
    small: dict[Phrase, Sign] = {(word,): Sign.SMALL for word in SMALL | NOISE | PARTS | PLACES}
    return small | dict(spelt_phrases(read_table(_INTERNATIONAL)))


def _table(code: str) -> LanguageTable:
    file = read_table(code)
    own = dict(spelt_phrases(file))
    phrases = {**_international(), **own}
    vocabulary = frozenset(atom for phrase in own for atom in phrase)
    return LanguageTable(
        name=file.name,
        phrases=phrases,
        words=frozenset(phrase[0] for phrase in phrases if len(phrase) == 1),
        vocabulary=vocabulary,
        own=vocabulary - english_words(),
        everyday=frozenset(atoms_of(file.everyday)),
        opens=frozenset(atoms_of(file.opens)),
        endings=_longest_first(file.endings),
        prefixes=_longest_first(file.prefixes),
        longest=max(map(len, phrases)),
    )


def read_table(code: str) -> _File:
    """The file of a language."""
    import tomli  # noqa: PLC0415  -- most questions are in English

    text = Path(__file__).with_name(f"{code}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomli.loads(text), _File)


def spelt_phrases(file: _File) -> Iterator[tuple[Phrase, Sign]]:
    """Every phrase of a file with its sign, in each of its spellings."""
    of_the_past = (
        (Sign.STATUS if word is PastWord.UPTIME else Sign.PAST, words) for word, words in file.past.items()
    )
    for sign, words in (*file.signs.items(), *of_the_past):
        for word in words.split():
            for spelling in _spellings(word, file.respelt):
                yield atoms_of(spelling.replace("_", " ")), sign


def _spellings(word: str, respelt: Mapping[str, str]) -> Iterator[str]:
    """A word with each of its endings, and as it is typed where a keyboard lacks letters: "laeuft"."""
    bracket = _BRACKET.fullmatch(word)
    if bracket is not None:
        for ending in bracket[2].split(","):
            yield from _spellings(f"{bracket[1]}{ending}{bracket[3]}", respelt)
        return
    yield word
    plain = word
    for letter, typed in respelt.items():
        plain = plain.replace(letter, typed)
    if plain != word:
        yield plain


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(atoms_of(words), key=len, reverse=True))
