"""A status page platform as a whole."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.times import when


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFailure:
    """A platform most of whose pages cannot be read, since when, and how many of how many.

    It is one by its `format`; or, where that is "", an `edge` in front of pages of several.
    """

    format: str
    since: datetime
    unreadable: int
    pages: int
    edge: str = ""

    @property
    def name(self) -> str:
        """The format, or the edge."""
        return self.format or self.edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindness:
    """No page at all can be read, since then: that is no failure of theirs."""

    since: datetime

    def words(self, now: datetime) -> str:
        """Say it, for people."""
        return f"We cannot read any page since {when(self.since, now)}: it is us (network, DNS or proxy)"
