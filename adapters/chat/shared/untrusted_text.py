"""Spans as plain words: what every platform needs before it adds its own markup."""

import re
import unicodedata
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.domain.message import Link, Moment, Quote, Span, Text
from bot.domain.times import moment_words
from bot.domain.unseen import cut_whole, seen

_HOST: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")
_NUMBERS: Final = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_AUTHORITY: Final = re.compile(r"//([^/?#\s]*)")
_LOOKS_LIKE_ADDRESS: Final = re.compile(
    r"//|\bwww\.|\.[^\W\d_]{2,}\.?[/:]|^\s*\S+\.[^\W\d_]{2,}\.?\s*$|^\s*\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\S*)?\s*$"
)
# What browsers take for the signs of an address (https://www.unicode.org/reports/tr46/), or looks like it.
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys(
            "\u3002\uff61\u06d4\u0701\u0702\u00b7\u2027\u2219\u22c5\ua4f8\u16eb\u2e31\u2e33", "."
        ),
        **dict.fromkeys("\\\u2044\u2215\u29f8\u2571\u27cb", "/"),
        **dict.fromkeys("\u2236\ua789\u02d0\u05c3", ":"),
    }
)
_DECODED_AT_MOST: Final = 3


def inert(text: str) -> str:
    """Text on one line without characters that steer a reader or a terminal unseen."""
    return seen(text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something is missing."""
    return text if len(text) <= limit else f"{cut_whole(text, limit - 1)}…"


def link_label(label: str, url: str, limit: int) -> str:
    """What a link to `url` is shown as, at most `limit` characters.

    Where the label looks like the address of another place, however it is written, the host that it leads to
    stands behind it.
    """
    shown = cut(inert(label), limit)
    host = _host_of(url)
    if all(host == one or host.endswith(f".{one}") for one in _hosts_in(shown)):
        return shown
    room = limit // 2
    # The end of a host says whose it is.
    behind = f" ({host if len(host) <= room else f'…{host[-room:]}'})"
    return f"{cut(shown, limit - len(behind))}{behind}"


def words(span: Span) -> str:
    """A span without markup."""
    match span:
        case Text(value=value) | Quote(value=value):
            return inert(value)
        case Link(label=label):
            return inert(label)
        case Moment():
            return moment_words(span)


def _hosts_in(label: str) -> set[str]:
    """The hosts whose address a label looks like; none where it looks like no address."""
    text = label
    for _ in range(_DECODED_AT_MOST):
        text = unquote(text)
    text = unicodedata.normalize("NFKC", inert(text)).translate(_SIGNS).replace("[.]", ".").casefold()
    if not _LOOKS_LIKE_ADDRESS.search(text):
        return set()
    named = (place.rpartition("@")[2] for place in _AUTHORITY.findall(text))
    # A port is of no interest, nor is the dot with which a name may end.
    authorities = {re.sub(r":\d*$", "", place).strip("[]").rstrip(".") for place in named}
    return {*_HOST.findall(text), *_NUMBERS.findall(text), *authorities}


def _host_of(url: str) -> str:
    """The host that an address leads to, in the letters of DNS: others may look like those of another."""
    try:
        host = (urlsplit(url).hostname or "").casefold().rstrip(".")
        return host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
