"""How much one sender may hand in: a number in each minute that begins with the first.

Kept by each process for itself: asking the store would cost what the limit is to save.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

PER_MINUTE: Final = 60
_MINUTE: Final = timedelta(minutes=1)
_MOST_SENDERS: Final = 1_000


class SenderRate:
    """Counts by sender. A sender is a source and one of our own tokens: there are few."""

    def __init__(self, limit: int = PER_MINUTE) -> None:
        self._limit = limit
        self._counts: dict[str, tuple[datetime, int]] = {}

    def wait_of(self, sender: str, now: datetime) -> int:
        """Count one more; 0 where it may pass, else for how many seconds it is to wait."""
        began, count = self._counts.get(sender, (now, 0))
        if not timedelta(0) <= now - began < _MINUTE:
            began, count = now, 0
        if len(self._counts) >= _MOST_SENDERS and sender not in self._counts:
            self._counts.clear()
        self._counts[sender] = began, min(count + 1, self._limit + 1)
        return 0 if count < self._limit else max(1, ceil((began + _MINUTE - now).total_seconds()))
