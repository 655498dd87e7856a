"""StatusCast: `/summary.json` and `/status.json`.

Its incidents are listed without documented members: of each, only what is certain is read.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import maintenance, reading, report, status_named
from adapters.status_pages.shared.proof import SEEN_CALM
from adapters.times import moment
from adapters.wire import anchors, decode, first_text
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_STATUS: Final = {
    "available": ComponentStatus.OPERATIONAL,
    "normal": ComponentStatus.OPERATIONAL,
    "degradedperformance": ComponentStatus.DEGRADED_PERFORMANCE,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "partialoutage": ComponentStatus.PARTIAL_OUTAGE,
    "intermittent": ComponentStatus.PARTIAL_OUTAGE,
    "unavailable": ComponentStatus.MAJOR_OUTAGE,
    "majoroutage": ComponentStatus.MAJOR_OUTAGE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}


class _Document(msgspec.Struct, rename="pascal"):
    status: str
    status_text: str
    page_name: str | None = None
    in_effect_since: str | None = None
    unresolved_incidents: list[dict[str, Any]] | None = None
    upcoming_incidents: list[dict[str, Any]] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry StatusCast's anchors."""
    found = anchors(page.body)
    return {"Status", "StatusText"} <= found and bool({"PageName", "InEffectSince"} & found)


def parse(page: Page) -> Reading:
    """Read a summary or a status. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(
        page,
        FORMAT.name,
        document.page_name,
        status_named(document.status, _STATUS),
        reports=(
            report(
                page,
                first_text(entry, "Id", "IncidentId"),
                first_text(entry, "Subject", "Title", "Name"),
                stage=ReportStatus.INVESTIGATING,
                started=[_time(entry, "DateToPost", "DateStarted", "StartDate", "DateCreated")],
                updated=_time(entry, "DateUpdated", "LastUpdated"),
                components=_listed(entry, "AffectedComponents", "Components"),
                url=first_text(entry, "Url", "Link"),
            )
            for entry in document.unresolved_incidents or []
        ),
        maintenances=(
            maintenance(
                page,
                first_text(entry, "Id", "IncidentId"),
                first_text(entry, "Subject", "Title", "Name"),
                starts=_time(entry, "DateToPost", "DateStarted", "StartDate"),
                ends=_time(entry, "DateEnded", "EndDate", "EstimatedEnd"),
            )
            for entry in document.upcoming_incidents or []
        ),
    )


FORMAT: Final = Format(
    name="statuscast",
    parse=parse,
    sniff=sniff,
    probes=("/summary.json", "/status.json"),
    hosts=("statuscast.com",),
    unproven=SEEN_CALM,
)


def _time(entry: dict[str, Any], *names: str) -> Any:
    return moment(first_text(entry, *names))


def _listed(entry: dict[str, Any], *names: str) -> list[str]:
    found = next((value for name in names if isinstance(value := entry.get(name), list)), [])
    return [first_text(item, "Name") if isinstance(item, dict) else str(item) for item in found]
