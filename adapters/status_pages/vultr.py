"""Vultr's own status.json (https://status.vultr.com/status.json).

Every alert calls itself "ongoing", also announced maintenance: its window stands in the text alone.
"""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from adapters.status_pages.shared.markup import one_line, plain
from adapters.wire import decode, moment
from bot.domain.report import Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_WINDOW: Final = re.compile(r"(Start|End) Time:\s*(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", re.IGNORECASE)
_CLOSED: Final = ("resolved", "completed", "closed")
_HOME: Final = "https://status.vultr.com"
MAX_ALERTS: Final = 500
MAX_UPDATES: Final = 100


class _Entry(msgspec.Struct):
    updated_at: str | None = None
    message: str | None = None


class _Alert(msgspec.Struct):
    id: str | int | None = None
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
    alerts, regions = _alerts(document)
    reports, maintenances = [], []
    for id_, alert in alerts.items():
        window = _window(alert)
        if window:
            maintenances.append(_maintenance(id_, alert, window, page.fetched_at))
        else:
            reports.append(_report(id_, alert, tuple(regions[id_]), page))
    failing = any(report.status.is_open for report in reports)
    return Reading(
        format=FORMAT.name,
        service="Vultr",
        page_url=_HOME,
        # The page grades nothing: an open alert is worth no more than "degraded".
        status=ComponentStatus.DEGRADED_PERFORMANCE if failing else ComponentStatus.OPERATIONAL,
        reports=tuple(reports),
        maintenances=tuple(maintenances),
    )


FORMAT: Final = Format(
    name="vultr", parse=parse, sniff=sniff, probes=("/status.json",), hosts=("status.vultr.com",)
)


def _alerts(document: _Document) -> tuple[dict[str, _Alert], dict[str, dict[str, None]]]:
    """Alerts by id in the page's order, and the regions under which each is listed."""
    listed: list[tuple[_Alert, str | None]] = [(alert, None) for alert in document.service_alerts]
    listed += [(alert, code) for code, region in document.regions.items() for alert in region.alerts or ()]
    if len(listed) > MAX_ALERTS:
        raise ParseError(f"{len(listed)} alerts: no status page lists that many")
    alerts: dict[str, _Alert] = {}
    regions: dict[str, dict[str, None]] = {}
    for alert, code in listed:
        id_ = str(alert.id if alert.id is not None else "").strip() or one_line(alert.subject or "")
        if id_:
            alerts.setdefault(id_, alert)
            regions.setdefault(id_, {}).update({code: None} if code else {})
    return alerts, regions


def _report(id_: str, alert: _Alert, regions: tuple[str, ...], page: Page) -> Report:
    closed = (alert.status or "").lower() in _CLOSED
    status = ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING
    updates = _updates(alert, status)
    started = moment(alert.start_date) or (updates[0].at if updates else page.fetched_at)
    ended = updates[-1].at if updates else started
    return Report(
        id=id_,
        title=one_line(alert.subject or ""),
        status=status,
        impact=None,
        started_at=min(started, updates[0].at) if updates else started,
        updated_at=ended,
        resolved_at=ended if closed else None,
        regions=regions,
        updates=updates,
        url=_HOME,
    )


def _updates(alert: _Alert, last: ReportStatus) -> tuple[ReportUpdate, ...]:
    """The entries, listed oldest first. Only the alert has a stage: it is that of its last entry."""
    posts = [(at, entry) for entry in alert.entries or [] if (at := moment(entry.updated_at)) is not None]
    newest = sorted(posts, key=lambda post: post[0])[-MAX_UPDATES:]
    return tuple(
        ReportUpdate(
            at=at,
            status=last if number == len(newest) else ReportStatus.INVESTIGATING,
            text=plain(entry.message or ""),
        )
        for number, (at, entry) in enumerate(newest, start=1)
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


def _maintenance(id_: str, alert: _Alert, window: dict[str, datetime], now: datetime) -> Maintenance:
    starts, ends = window.get("start"), window.get("end")
    status = MaintenanceStatus.SCHEDULED
    if starts is not None and starts <= now:
        status = MaintenanceStatus.IN_PROGRESS
    if ends is not None and ends <= now:
        status = MaintenanceStatus.COMPLETED
    return Maintenance(
        id=id_, title=one_line(alert.subject or ""), status=status, starts_at=starts, ends_at=ends
    )
