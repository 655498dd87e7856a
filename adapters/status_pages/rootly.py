"""Rootly: `/api/v1/status.json` (https://docs.rootly.com/configuration/status-page-public-api).

It looks like Statuspage's, without the page's id; only active incidents are listed. What an incident holds is
not documented there: its members are read under the names that Rootly's other interfaces use.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import STAGES, Post, reading, report, status_named, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode, first_rows, first_text
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact
from bot.ports import Format

_INDICATORS: Final = {
    "none": ComponentStatus.OPERATIONAL,
    "minor": ComponentStatus.DEGRADED_PERFORMANCE,
    "major": ComponentStatus.MAJOR_OUTAGE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_IMPACTS: Final = {"minor": Impact.MINOR, "major": Impact.MAJOR, "critical": Impact.CRITICAL}
_WORK: Final = frozenset({"scheduled", "inprogress", "verifying", "completed"})


class _Page(msgspec.Struct):
    name: str | None = None
    url: str | None = None


class _Status(msgspec.Struct):
    indicator: str


class _Document(msgspec.Struct):
    page: _Page
    status: _Status
    incidents: list[dict[str, Any]] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Rootly's anchors: a page with a time zone and without an id."""
    found = anchors(page.body)
    return {"page.time_zone", "status.indicator", "incidents"} <= found and "page.id" not in found


def parse(page: Page) -> Reading:
    """Read a status. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(
        page,
        FORMAT.name,
        document.page.name,
        status_named(document.status.indicator, _INDICATORS),
        reports=(_report(page, row) for row in document.incidents or []),
        page_url=document.page.url,
    )


FORMAT: Final = Format(
    name="rootly",
    parse=parse,
    sniff=sniff,
    probes=("/api/v1/status.json",),
    hosts=("rootly.io", "rootly.com"),
    unproven=FROM_DOCUMENTATION,
)


def _report(page: Page, row: dict[str, Any]) -> Report | None:
    stage = token(first_text(row, "status", "state"))
    if stage in _WORK:
        return None  # planned work, of which the indicator tells
    return report(
        page,
        first_text(row, "id", "slug"),
        first_text(row, "title", "name"),
        stage=STAGES.get(stage),
        posts=_posts(row),
        started=[moment(first_text(row, "started_at", "created_at"))],
        updated=moment(first_text(row, "updated_at")),
        ended=moment(first_text(row, "resolved_at")),
        impact=_IMPACTS.get(token(first_text(row, "impact", "severity"))),
        components=(first_text(part, "name") for part in first_rows(row, "components", "services")),
        url=first_text(row, "url", "shortlink"),
    )


def _posts(row: dict[str, Any]) -> Iterator[Post]:
    for event in first_rows(row, "events", "updates", "incident_updates"):
        at = moment(first_text(event, "started_at", "created_at"))
        yield (
            at,
            STAGES.get(token(first_text(event, "status"))),
            first_text(event, "event", "message", "body"),
        )
