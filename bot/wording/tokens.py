"""Texts cut into sentences, words and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

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
    straight = text.replace("\u2019", "'").replace("\u2018", "'").replace("\xa0", " ").replace("*", "")
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


LINK: Final = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
# A bare host counts only where it is a known status page.
BARE_HOST: Final = re.compile(r"(?<![\w@./-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"://|\w\.[a-z]{2}", re.IGNORECASE)
_STATUS: Final = re.compile(r"status|^health\.")


def host_keys(url: str) -> tuple[str, ...]:
    """The host of a status page, or host and first part of the path where only that says it is one."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    first = parts.path.strip("/").split("/", 1)[0]
    if "." not in host:
        return ()
    if _STATUS.search(host):
        return (host,)
    return (f"{host}/{first}",) if "status" in first else ()


def has_address(text: str) -> bool:
    """Whether there may be a link or a host name in a text."""
    return bool(_ADDRESS.search(text))


def links(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and address of every link, and of every bare host."""
    end = 0
    for found in LINK.finditer(sentence):
        for bare in BARE_HOST.finditer(sentence, end, found.start()):
            yield bare.start(), bare.end(), bare.group()
        yield found.start(), found.end(), found.group()
        end = found.end()
    for bare in BARE_HOST.finditer(sentence, end):
        yield bare.start(), bare.end(), bare.group()
