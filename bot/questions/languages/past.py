"""Questions about the past in another language than English: which stretch of it is meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations_with_replacement
from typing import Final

from bot.domain.past_span import PastDay, PastSpan
from bot.questions.languages.atoms import atoms_of
from bot.questions.languages.tables import LANGUAGES, PastWord, Phrase, read_table
from bot.questions.past import A_QUARTER

_DAYS: Final[Mapping[PastWord, PastDay]] = {
    PastWord.NIGHT: PastDay.NIGHT,
    PastWord.YESTERDAY: PastDay.YESTERDAY,
    PastWord.LAST_WEEK: PastDay.LAST_WEEK,
    PastWord.THIS_MONTH: PastDay.THIS_MONTH,
    PastWord.LAST_MONTH: PastDay.LAST_MONTH,
}


def foreign_past_in(text: str) -> PastSpan | None:
    """The stretch of the past that a text names, or the one of an uptime without; None where it is of now."""
    found = list(_found_in(atoms_of(text)))
    spans = (PastSpan(day=_DAYS[w], said=_as_written(phrase, text)) for w, phrase in found if w in _DAYS)
    of_uptime = any(word is PastWord.UPTIME for word, _ in found)
    span = next(spans, A_QUARTER if of_uptime else None)
    return replace(span, of_uptime=of_uptime) if span is not None else None


def _found_in(atoms: tuple[str, ...]) -> Iterator[tuple[PastWord, Phrase]]:
    """The phrases, from left to right; of those that begin at one place the longest."""
    longest, at = max(map(len, _words())), 0
    while at < len(atoms):
        phrases = (atoms[at : at + length] for length in range(longest, 0, -1))
        phrase = next((phrase for phrase in phrases if phrase in _words()), None)
        if phrase is not None:
            yield _words()[phrase], phrase
        at += len(phrase or " ")


@cache
def _words() -> Mapping[Phrase, PastWord]:
    return {
        atoms_of(phrase.replace("_", " ")): word
        for code in LANGUAGES
        for word, phrases in read_table(code).past.items()
        for phrase in phrases.split()
    }


def _as_written(atoms: Phrase, text: str) -> str:
    """With its accents, where it stands in words of its own."""
    words = list(re.finditer(r"[\w-]+", text))
    for first, last in combinations_with_replacement(words, 2):
        said = text[first.start() : last.end()]
        if atoms_of(said) == atoms:
            return said.lower()
    return "".join(atoms) if len(max(atoms, key=len)) == 1 else " ".join(atoms)
