"""Vultr's own status.json (https://status.vultr.com/status.json).

Every alert calls itself "ongoing", also announced maintenance: its window stands in the text alone.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from adapters.status_pages.shared.building import maintenance, reading, report
from adapters.status_pages.shared.markup import one_line
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_WINDOW: Final = re.compile(r"(Start|End) Time:\s*(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", re.IGNORECASE)
_CLOSED: Final = ("resolved", "completed", "closed")
_HOME: Final = "https://status.vultr.com"
MAX_ALERTS: Final = 500


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
    return {"service_alerts", "regions"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read status.json. Raises ParseError."""
    document = decode(page.body, _Document)
    alerts, regions = _alerts(document)
    windows = {id_: _window(alert) for id_, alert in alerts.items()}
    failing = any(not windows[id_] and not _is_closed(alert) for id_, alert in alerts.items())
    return reading(
        page,
        FORMAT.name,
        "Vultr",
        # The page grades nothing: an open alert is worth no more than "degraded".
        ComponentStatus.DEGRADED_PERFORMANCE if failing else ComponentStatus.OPERATIONAL,
        reports=(
            _report(page, id_, alert, regions[id_]) for id_, alert in alerts.items() if not windows[id_]
        ),
        maintenances=(
            maintenance(page, id_, alert.subject, starts=window.get("start"), ends=window.get("end"))
            for id_, alert in alerts.items()
            if (window := windows[id_])
        ),
        page_url=_HOME,
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


def _is_closed(alert: _Alert) -> bool:
    return (alert.status or "").lower() in _CLOSED


def _report(page: Page, id_: str, alert: _Alert, regions: Iterable[str]) -> Report | None:
    """A report. Only the alert has a stage: it is that of its last entry, and ends with it."""
    started = moment(alert.start_date)
    posts = [(moment(entry.updated_at), None, entry.message) for entry in alert.entries or []]
    return report(
        page,
        id_,
        alert.subject,
        stage=ReportStatus.RESOLVED if _is_closed(alert) else ReportStatus.INVESTIGATING,
        posts=posts,
        started=[started],
        ended=max((at for at, _, _ in posts if at), default=started or page.fetched_at),
        regions=regions,
        url=_HOME,
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
