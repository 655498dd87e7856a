"""Freshstatus: `https://public-api.freshstatus.io/v1/public-incidents/?account_id=<n>`, or `…-components`.

The shapes are taken from programs that read them. Incidents name their components by id alone.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    Post,
    component,
    impact_of,
    maintenance,
    reading,
    report,
    status_named,
    token,
    worst,
)
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode, first_rows, first_text
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_STATUS: Final = {
    "op": ComponentStatus.OPERATIONAL,
    "pd": ComponentStatus.DEGRADED_PERFORMANCE,
    "po": ComponentStatus.PARTIAL_OUTAGE,
    "mo": ComponentStatus.MAJOR_OUTAGE,
    "um": ComponentStatus.UNDER_MAINTENANCE,
}
_COMPONENTS: Final = "/public-components"


class _Document(msgspec.Struct):
    results: list[dict[str, Any]]


def sniff(page: Page) -> bool:
    """Whether the bytes carry Freshstatus' anchors."""
    found = anchors(page.body)
    return "results" in found and bool(
        {"results.affected_components", "results.is_planned", "results.display_options"} & found
        or "freshstatus.io" in page.url
    )


def parse(page: Page) -> Reading:
    """Read a list of incidents, or of components. Raises ParseError."""
    rows = decode(page.body, _Document).results
    if _COMPONENTS in page.url or any("display_options" in row for row in rows):
        return reading(page, FORMAT.name, "", components=(_component(row) for row in rows))
    return reading(
        page,
        FORMAT.name,
        "",
        reports=(_report(page, row) for row in rows if row.get("is_planned") is not True),
        maintenances=(_maintenance(page, row) for row in rows if row.get("is_planned") is True),
        lists_resolved=True,
    )


FORMAT: Final = Format(
    name="freshstatus",
    parse=parse,
    sniff=sniff,
    hosts=("freshstatus.io",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _component(row: dict[str, Any]) -> Any:
    status = status_named(first_text(row, "status", "current_status"), _STATUS)
    return component(row.get("id"), first_text(row, "name"), status)


def _report(page: Page, row: dict[str, Any]) -> Report | None:
    ended = moment(first_text(row, "end_time"))
    hit = [
        _STATUS.get(token(first_text(part, "new_status"))) for part in first_rows(row, "affected_components")
    ]
    known = [status for status in hit if status is not None]
    return report(
        page,
        row.get("id"),
        first_text(row, "title"),
        stage=ReportStatus.RESOLVED if ended is not None else None,
        posts=_posts(row),
        started=[moment(first_text(row, "start_time"))],
        updated=moment(first_text(row, "updated_at")),
        ended=ended,
        impact=impact_of(worst(known)) if known else None,
    )


def _maintenance(page: Page, row: dict[str, Any]) -> Maintenance | None:
    return maintenance(
        page,
        row.get("id"),
        first_text(row, "title"),
        starts=moment(first_text(row, "scheduled_start_time", "start_time")),
        ends=moment(first_text(row, "scheduled_end_time", "end_time")),
    )


def _posts(row: dict[str, Any]) -> Iterator[Post]:
    yield moment(first_text(row, "start_time")), None, first_text(row, "description")
    for update in first_rows(row, "updates", "incident_updates"):
        at = moment(first_text(update, "created_at", "start_time"))
        stage = STAGES.get(token(first_text(update, "status", "status_update")))
        yield at, stage, first_text(update, "message", "description", "body")
