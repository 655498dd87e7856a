"""UptimeRobot status pages: `/api/getMonitorList/<page id>` and `/api/getEventFeed/<page id>`.

States are written as colours of a style sheet.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, reading, report, status_named, token
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.times import epoch, moment
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "success": ComponentStatus.OPERATIONAL,
    "warning": ComponentStatus.DEGRADED_PERFORMANCE,
    "danger": ComponentStatus.MAJOR_OUTAGE,
}


class _Monitor(msgspec.Struct, rename="camel"):
    monitor_id: int | str | None = None
    name: str | None = None
    status_class: str | None = None


class _Document(msgspec.Struct):
    status: Any
    data: list[_Monitor] | None = None
    results: list[dict[str, Any]] | None = None
    meta: dict[str, Any] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of either document."""
    found = anchors(page.body)
    if "status" not in found:
        return False
    return {"results", "meta.date_range"} <= found or (
        "data" in found and b'"statusClass"' in json_text(page.body)
    )


def parse(page: Page) -> Reading:
    """Read a list of monitors, or of events. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.status not in ("ok", True):
        raise ParseError("its status is not ok: UptimeRobot answers with an error")
    if document.data is None and (document.results is None or document.meta is None):
        raise ParseError("neither monitors nor events: not a document of UptimeRobot")
    return reading(
        page,
        FORMAT.name,
        "",
        None if document.data is not None else ComponentStatus.UNKNOWN,
        components=(
            component(m.monitor_id, m.name, status_named(m.status_class, _STATUS))
            for m in document.data or []
        ),
        reports=(_report(page, row) for row in document.results or []),
        lists_resolved=document.results is not None,
    )


FORMAT: Final = Format(
    name="uptimerobot", parse=parse, sniff=sniff, hosts=("uptimerobot.com",), unproven=SEEN_CALM
)


def _report(page: Page, row: dict[str, Any]) -> Report | None:
    """An event. Its members are not documented: one without an end is open only if it calls itself down."""
    ended = _time(row.get("end") or row.get("endDate") or row.get("resolved_at"))
    down = token(row.get("type") or row.get("eventType") or row.get("status")) in (
        "down",
        "ongoing",
        "incident",
    )
    if not down and ended is None:
        return None
    return report(
        page,
        row.get("id"),
        row.get("title") or row.get("monitorName") or row.get("name"),
        stage=ReportStatus.RESOLVED if ended else ReportStatus.INVESTIGATING,
        started=[
            _time(row.get("start") or row.get("startDate") or row.get("datetime") or row.get("created_at"))
        ],
        ended=ended,
    )


def _time(value: Any) -> Any:
    return (
        moment(value)
        if isinstance(value, str) and not value.isdigit()
        else epoch(value if isinstance(value, str | int | float) else None)
    )
