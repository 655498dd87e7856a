"""The names by which texts speak of the catalogue's nodes, indexed by their first word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urlsplit

from bot.catalog.catalog import Catalog
from bot.correlation.words.cues import WORD
from bot.domain.service import Service

# What may stand between the words of one name: "US-East-1", "US East (N. Virginia)", "Let's Encrypt".
_LINK: Final = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
_GAP: Final = re.compile(r"[ \-_()./'&]{0,3}")
# Names that are also words: they count only with a capital, and not as the first word of a sentence.
_ALSO_WORDS: Final = frozenset(
    "ably bird box cohere crusoe fly front knock lambda linear neon notion ory pinecone plaid postmark pusher"
    " render resend segment sentry signal slack square stripe teams wise".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name of a node. `rest` are the words after the first; `is_exact` where case must fit."""

    text: str
    node: str
    rest: tuple[str, ...]
    is_exact: bool
    is_a_word: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A node's name found in a text, by character positions."""

    node: str
    start: int
    end: int
    is_link: bool = False


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Phrases by first word, longest first; hosts of status pages."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    hosts: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]

    @cached_property
    def first_words(self) -> frozenset[str]:
        """A text without one of these names nobody."""
        return frozenset((*self.phrases, "http", "https"))

    def names_in(self, text: str) -> Iterator[Name]:
        """Every name in a sentence, left to right, the longest where several begin at one word."""
        end = 0
        plain = text
        for link in _LINK.finditer(text):
            plain = plain[: link.start()] + " " * len(link.group()) + plain[link.end() :]
            node = next((self.hosts[key] for key in host_keys(link.group()) if key in self.hosts), None)
            if node is not None:
                yield Name(node=node, start=link.start(), end=link.end(), is_link=True)
        words = [(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(plain)]
        for position, (word, start, _) in enumerate(words):
            if start < end or word not in self.phrases:
                continue
            for phrase in self.phrases[word]:
                span = _span(phrase, words, position, plain)
                if span is not None:
                    yield Name(node=phrase.node, start=span[0], end=span[1])
                    end = span[1]
                    break


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The lexicon of a catalogue. Built once for a set of services."""
    return _built(_Services(catalog.services))


def host_keys(url: str) -> tuple[str, ...]:
    """How a status page's address is recognised: its host, and the host with the first part of the path."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = (parts.hostname or "").removeprefix("www.")
    first = parts.path.strip("/").split("/", 1)[0]
    if _is_status_word(host):
        return (host,)
    return (f"{host}/{first}",) if _is_status_word(first) else ()


class _Services:
    """The services of a catalogue as a cache key: the same object is the same key."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self.services = services

    def __hash__(self) -> int:
        return id(self.services)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Services) and other.services is self.services


@lru_cache(maxsize=4)
def _built(key: _Services) -> Lexicon:
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    for service in key.services.values():
        for text in service.mentions:
            first, *rest = WORD.findall(text.lower())
            phrases[first].append(
                Phrase(
                    text=text,
                    node=service.id,
                    rest=tuple(rest),
                    is_exact=text == text.upper(),
                    is_a_word=not rest and first in _ALSO_WORDS,
                )
            )
    longest_first = {
        first: tuple(sorted(found, key=lambda p: (-len(p.rest), -len(p.text))))
        for first, found in phrases.items()
    }
    return Lexicon(phrases=longest_first, hosts=dict(_hosts(key.services.values())), kinds={})


def _hosts(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    """Hosts of status pages that are one company's; the node without a parent stands for its company."""
    owners: dict[str, list[Service]] = defaultdict(list)
    for service in services:
        urls = [service.status_url, *(source.url for source in service.sources), *service.mentions]
        for key in {key for url in urls if url for key in host_keys(url)}:
            owners[key].append(service)
    for key, found in owners.items():
        if len({service.organisation for service in found}) == 1:
            yield key, min(found, key=lambda s: (s.parent is not None, len(s.id), s.id)).id


def _is_status_word(text: str) -> bool:
    return (
        "." in text
        and any(word in text for word in ("status", "health."))
        or text in ("status", "appsstatus")
    )


def _span(
    phrase: Phrase, words: list[tuple[str, int, int]], position: int, text: str
) -> tuple[int, int] | None:
    last = position + len(phrase.rest)
    if last >= len(words):
        return None
    for offset, word in enumerate(phrase.rest, start=position + 1):
        gap = text[words[offset - 1][2] : words[offset][1]]
        if words[offset][0] != word or not _GAP.fullmatch(gap):
            return None
    start, end = words[position][1], words[last][2]
    if phrase.is_exact and text[start:end] != phrase.text:
        return None
    if phrase.is_a_word and not (text[start].isupper() and text[:start].strip()):
        return None
    if text[start - 1 : start] in ("@", "_") or text[end : end + 1] in ("@", "_"):
        return None
    return start, end
