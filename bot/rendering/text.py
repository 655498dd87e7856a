"""Words: untrusted text made harmless, lists, durations and times."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.message import UNSEEN_CATEGORIES

# Characters for private use, too: they mean nothing to a reader.
_LEFT_OUT: Final = UNSEEN_CATEGORIES | {"Co"}


def clean(text: str, limit: int = 300) -> str:
    """One line without control, zero-width and direction characters, at most `limit` characters."""
    kept = "".join(
        " " if character in "\n\r\t" else character
        for character in text[: limit * 8]
        if character in "\n\r\t" or unicodedata.category(character) not in _LEFT_OUT
    )
    folded = " ".join(kept.split())
    return folded if len(folded) <= limit else f"{folded[: limit - 1].rstrip()}…"


def listing(names: Sequence[str], shown: int = 3) -> str:
    """Join names: "A, B and C", or "A, B, C and 4 more"."""
    names = [clean(name, 60) for name in names]
    if len(names) > shown + 1:
        return f"{', '.join(names[:shown])} and {len(names) - shown} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def duration(span: timedelta) -> str:
    """Say a duration: "40 s", "12 min", "3 h 5 min", "2 d"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 90:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} d"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def clock(at: datetime) -> str:
    """Say a time, "11:48 UTC", for platforms that know no reader's zone."""
    return f"{at.astimezone(UTC):%H:%M} UTC"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Count: "1 service", "6 services"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
