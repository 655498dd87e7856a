"""`Retry-After` of HTTP (RFC 9110 §10.2.3): how long a server asks to be left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

# Longer than anybody waits, and short enough for a timedelta.
_LONGEST_SECONDS: Final = 1e9


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read whole seconds or a date, which is never in the past; None for what says nothing usable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(float(text), _LONGEST_SECONDS))
    try:
        at = parsedate_to_datetime(text)
        return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - now, timedelta(0))
    except (ValueError, TypeError, OverflowError):
        return None
