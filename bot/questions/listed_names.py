"""One entry of a list in a question: a name that we know, or words that are one that we do not know."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bot.domain.name_table import Named
from bot.expressions import compiled
from bot.questions.clauses import Clause
from bot.questions.names import Names, words_of
from bot.questions.phrases import QuestionPattern
from bot.questions.vocabulary import (
    ARTICLES,
    CHIT_CHAT,
    COMPARED,
    EVERYDAY,
    LONG_FORMS,
    NOISE,
    NOT_NAMES,
    OWNERS,
    PARTS,
    PLACES,
    SMALL,
    SOFTENING,
    TELLS,
    TROUBLE,
)

_LONGEST_NAME: Final = 7
_LONGEST_UNKNOWN: Final = 3
# What stands in no name that we do not know.
_NO_NAME: Final = (
    SMALL
    | TROUBLE
    | NOISE
    | NOT_NAMES
    | PLACES
    | PARTS
    | CHIT_CHAT
    | TELLS
    | OWNERS
    | frozenset(LONG_FORMS)
    | COMPARED
    | frozenset({"ours", "mine", "yours", "theirs"})
)
_STATE: Final = QuestionPattern("(?:{ailment}|{failing}|{having}|{do}|{doing}|{seeing})(?: .*)?")
# One of these alone is never a name in a list: "is it slack or us".
_NEVER: Final = SMALL | TROUBLE | OWNERS | frozenset({"hey", "hi", "lol", "me", "ok", "us"})
_SOFT: Final = (
    r"both|either|neither|all|any|each|one|which|the|of|services?|following|also|and|or|even|maybe|perhaps|too|just|possibly"
    r"|probably|then|indeed|finally|lastly|rather|again|else|same (?:for|with)"
)
_BEHIND: Final = r"(?: (?:too|as well|also|both|all|please|pls|each|instead|or so|etc|thanks|thank you))+$"
_AROUND: Final = compiled(rf"^(?:(?:{_SOFT}|at|on|with|in|for|from) )+|{_BEHIND}")
_AGAIN: Final = compiled(
    rf"^(?:(?:{_SOFT}|is|are|it|is it|what about|how about|what of|about|hows|check|does|has) )+"
    rf"|{_BEHIND}"
)

_OURS: Final = NOT_NAMES - TROUBLE - {"is", "are", "was", "were"} | OWNERS | ARTICLES
_WHOSE: Final = OWNERS | {"the", "us", "me", "ours", "mine"}
# "Is it AWS or DNS": everybody has one.
_ANYBODYS: Final = frozenset(
    {
        "dns",
        "vpn",
        "wifi",
        "network",
        "internet",
        "db",
        "database",
        "cdn",
        "firewall",
        "proxy",
        "deploy",
        "code",
    }
)
_HARDLY_NAMES: Final = _NO_NAME | EVERYDAY

FindName = Callable[[tuple[str, ...], Names], tuple[Named, ...]]
"""What words around a name may be left out is for whoever knows the grammar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """An entry: the `words` as written, and what they name, which is nothing where nobody knows it."""

    words: tuple[str, ...]
    found: tuple[Named, ...] = ()


Entries = tuple[ListedName, ...]
"""What one piece of a list names: mostly one thing, but "github gitlab" are two."""


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads entries. `find` looks words up as a question does: without "the" before and "api" behind."""

    names: Names
    find: FindName
    _read: dict[tuple[tuple[str, ...], bool, bool], Entries] = field(default_factory=dict)

    def whole(
        self, words: tuple[str, ...], *, may_be_unknown: bool = True, asks_again: bool = False
    ) -> Entries:
        """What a piece that is nothing but an entry names; with `asks_again` also behind "or is it"."""
        key = (words, may_be_unknown, asks_again)
        if key not in self._read:
            self._read[key] = self._whole(words, may_be_unknown=may_be_unknown, asks_again=asks_again)
        return self._read[key]

    def _whole(self, words: tuple[str, ...], *, may_be_unknown: bool, asks_again: bool) -> Entries:
        if entries := self._known(words):
            return entries
        bare = _bare(words, _AGAIN) if asks_again else _bare(words, _AROUND)
        if bare != words and (entries := self._known(bare)):
            return entries
        return (ListedName(words=bare),) if may_be_unknown and self._is_new(bare) else ()

    def within(self, words: tuple[str, ...]) -> Entries:
        """What a piece in the midst of a list names.

        There a small word is a name, too: "TomTom, here, Mapbox".
        """
        found = self.names.find(words) if set(words) <= SMALL else ()
        return self.whole(words) or ((ListedName(words=words, found=found),) if found else ())

    def is_nobodys(self, words: tuple[str, ...]) -> bool:
        """Whether a piece is nothing that has a page: "DNS", "us", "our VPN"."""
        return set(words) <= _OURS and (words[0] in _WHOSE | _ANYBODYS) and len(self.names.find(words)) != 1

    def at_end(self, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Entries]]:
        """What a piece may name with its last words, and the words before: the longest known name first."""
        for look_up in (self._exactly, self._known):
            for size in _sizes(words):
                if entries := look_up(words[-size:]):
                    yield words[:-size], entries
        for size in range(1, min(_LONGEST_UNKNOWN, len(words)) + 1):
            if self._is_new(words[-size:]):
                yield words[:-size], (ListedName(words=words[-size:]),)

    def at_start(self, words: tuple[str, ...]) -> Iterator[tuple[Entries, tuple[str, ...]]]:
        """The same of its first words, and the words behind."""
        for look_up in (self._exactly, self._known):
            for size in _sizes(words):
                if entries := look_up(words[:size]):
                    yield entries, words[size:]
        if len(words) > 1 and words[0] in SOFTENING:
            yield from self.at_start(words[1:])
            return
        # "Is GitHub or our VPN down": that is on nobody's page.
        sizes = range(min(_LONGEST_UNKNOWN, len(words)), 0, -1)
        ours = next((n for n in sizes if set(words[:n]) <= _OURS), 0)
        if ours and words[0] in _WHOSE | _ANYBODYS:
            yield (), words[ours:]
        bare = words[1:] if words[0] == "the" else words
        for size in range(1, min(_LONGEST_UNKNOWN, len(bare)) + 1):
            if self._is_new(bare[:size]):
                yield (ListedName(words=bare[:size]),), bare[size:]

    def named_last(self, words: tuple[str, ...]) -> Entries:
        """What a piece that says something else names with its last words, if that is no everyday word."""
        sizes = (n for n in _sizes(words) if not set(words[-n:]) <= _NO_NAME | EVERYDAY)
        return next((entries for n in sizes if (entries := self._exactly(words[-n:]))), ())

    def runs(self, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Entries, tuple[str, ...]]]:
        """Names that stand side by side without anything between them, and the words around."""
        mentioned = sorted(self.names.mentions(words, but=_NO_NAME | EVERYDAY), key=lambda found: found[:2])
        for at, (start, stop, first) in enumerate(mentioned):
            end, entries = stop, [ListedName(words=words[start:stop], found=first)]
            for next_start, next_stop, found in mentioned[at + 1 :]:
                if next_start != end:
                    break
                entries.append(ListedName(words=words[next_start:next_stop], found=found))
                end = next_stop
            if len(entries) > 1:
                yield words[:start], tuple(entries), words[end:]

    def as_written(self, text: str) -> Iterator[tuple[tuple[str, ...], Entries, tuple[str, ...]]]:
        """An everyday word with the capitals of a name that it is, and the words around: "is One down"."""
        for word in re.finditer(r"\b[A-Z]\w+", text):
            words = words_of(word[0])
            if any(named.label == word[0] for named in self.names.find(words)) and not set(words) <= _NEVER:
                entry = ListedName(words=words, found=self.names.find(words))
                yield words_of(text[: word.start()]), (entry,), words_of(text[word.end() :])

    def with_parts(self, entries: Entries) -> Entries:
        """The same, with a part called by its own name alone behind one called in full.

        "GitHub Actions and Pages" are both of GitHub.
        """
        better = list(entries)
        for at, (before, entry) in enumerate(pairwise(entries), start=1):
            if set(entry.words) <= NOT_NAMES or (entry.found and not set(entry.words) <= EVERYDAY | PARTS):
                continue
            wholes = (before.words[:size] for size in range(1, len(before.words)))
            found = next((f for whole in wholes if (f := self.names.find((*whole, *entry.words)))), ())
            better[at] = ListedName(words=entry.words, found=found or entry.found)
        return tuple(better)

    def _exactly(self, words: tuple[str, ...]) -> Entries:
        """What just these words name: "Anthropic's API" without its "'s", and "DNS" nothing in particular."""
        found = self.names.find(words) if not set(words) <= _NEVER else ()
        if not found and "is" in words[1:-1]:
            found = self.names.find(tuple(word for word in words if word != "is"))
        if len(found) > 1 and set(words) <= NOT_NAMES:
            return ()
        return (ListedName(words=words, found=found),) if found else ()

    def _known(self, words: tuple[str, ...]) -> Entries:
        if entries := self._exactly(words):
            return entries
        if not words or (words[0] in SMALL and words[0] not in ARTICLES):
            return ()
        found = self.find(words, self.names)
        return (ListedName(words=words, found=found),) if found else self._run(words)

    def _is_new(self, words: tuple[str, ...]) -> bool:
        """Whether the words may be a name that we do not know, and hold none that we do."""
        return is_plausible(words) and not any(True for _ in self.names.mentions(words, but=_HARDLY_NAMES))

    def _run(self, words: tuple[str, ...]) -> Entries:
        """Names without anything between them, if they leave no word over."""
        entries: list[ListedName] = []
        while words:
            sizes = range(min(_LONGEST_NAME, len(words)), 0, -1)
            size = next((n for n in sizes if self._is_a_name(words[:n])), 0)
            if not size:
                return ()
            entries.append(ListedName(words=words[:size], found=self.names.find(words[:size])))
            words = words[size:]
        return tuple(entries) if len(entries) > 1 else ()

    def _is_a_name(self, words: tuple[str, ...]) -> bool:
        return not set(words) <= _NO_NAME and bool(self.names.find(words))


def is_plausible(words: tuple[str, ...]) -> bool:
    """Whether words that we do not know may be somebody's name: none of them says anything else."""
    if not 0 < len(words) <= _LONGEST_UNKNOWN or not _NO_NAME.isdisjoint(words):
        return False
    sentence = " ".join(words)
    has_letters = any(char.isalpha() for char in sentence) and len(sentence) > 1
    tells_of_trouble = Clause(words=words, asks=False).tells_of_trouble
    return has_letters and not tells_of_trouble and _STATE.fullmatch(sentence, frozenset(words)) is None


def _sizes(words: tuple[str, ...]) -> range:
    return range(min(_LONGEST_NAME, len(words)), 0, -1)


def _bare(words: tuple[str, ...], around: re.Pattern[str]) -> tuple[str, ...]:
    """The words without what says nothing of its own before and behind a name."""
    sentence = " ".join(words)
    while (bare := around.sub("", sentence)) != sentence:
        sentence = bare
    return words_of(sentence)
