"""Planned work: its begin and its end are told to those who want to hear of it."""

from dataclasses import replace
from datetime import datetime

from bot.domain.report import Maintenance, Reading
from bot.domain.status import MaintenanceStatus
from bot.domain.subject import Notice
from bot.watching.record import SourceRecord

_BEGUN = MaintenanceStatus.IN_PROGRESS
_OVER = MaintenanceStatus.COMPLETED


def maintenance_notices(record: SourceRecord, reading: Reading, now: datetime) -> tuple[Notice, ...]:
    """What planned work has begun or ended since the page was last read; at first sight nothing."""
    if record.read_at is None:
        return ()
    before = {maintenance.id: maintenance.status for maintenance in record.page.maintenances}
    listed = {maintenance.id for maintenance in reading.maintenances}
    # Most pages list planned work until it ends: what was going on and is gone is over.
    gone = (
        replace(maintenance, status=_OVER)
        for maintenance in record.page.maintenances
        if maintenance.id not in listed
    )
    return tuple(
        Notice(
            service=record.service,
            source=record.source,
            at=now,
            status=reading.status,
            maintenance=maintenance,
        )
        for maintenance in (*reading.maintenances, *gone)
        if _is_news(maintenance, before.get(maintenance.id))
    )


def _is_news(maintenance: Maintenance, before: MaintenanceStatus | None) -> bool:
    if maintenance.status is before:
        return False
    return maintenance.status is _BEGUN or (maintenance.status is _OVER and before is _BEGUN)
