"""Status.io: `https://api.status.io/1.0/status/<page id>` (https://kb.status.io/developers/public-status-api).

Only open incidents are listed. An unknown page is answered with 200 and an error body.
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import component, failing_impact, maintenance, reading, report
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, UnreadableReason
from bot.errors import ParseError
from bot.ports import Format

# 600 is a security issue, which says nothing of whether the service works.
_STATUS: Final = {
    100: ComponentStatus.OPERATIONAL,
    200: ComponentStatus.UNDER_MAINTENANCE,
    300: ComponentStatus.DEGRADED_PERFORMANCE,
    400: ComponentStatus.PARTIAL_OUTAGE,
    500: ComponentStatus.MAJOR_OUTAGE,
    600: ComponentStatus.MAJOR_OUTAGE,
}
_STAGE: Final = {
    100: ReportStatus.INVESTIGATING,
    200: ReportStatus.IDENTIFIED,
    300: ReportStatus.MONITORING,
    400: ReportStatus.RESOLVED,
}


class _Named(msgspec.Struct):
    name: str | None = None


class _Message(msgspec.Struct):
    details: str | None = None
    state: int | None = None
    status: int | None = None
    datetime: str | None = None


class _Incident(msgspec.Struct):
    id: str | None = msgspec.field(name="_id", default=None)
    name: str | None = None
    datetime_open: str | None = None
    datetime_resolved: str | None = None
    datetime_planned_start: str | None = None
    datetime_planned_end: str | None = None
    messages: list[_Message] | None = None
    components_affected: list[_Named] | None = None
    containers_affected: list[_Named] | None = None


class _Component(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    status_code: int | None = None


class _Overall(msgspec.Struct):
    updated: str | None = None
    status_code: int | None = None


class _Work(msgspec.Struct):
    active: list[_Incident] | None = None
    upcoming: list[_Incident] | None = None


class _Result(msgspec.Struct):
    status_overall: _Overall
    status: list[_Component] = []
    incidents: list[_Incident] = []
    maintenance: _Work | None = None


class _Document(msgspec.Struct):
    result: _Result | None = None
    error: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Status.io's anchors, or its way to say that there is no such page."""
    found = anchors(page.body)
    return "result.status_overall" in found or (found == {"error"} and b"status page not found" in page.body)


def parse(page: Page) -> Reading:
    """Read a status document. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.error:
        reason = UnreadableReason.INACTIVE
        raise ParseError(f"Status.io answers: {' '.join(document.error.split())[:100]}", reason=reason)
    if document.result is None:
        raise ParseError("no `result` object: not a Status.io document")
    result = document.result
    work = result.maintenance or _Work()
    return reading(
        page,
        FORMAT.name,
        "",
        _STATUS.get(result.status_overall.status_code or 0, ComponentStatus.UNKNOWN),
        components=(
            component(c.id, c.name, _STATUS.get(c.status_code or 0, ComponentStatus.UNKNOWN))
            for c in result.status
        ),
        reports=[_report(page, incident) for incident in result.incidents],
        maintenances=[
            *(_maintenance(page, m, MaintenanceStatus.IN_PROGRESS) for m in work.active or []),
            *(_maintenance(page, m, MaintenanceStatus.SCHEDULED) for m in work.upcoming or []),
        ],
    )


FORMAT: Final = Format(name="statusio", parse=parse, sniff=sniff, hosts=("status.io", "hostedstatus.com"))


def _report(page: Page, incident: _Incident) -> Report | None:
    messages = sorted(incident.messages or [], key=lambda message: message.datetime or "")
    newest = _STATUS.get(messages[-1].status or 0) if messages else None
    return report(
        page,
        incident.id,
        incident.name,
        posts=[(moment(m.datetime), _STAGE.get(m.state or 0), m.details) for m in messages],
        started=[moment(incident.datetime_open)],
        ended=moment(incident.datetime_resolved),
        impact=failing_impact(newest),
        components=[c.name for c in incident.components_affected or []],
    )


def _maintenance(page: Page, work: _Incident, stage: MaintenanceStatus) -> Maintenance | None:
    starts = moment(work.datetime_planned_start) or moment(work.datetime_open)
    ends = moment(work.datetime_planned_end)
    return maintenance(page, work.id, work.name, starts=starts, ends=ends, stage=stage)
