"""FlashDuty (Flashcat) and incident.io's widget: `/api/widget/v1/summary.json` and its like.

Open incidents and work are listed, closed ones are not.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    WORK,
    failing_impact,
    maintenance,
    reading,
    report,
    status_named,
    token,
)
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.times import moment
from adapters.wire import anchors, decode, first_text
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "degradedperformance": ComponentStatus.DEGRADED_PERFORMANCE,
    "partialoutage": ComponentStatus.PARTIAL_OUTAGE,
    "fulloutage": ComponentStatus.MAJOR_OUTAGE,
    "majoroutage": ComponentStatus.MAJOR_OUTAGE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}

Entry = dict[str, Any]


class _Page(msgspec.Struct):
    name: str | None = None
    url: str | None = None


class _Overall(msgspec.Struct):
    status: str | None = None


class _Document(msgspec.Struct):
    ongoing_incidents: list[Entry]
    page: _Page | None = None
    overall: _Overall | None = None
    page_title: str | None = None
    page_url: str | None = None
    in_progress_maintenances: list[Entry] | None = None
    scheduled_maintenances: list[Entry] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry the widget's anchors."""
    found = anchors(page.body)
    return "ongoing_incidents" in found and bool({"overall", "in_progress_maintenances"} & found)


def parse(page: Page) -> Reading:
    """Read a widget's summary. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.overall is None and document.in_progress_maintenances is None:
        raise ParseError("`ongoing_incidents` and nothing beside it: not a widget's summary")
    owner = document.page or _Page(name=document.page_title, url=document.page_url)
    work = [*(document.in_progress_maintenances or []), *(document.scheduled_maintenances or [])]
    stated = document.overall.status if document.overall else None
    return reading(
        page,
        FORMAT.name,
        owner.name,
        status_named(stated, _STATUS) if stated else None,
        reports=(_report(page, entry) for entry in document.ongoing_incidents),
        maintenances=(_maintenance(page, entry) for entry in work),
        page_url=owner.url,
    )


FORMAT: Final = Format(
    name="flashduty", parse=parse, sniff=sniff, probes=("/api/widget/v1/summary.json",), unproven=SEEN_CALM
)


def _report(page: Page, entry: Entry) -> Report | None:
    graded = _STATUS.get(token(first_text(entry, "current_worst_impact", "impact", "severity")))
    updated = moment(first_text(entry, "last_update_at", "updated_at"))
    listed = entry.get("affected_components") or entry.get("components")
    parts = listed if isinstance(listed, list) else []
    return report(
        page,
        first_text(entry, "id"),
        first_text(entry, "name", "title"),
        stage=STAGES.get(token(first_text(entry, "status")), ReportStatus.INVESTIGATING),
        posts=[(updated, None, first_text(entry, "last_update_message", "message"))],
        started=[moment(first_text(entry, "started_at", "created_at"))],
        updated=updated,
        impact=failing_impact(graded),
        components=[first_text(p, "name") if isinstance(p, dict) else p for p in parts],
        url=first_text(entry, "url"),
    )


def _maintenance(page: Page, entry: Entry) -> Maintenance | None:
    return maintenance(
        page,
        first_text(entry, "id"),
        first_text(entry, "name", "title"),
        starts=moment(first_text(entry, "starts_at", "started_at")),
        ends=moment(first_text(entry, "ends_at", "scheduled_end_at")),
        stage=WORK.get(token(first_text(entry, "status"))),
    )
