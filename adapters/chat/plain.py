"""Spans as plain words: what every platform needs before it adds its own markup."""

import unicodedata

from bot.domain.message import Link, Moment, Quote, Span, Text

# Control, format (zero-width and direction), surrogate and unassigned characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})


def inert(text: str) -> str:
    """Text on one line without characters that steer a reader or a terminal unseen."""
    folded = text.replace("\n", " ").replace("\t", " ")
    return "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def words(span: Span) -> str:
    """A span without markup."""
    match span:
        case Text(value=value) | Quote(value=value):
            return inert(value)
        case Link(label=label):
            return inert(label)
        case Moment(at=at):
            return f"{at:%H:%M} UTC"
