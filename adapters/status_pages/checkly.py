"""Checkly status pages: `/api/status-page/<slug>/unresolved-incidents` and `/incidents`.

Neither states a headline: the worst open severity stands for it.
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    failing_impact,
    maintenance,
    reading,
    report,
    token,
    worst,
)
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_SEVERITY: Final = {
    "minor": ComponentStatus.DEGRADED_PERFORMANCE,
    "medium": ComponentStatus.PARTIAL_OUTAGE,
    "major": ComponentStatus.MAJOR_OUTAGE,
    "critical": ComponentStatus.MAJOR_OUTAGE,
}


class _Named(msgspec.Struct):
    name: str | None = None


class _Update(msgspec.Struct):
    status: str | None = None
    description: str | None = None
    published_at: str | None = msgspec.field(default=None, name="publicIncidentUpdateDate")
    created_at: str | None = None


class _Incident(msgspec.Struct):
    last_update_status: str | None = msgspec.field(name="lastUpdateStatus")
    id: str | None = None
    name: str | None = None
    severity: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    services: list[_Named] = []
    incident_updates: list[_Update] = msgspec.field(default_factory=list, name="incidentUpdates")


class _Document(msgspec.Struct):
    incidents: list[_Incident]


def sniff(page: Page) -> bool:
    """Whether the bytes carry Checkly's anchors; an empty list is known by its address alone."""
    found = anchors(page.body)
    return "incidents.lastUpdateStatus" in found or (
        found == {"incidents"} and "/api/status-page/" in page.url
    )


def parse(page: Page) -> Reading:
    """Read a list of incidents. Raises ParseError."""
    incidents = decode(page.body, _Document).incidents
    trouble = [i for i in incidents if token(i.severity) != "maintenance"]
    opened = [i for i in trouble if _stage(i).is_open]
    return reading(
        page,
        FORMAT.name,
        "",
        worst(_severity(i) for i in opened) if opened else ComponentStatus.OPERATIONAL,
        reports=(_report(page, incident) for incident in trouble),
        maintenances=(
            maintenance(page, i.id, i.name, starts=moment(i.created_at))
            for i in incidents
            if token(i.severity) == "maintenance"
        ),
        lists_resolved="unresolved" not in page.url,
    )


FORMAT: Final = Format(name="checkly", parse=parse, sniff=sniff)


def _severity(incident: _Incident) -> ComponentStatus:
    return _SEVERITY.get(token(incident.severity), ComponentStatus.UNKNOWN)


def _stage(incident: _Incident) -> ReportStatus:
    return STAGES.get(token(incident.last_update_status), ReportStatus.INVESTIGATING)


def _report(page: Page, incident: _Incident) -> Report | None:
    graded = _severity(incident)
    return report(
        page,
        incident.id,
        incident.name,
        stage=_stage(incident),
        posts=[
            (moment(u.published_at or u.created_at), STAGES.get(token(u.status)), u.description)
            for u in incident.incident_updates
        ],
        started=[moment(incident.created_at)],
        updated=moment(incident.updated_at),
        impact=failing_impact(graded),
        components=[service.name for service in incident.services],
    )
