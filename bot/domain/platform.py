"""A status page platform as a whole."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFailure:
    """A platform (by its format) most of whose pages cannot be read, since when, and how many of how many."""

    format: str
    since: datetime
    unreadable: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindness:
    """No page at all can be read, since then: that is no failure of theirs."""

    since: datetime

    def words(self, now: datetime) -> str:
        """Say it, for people; with the date where that is another day."""
        day = "" if self.since.date() == now.date() else f"{self.since:%d %b }"
        return f"We cannot read any page since {day}{self.since:%H:%M} UTC: it is us (network, DNS or proxy)"
