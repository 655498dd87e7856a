"""Sorry (https://docs.sorryapp.com/v1): `/api/v1/status`, `/api/v1/components` and `/api/v1/notices`.

In its words "degraded" is worse than "partially degraded". A notice is unplanned (an incident), planned
(work) or general (no news of a state, so that it does not count).
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, maintenance, reading, report, status_named, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode, json_text
from adapters.wire_types import converted
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "partiallydegraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "degraded": ComponentStatus.PARTIAL_OUTAGE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_STAGES: Final = {
    "investigating": ReportStatus.INVESTIGATING,
    "identified": ReportStatus.IDENTIFIED,
    "recovering": ReportStatus.MONITORING,
    "resolved": ReportStatus.RESOLVED,
    "falsealarm": ReportStatus.RESOLVED,
}
_WORK: Final = {
    "scheduled": MaintenanceStatus.SCHEDULED,
    "underway": MaintenanceStatus.IN_PROGRESS,
    "complete": MaintenanceStatus.COMPLETED,
    "cancelled": MaintenanceStatus.COMPLETED,
}


class _Page(msgspec.Struct):
    state: str | None = None
    name: str | None = None
    url: str | None = None


class _Component(msgspec.Struct):
    id: int | str | None = None
    name: str | None = None
    state: str | None = None


class _Update(msgspec.Struct):
    state: str | None = None
    content: str | None = None
    created_at: str | None = None


class _Notice(msgspec.Struct):
    id: int | str | None = None
    type: str | None = None
    state: str | None = None
    subject: str | None = None
    link: str | None = None
    url: str | None = None
    began_at: str | None = None
    begins_at: str | None = None
    ended_at: str | None = None
    ends_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    components: list[_Component] | None = None
    updates: list[_Update] | None = None


class _Document(msgspec.Struct):
    page: _Page | None = None
    components: list[_Component] | None = None
    notices: list[_Notice] | None = None
    response: Any = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Sorry's anchors."""
    found = anchors(page.body)
    if "page.state" in found or {"notices.subject", "notices.state"} <= found:
        return True
    return "response" in found and b'"state"' in json_text(page.body)


def parse(page: Page) -> Reading:
    """Read a status, or a list of components or of notices. Raises ParseError."""
    document = decode(page.body, _Document)
    listed = document.notices or _listed(document.response, list[_Notice], "subject")
    components = document.components or _listed(document.response, list[_Component], "name")
    if document.page is None and document.notices is None and not (components or listed):
        raise ParseError("neither page.state, components nor notices: not a document of Sorry")
    owner = document.page or _Page()
    stated = status_named(owner.state, _STATUS) if owner.state else None
    return reading(
        page,
        FORMAT.name,
        owner.name,
        stated,
        components=(component(c.id, c.name, status_named(c.state, _STATUS)) for c in components),
        reports=(_report(page, notice) for notice in listed if token(notice.type) == "unplanned"),
        maintenances=(_maintenance(page, notice) for notice in listed if token(notice.type) == "planned"),
        page_url=owner.url,
    )


FORMAT: Final = Format(
    name="sorry",
    parse=parse,
    sniff=sniff,
    probes=("/api/v1/status",),
    hosts=("sorryapp.com",),
    unproven=FROM_DOCUMENTATION,
)


def _report(page: Page, notice: _Notice) -> Report | None:
    return report(
        page,
        notice.id,
        notice.subject,
        stage=_STAGES.get(token(notice.state)),
        posts=(
            (moment(update.created_at), _STAGES.get(token(update.state)), update.content)
            for update in notice.updates or []
        ),
        started=[moment(notice.began_at or notice.created_at)],
        updated=moment(notice.updated_at),
        ended=moment(notice.ended_at),
        components=(part.name for part in notice.components or []),
        url=notice.link or notice.url,
    )


def _maintenance(page: Page, notice: _Notice) -> Maintenance | None:
    return maintenance(
        page,
        notice.id,
        notice.subject,
        starts=moment(notice.began_at or notice.begins_at),
        ends=moment(notice.ended_at or notice.ends_at),
        stage=_WORK.get(token(notice.state)),
    )


def _listed(response: Any, kind: Any, member: str) -> Any:
    """The rows of a bare list of one kind, told by a member that only they have."""
    rows = response if isinstance(response, list) else []
    found = [row for row in rows if isinstance(row, dict) and member in row]
    try:
        return converted(found, kind)
    except msgspec.ValidationError as error:
        raise ParseError(f"`response` is no list of Sorry's: {error}") from error
