"""What we hold of one source between two polls: where it is, how to ask it, and what its page last said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.probe import ProbeOutcome, Silence
from bot.domain.report import Component, Maintenance, Report, Validators
from bot.domain.status import ComponentStatus, UnreadableReason

Aliases = tuple[tuple[str, str], ...]
"""From an id that a page gives a report now to the one under which it was first known."""

Closed = tuple[str, datetime]
"""The id of a report that is over, and the time of its last update then."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and its format; the format is "" where nobody knows it yet."""

    url: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a source's page was found, if it was looked for, and what the platform calls it.

    `found` is what was found when `sought_for` (the catalogue's address) was looked for at `sought_at`;
    `page_id` is the platform's own id of the page, `moved_to` where it went, if it did.
    """

    found: Endpoint | None = None
    sought_for: str | None = None
    sought_at: datetime | None = None
    page_id: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What a page said at its last good read, as far as what it says next is compared with it.

    `reports` are the open ones, `stale` those that are open without news for days, `closed` those seen
    closed, newest last. `missing` are the ids of open reports that were not on the page.
    """

    status: ComponentStatus = ComponentStatus.UNKNOWN
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    stale: tuple[Report, ...] = ()
    closed: tuple[Closed, ...] = ()
    missing: tuple[str, ...] = ()
    aliases: Aliases = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """What the newest poll of a page says of the edge in front of it, as a probe of it would.

    `edge` is whose edge answered, for silence the one that did before; None where nobody tells. `vantage` is
    the place that it was asked from.
    """

    at: datetime
    vantage: str
    outcome: ProbeOutcome
    edge: str | None = None
    status: int | None = None
    silence: Silence | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much a page might still tell at a time: in new reports of some size (`watching/budget.py`)."""

    amount: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One source as last read.

    `read_at` is the last good read, None before the first. `failures` counts the unreadable polls since then.
    `answer` is the newest of HTTP, or the silence instead of one. Without an `allowance` all of it is left.
    """

    source: str
    service: str
    location: Location = field(default_factory=Location)
    validators: Validators = field(default_factory=Validators)
    page: PageState = field(default_factory=PageState)
    read_at: datetime | None = None
    polled_at: datetime | None = None
    unreadable: UnreadableReason | None = None
    failures: int = 0
    answer: PageAnswer | None = None
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSources:
    """Sources that are due: those that we took, each with its record, and the ids of those that we did not.

    A record is None where the source was never read. The most overdue of a shard come first.
    """

    taken: Mapping[str, SourceRecord | None]
    waiting: Sequence[str]
