"""Vultr's own status.json (https://status.vultr.com/status.json).

Every alert calls itself "ongoing", also announced maintenance: its window stands in the text alone.
"""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from adapters.status_pages.markup import one_line, plain
from adapters.wire import decode, moment
from bot.domain.report import Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.errors import ParseError

_WINDOW: Final = re.compile(r"(Start|End) Time:\s*(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", re.IGNORECASE)
_CLOSED: Final = ("resolved", "completed", "closed")
MAX_ALERTS: Final = 500


class _Entry(msgspec.Struct):
    updated_at: str | None = None
    message: str | None = None


class _Alert(msgspec.Struct):
    id: str
    subject: str | None = None
    status: str | None = None
    start_date: str | None = None
    entries: list[_Entry] | None = None


class _Region(msgspec.Struct):
    location: str | None = None
    alerts: list[_Alert] | None = None


class _Document(msgspec.Struct):
    service_alerts: list[_Alert]
    regions: dict[str, _Region]


def sniff(page: Page) -> bool:
    """Whether the bytes carry Vultr's anchors."""
    return b'"service_alerts"' in page.body and b'"regions"' in page.body


def parse(page: Page) -> Reading:
    """Read status.json. Raises ParseError."""
    document = decode(page.body, _Document)
    alerts: list[tuple[_Alert, str | None]] = [(alert, None) for alert in document.service_alerts]
    alerts += [(alert, code) for code, region in document.regions.items() for alert in region.alerts or ()]
    if len(alerts) > MAX_ALERTS:
        raise ParseError(f"{len(alerts)} alerts: no status page lists that many")
    reports, maintenances = [], []
    for alert, region in alerts:
        window = _window(alert)
        if window:
            maintenances.append(_maintenance(alert, window, page.fetched_at))
        else:
            reports.append(_report(alert, region, page))
    failing = any(report.status.is_open for report in reports)
    return Reading(
        format="vultr",
        service="Vultr",
        page_url="https://status.vultr.com",
        # The page grades nothing: an open alert is worth no more than "degraded".
        status=ComponentStatus.DEGRADED_PERFORMANCE if failing else ComponentStatus.OPERATIONAL,
        reports=tuple(reports),
        maintenances=tuple(maintenances),
    )


def _report(alert: _Alert, region: str | None, page: Page) -> Report:
    closed = (alert.status or "").lower() in _CLOSED
    status = ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING
    updates = tuple(
        ReportUpdate(at=at, status=status, text=plain(entry.message or ""))
        for entry in (alert.entries or [])[:100]
        if (at := moment(entry.updated_at)) is not None
    )
    updates = tuple(sorted(updates, key=lambda update: update.at))
    started = moment(alert.start_date) or (updates[0].at if updates else page.fetched_at)
    ended = updates[-1].at if updates else started
    return Report(
        id=alert.id,
        title=one_line(alert.subject or ""),
        status=status,
        impact=None,
        started_at=started,
        updated_at=ended,
        resolved_at=ended if closed else None,
        regions=(region,) if region else (),
        updates=updates,
        url="https://status.vultr.com",
    )


def _window(alert: _Alert) -> dict[str, datetime]:
    """Start and end of announced maintenance, from the text."""
    found: dict[str, datetime] = {}
    for entry in (alert.entries or [])[:100]:
        for name, text in _WINDOW.findall((entry.message or "")[:10_000]):
            at = moment(text)
            if at is not None:
                found[name.lower()] = at.replace(tzinfo=UTC)
    return found


def _maintenance(alert: _Alert, window: dict[str, datetime], now: datetime) -> Maintenance:
    starts, ends = window.get("start"), window.get("end")
    status = MaintenanceStatus.SCHEDULED
    if starts is not None and starts <= now:
        status = MaintenanceStatus.IN_PROGRESS
    if ends is not None and ends <= now:
        status = MaintenanceStatus.COMPLETED
    return Maintenance(
        id=alert.id, title=one_line(alert.subject or ""), status=status, starts_at=starts, ends_at=ends
    )
