"""HTML from pages and feeds to plain text, and what can be read from titles."""

import html
import re
from typing import Final

from adapters.wire import MAX_TEXT_CHARACTERS

_DROPPED: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]{0,200}>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_SPACES: Final = re.compile(r"[ \t\r\f\v]+")
_LINES: Final = re.compile(r"\s*\n\s*")
_REGION: Final = re.compile(
    r"\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d?\b"
)
# Longer than any post; bounds the work on hostile bodies.
MAX_MARKUP_CHARACTERS: Final = 60_000


def plain(markup: str) -> str:
    """Text without tags, entities decoded, at most 4,000 characters."""
    text = _DROPPED.sub(" ", markup[:MAX_MARKUP_CHARACTERS])
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = html.unescape(text).replace("\xa0", " ").replace("\x00", "")
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()[:MAX_TEXT_CHARACTERS]


def one_line(markup: str) -> str:
    """A title: plain, on one line, at most 500 characters."""
    return " ".join(plain(markup).split())[:500]


def regions_in(*texts: str) -> tuple[str, ...]:
    """Cloud region codes such as us-east-1 named in titles, each once."""
    return tuple(dict.fromkeys(region for text in texts for region in _REGION.findall(text[:1000].lower())))
