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
    """No page at all can be read, since then: not theirs, but our network, DNS or proxy."""

    since: datetime
