"""What we hold of one source between two polls: HTTP validators, poll state and what the page last said."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.report import Component, Maintenance, Report
from bot.domain.status import ComponentStatus, UnreadableReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One source as last read.

    `read_at` is the last good read, None before the first. `reports` are the open ones; `closed` the ids
    of reports seen closed, newest last. `missing` are the ids of open reports that were not on the page at
    the last good read. `failures` counts the unreadable polls since the last good one.
    """

    source: str
    service: str
    status: ComponentStatus = ComponentStatus.UNKNOWN
    read_at: datetime | None = None
    polled_at: datetime | None = None
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    closed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: UnreadableReason | None = None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
