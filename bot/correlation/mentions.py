"""Who is named in a text, and how: the words with which providers blame each other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.catalog.catalog import Catalog

_BLAME: Final = re.compile(
    r"\b(due to|caused by|because of|as a result of|result of|related to|stemming from|linked to|upstream"
    r"|outage|incident|issues?|disruptions?|degradation|downtime|problems?|unavailab\w*|is down|are down"
    r"|failing|failures?|errors?)\b",
    re.IGNORECASE,
)
_DENIAL: Final = re.compile(
    r"\b(not|n't|no longer|isn.t|unrelated)\s+(?:\w+\s+){0,3}"
    r"(?:due to|caused by|related to|because of|a|an|by|to|with)?\s*(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_UNNAMED: Final = re.compile(
    r"\b(upstream|third[- ]party|3rd[- ]party|external|cloud|hosting|infrastructure|network|dns|cdn|edge)"
    r"(?:\s+\w+){0,2}?\s+(provider|vendor|partner|supplier|service|incident|issue|outage|network)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
# Longer texts are no status updates; the cut bounds the work.
MAX_TEXT_CHARACTERS: Final = 20_000
MAX_QUOTE_CHARACTERS: Final = 200


class Manner(StrEnum):
    """How a text names an infrastructure."""

    BLAMED = "blamed"
    MENTIONED = "mentioned"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Mention:
    """One infrastructure named in one text, with the sentence, at most 200 characters of it."""

    node: str
    manner: Manner
    sentence: str


def mentions_in(text: str, own: str, catalog: Catalog) -> tuple[Mention, ...]:
    """Which infrastructure a text names, each once; a text never names its own company."""
    phrases = _phrases(catalog)
    if phrases is None:
        return ()
    organisation = catalog.organisation_of(own)
    found: dict[str, Mention] = {}
    for sentence in _SENTENCE.split(text[:MAX_TEXT_CHARACTERS]):
        for match in phrases.pattern.finditer(sentence):
            node = phrases.nodes[match.group(0).casefold()]
            if catalog.organisation_of(node) == organisation or node == own:
                continue
            mention = Mention(node, _manner(sentence, match.start()), cut(sentence))
            if node not in found or (found[node].manner, mention.manner) == (Manner.MENTIONED, Manner.BLAMED):
                found[node] = mention
    return tuple(found.values())


def unnamed_upstream(text: str) -> str | None:
    """The sentence that blames an upstream without naming it, or None."""
    for sentence in _SENTENCE.split(text[:MAX_TEXT_CHARACTERS]):
        if _UNNAMED.search(sentence) and not re.search(r"\b(your|status page)\b", sentence, re.IGNORECASE):
            return cut(sentence)
    return None


def cut(sentence: str) -> str:
    """At most 200 characters, whole words, whitespace folded."""
    folded = " ".join(sentence.split())
    if len(folded) <= MAX_QUOTE_CHARACTERS:
        return folded
    return folded[: MAX_QUOTE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def _manner(sentence: str, position: int) -> Manner:
    if _DENIAL.search(sentence[:position]):
        return Manner.DENIED
    return Manner.BLAMED if _BLAME.search(sentence) else Manner.MENTIONED


@dataclass(frozen=True, slots=True)
class _Phrases:
    pattern: re.Pattern[str]
    nodes: Mapping[str, str]


@lru_cache(maxsize=4)
def _phrases_of(pairs: tuple[tuple[str, str], ...]) -> _Phrases | None:
    if not pairs:
        return None
    longest_first = sorted((phrase for phrase, _ in pairs), key=len, reverse=True)
    pattern = r"(?<![\w.-])(?:" + "|".join(re.escape(p) for p in longest_first) + r")(?![\w-])"
    return _Phrases(re.compile(pattern, re.IGNORECASE), {phrase.casefold(): node for phrase, node in pairs})


def _phrases(catalog: Catalog) -> _Phrases | None:
    return _phrases_of(catalog.mention_phrases)
