"""Meta: `https://metastatus.com/data/outages/<org>.json` and `/data/orgs.json`, from their documented words.

No capture of these documents is known: members are read by the names that observers reported, and nothing is
concluded from a member that is missing.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    failing_impact,
    reading,
    report,
    status_named,
    token,
)
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import epoch, moment
from adapters.wire import anchors, decode
from adapters.wire_types import converted
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "noknownissues": ComponentStatus.OPERATIONAL,
    "lowdisruptions": ComponentStatus.DEGRADED_PERFORMANCE,
    "mediumdisruptions": ComponentStatus.PARTIAL_OUTAGE,
    "highdisruptions": ComponentStatus.MAJOR_OUTAGE,
}
Row = dict[str, Any]


class _Service(msgspec.Struct):
    name: str
    status: str | None = None


class _Organisation(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    services: list[_Service] = []


def sniff(page: Page) -> bool:
    """Whether this is a list of Meta's, with its words, or from its host."""
    found = anchors(page.body)
    if {"[].name", "[].services"} <= found:
        return b"No known issues" in page.body or b" disruptions" in page.body
    return "[]" in found and "metastatus.com" in page.url


def parse(page: Page) -> Reading:
    """Read the organisations, or the open outages of one. Raises ParseError."""
    rows = decode(page.body, list[Row])
    if any("services" in row for row in rows):
        return _organisations(page, rows)
    if not rows and "metastatus.com" not in page.url:
        raise ParseError("an empty list: nothing says that this is Meta's")
    return reading(page, FORMAT.name, "Meta", reports=(_report(page, row) for row in rows))


FORMAT: Final = Format(
    name="meta",
    parse=parse,
    sniff=sniff,
    probes=("https://metastatus.com/data/orgs.json",),
    hosts=("metastatus.com",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _organisations(page: Page, rows: list[Row]) -> Reading:
    try:
        organisations = converted(rows, list[_Organisation])
    except msgspec.ValidationError as error:
        raise ParseError(f"not Meta's list of organisations: {error}") from error
    return reading(
        page,
        FORMAT.name,
        "Meta",
        components=(
            component(
                f"{org.id or org.name}/{service.name}",
                service.name,
                status_named(service.status, _STATUS),
                group=org.name,
            )
            for org in organisations
            for service in org.services
        ),
    )


def _report(page: Page, row: Row) -> Report | None:
    ended = _time(row, "end_time", "resolved_time", "ended_at")
    graded = _STATUS.get(token(row.get("status") or row.get("severity")))
    return report(
        page,
        row.get("id"),
        row.get("title") or row.get("name"),
        stage=ReportStatus.RESOLVED if ended else ReportStatus.INVESTIGATING,
        started=[_time(row, "start_time", "started_at", "created_time")],
        updated=_time(row, "updated_time", "updated_at"),
        ended=ended,
        impact=failing_impact(graded),
    )


def _time(row: Row, *names: str) -> Any:
    for value in (row.get(name) for name in names):
        if isinstance(value, int | float):
            return epoch(value)
        if isinstance(value, str) and moment(value):
            return moment(value)
    return None
