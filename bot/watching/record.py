"""What we hold of one source between two polls: HTTP validators, poll state and what the page last said."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.report import Component, Maintenance, Report
from bot.domain.status import ComponentStatus, UnreadableReason

Closed = tuple[str, datetime]
"""The id of a report that is over, and the time of its last update then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One source as last read.

    `read_at` is the last good read, None before the first. `reports` are the open ones, `stale` those that
    are open without news for days, `closed` those seen closed, newest last. `missing` are the ids of open
    reports that were not on the page at the last good read. `failures` counts the unreadable polls since the
    last good one. `aliases` lead from an id that a page gives a report now to the one under which it was
    first told. `url` and `format` are where and how the page was found when `sought_for` (the catalogue's
    address) was looked for at `sought_at`; `page_id` is the platform's own id of it, `moved_to` where it
    went, if it did.
    """

    source: str
    service: str
    status: ComponentStatus = ComponentStatus.UNKNOWN
    read_at: datetime | None = None
    polled_at: datetime | None = None
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    stale: tuple[Report, ...] = ()
    closed: tuple[Closed, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: UnreadableReason | None = None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    format: str | None = None
    page_id: str | None = None
    sought_for: str | None = None
    sought_at: datetime | None = None
