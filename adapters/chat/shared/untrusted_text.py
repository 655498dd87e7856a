"""Spans as plain words: what every platform needs before it adds its own markup."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from bot.domain.message import Link, Moment, Quote, Span, Text
from bot.domain.times import moment_words
from bot.domain.unseen import cut_whole, seen

_HOST: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")
_LOOKS_LIKE_ADDRESS: Final = re.compile(r"://|\bwww\.|\.[^\W\d_]{2,}[/:]|^\s*\S+\.[^\W\d_]{2,}\s*$")


def inert(text: str) -> str:
    """Text on one line without characters that steer a reader or a terminal unseen."""
    return seen(text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something is missing."""
    return text if len(text) <= limit else f"{cut_whole(text, limit - 1)}…"


def link_label(label: str, url: str, limit: int) -> str:
    """What a link to `url` is shown as, at most `limit` characters.

    Where the label looks like the address of another place, the host that it leads to stands behind it.
    """
    shown = cut(inert(label), limit)
    host = _host_of(url)
    folded = unicodedata.normalize("NFKC", shown).casefold()
    hosts = _HOST.findall(folded) if _LOOKS_LIKE_ADDRESS.search(folded) else []
    if all(host == one or host.endswith(f".{one}") for one in hosts):
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


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return ""
