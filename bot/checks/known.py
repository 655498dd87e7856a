"""What we know of checks: of those about a service, and of those about nobody that we know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# Alertmanager says the same again every four hours unless told otherwise:
# https://prometheus.io/docs/alerting/latest/configuration/#route (repeat_interval)
FORGOTTEN_AFTER: Final = timedelta(hours=24)
MAX_KNOWN: Final = 2_000
MAX_UNMATCHED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheck:
    """One check about a service, as it was when its tool last spoke of it.

    `failing_since` is by the tool's own clock, None while it is well; `heard_at` is when we first heard of
    that, `last_at` when we last heard of it at all. `at_once` is how many services began to fail with it,
    where they were too many to be believed. `ended_at` is when it last was well again.
    """

    service: str
    source: str
    id: str
    name: str
    last_at: datetime
    failing_since: datetime | None = None
    heard_at: datetime | None = None
    ended_at: datetime | None = None
    at_once: int = 0
    says: str = ""
    url: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.source, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedCheck:
    """What a tool speaks of, and names nobody that we know: for whoever runs us.

    `hints` are what it says of whom it means. `is_page` marks a status page instead of a check. `told_at` is
    when the log last said so.
    """

    source: str
    name: str
    hints: tuple[str, ...]
    count: int
    first_at: datetime
    last_at: datetime
    is_page: bool = False
    told_at: datetime | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What is counted as the same."""
        return (self.source, self.name, *self.hints)
