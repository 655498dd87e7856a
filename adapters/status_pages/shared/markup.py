"""HTML from pages and feeds to plain text, and what can be read from titles and links.

Everything here takes time in proportion to its input, whatever the input: pages are written by strangers.
"""

import html
import re
from typing import Final

from adapters.wire import MAX_TEXT_CHARACTERS

_DROPPED: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<\s{0,3}(?:br|/?(?:p|div|ul|ol|li|tr|h[1-6]))\b[^<>]{0,200}>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
# Blanks of every alphabet, so that no two repetitions below can share a character.
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")
# Control characters (a terminal would obey them) and halves of surrogate pairs (no encoding takes them).
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_REGION: Final = re.compile(
    r"\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d?\b"
)
_REPEATED_SLASH: Final = re.compile(r"/{2,}")
# Longer than any post; bounds the work on hostile bodies.
MAX_MARKUP_CHARACTERS: Final = 60_000
MAX_TITLE_CHARACTERS: Final = 500
MAX_LINK_CHARACTERS: Final = 2_000


def plain_text(markup: str) -> str:
    """Text without tags, entities decoded, at most 4,000 characters."""
    return whole_text(markup[:MAX_MARKUP_CHARACTERS])[:MAX_TEXT_CHARACTERS].rstrip()


def whole_text(markup: str) -> str:
    """Text without tags, entities decoded, however long: for entries that hold many posts."""
    text = _TAG.sub("", _BREAK.sub("\n", _DROPPED.sub(" ", markup)))
    text = _UNPRINTABLE.sub("", html.unescape(text))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def one_line(markup: str) -> str:
    """A title: plain, on one line, at most 500 characters."""
    if markup.isascii() and markup.isalnum():  # as most ids are: nothing to take out
        return markup[:MAX_TITLE_CHARACTERS]
    return " ".join(plain_text(markup).split())[:MAX_TITLE_CHARACTERS].rstrip()


def regions_in(*texts: str) -> tuple[str, ...]:
    """Cloud region codes such as us-east-1 named in titles, each once."""
    return tuple(dict.fromkeys(region for text in texts for region in _REGION.findall(text[:1000].lower())))


def web_link(link: object) -> str | None:
    """A link that may be shown to people: http(s), on one line, without doubled slashes; else None."""
    text = str(link or "").strip()
    scheme, colon, rest = text.partition("://")
    if not colon or scheme.lower() not in ("http", "https") or len(text) > MAX_LINK_CHARACTERS:
        return None
    if not rest.strip("/") or any(character.isspace() or character in '<>"\x00' for character in rest):
        return None
    # incident.io writes https://status.example.com//incidents/…; what follows ? or # is left as it is.
    path, mark, query = rest.partition("?")
    return f"{scheme.lower()}://{_REPEATED_SLASH.sub('/', path)}{mark}{query}"
