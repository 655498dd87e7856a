"""Checkly status pages: `/api/status-page/<slug>/unresolved-incidents`, `/incidents`, and `/summary.json`.

Only the summary states a headline ("UP", "HAS_ISSUES"), which grades nothing: the worst open severity does.
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    WORK,
    maintenance,
    reading,
    report,
    status_named,
    token,
    worst,
)
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_SEVERITY: Final = {
    "minor": ComponentStatus.DEGRADED_PERFORMANCE,
    "low": ComponentStatus.DEGRADED_PERFORMANCE,
    "medium": ComponentStatus.PARTIAL_OUTAGE,
    "high": ComponentStatus.MAJOR_OUTAGE,
    "major": ComponentStatus.MAJOR_OUTAGE,
    "critical": ComponentStatus.MAJOR_OUTAGE,
}


_IMPACT: Final = {
    "minor": Impact.MINOR,
    "low": Impact.MINOR,
    "medium": Impact.MAJOR,
    "high": Impact.MAJOR,
    "major": Impact.MAJOR,
    "critical": Impact.CRITICAL,
}
_HEADLINE: Final = {
    "up": ComponentStatus.OPERATIONAL,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}


# What tells a summary from Instatus', which has the same outline.
_ANCHORS: Final = {
    "activeIncidents.affectedServices",
    "activeIncidents.startedAt",
    "activeMaintenances.affectedServices",
    "activeMaintenances.startsAt",
}


class _Named(msgspec.Struct):
    name: str | None = None


class _Update(msgspec.Struct):
    status: str | None = None
    description: str | None = None
    published_at: str | None = msgspec.field(default=None, name="publicIncidentUpdateDate")
    created_at: str | None = None


class _Incident(msgspec.Struct):
    last_update_status: str | None = msgspec.field(default=None, name="lastUpdateStatus")
    status: str | None = None
    id: str | int | None = None
    name: str | None = None
    severity: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    created: str | None = msgspec.field(default=None, name="createdAt")
    started_at: str | None = msgspec.field(default=None, name="startedAt")
    starts_at: str | None = msgspec.field(default=None, name="startsAt")
    ends_at: str | None = msgspec.field(default=None, name="endsAt")
    url: str | None = None
    services: list[_Named] = []
    affected_services: list[_Named] = msgspec.field(default_factory=list, name="affectedServices")
    incident_updates: list[_Update] = msgspec.field(default_factory=list, name="incidentUpdates")


class _Owner(msgspec.Struct):
    name: str | None = None
    status: str | None = None
    url: str | None = None


class _Document(msgspec.Struct, rename="camel"):
    incidents: list[_Incident] | None = None
    page: _Owner | None = None
    active_incidents: list[_Incident] = []
    active_maintenances: list[_Incident] = []


def sniff(page: Page) -> bool:
    """Whether the bytes carry Checkly's anchors; an empty list is known by its address alone."""
    found = anchors(page.body)
    if found >= {"page", "activeIncidents"}:
        return bool(_ANCHORS & found)
    return "incidents.lastUpdateStatus" in found or (
        found == {"incidents"} and "/api/status-page/" in page.url
    )


def parse(page: Page) -> Reading:
    """Read a list of incidents, or a summary. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.incidents is None and document.page is None:
        raise ParseError("neither `incidents` nor `page`: not Checkly's documents")
    incidents = document.incidents if document.incidents is not None else document.active_incidents
    trouble = [i for i in incidents if token(i.severity) != "maintenance"]
    work = [i for i in incidents if token(i.severity) == "maintenance"] + document.active_maintenances
    opened = [i for i in trouble if _stage(i).is_open]
    stated = _HEADLINE.get(token(document.page.status)) if document.page else ComponentStatus.OPERATIONAL
    return reading(
        page,
        FORMAT.name,
        document.page.name if document.page else "",
        worst(_severity(i) for i in opened) if opened else stated or ComponentStatus.UNKNOWN,
        reports=(_report(page, incident) for incident in trouble),
        maintenances=(_maintenance(page, i) for i in work),
        page_url=document.page.url if document.page else None,
        lists_resolved=document.page is None and "unresolved" not in page.url,
    )


FORMAT: Final = Format(name="checkly", parse=parse, sniff=sniff)


def _severity(incident: _Incident) -> ComponentStatus:
    return status_named(incident.severity, _SEVERITY)


def _stage(incident: _Incident) -> ReportStatus:
    word = token(incident.last_update_status or incident.status)
    return STAGES.get(word, ReportStatus.INVESTIGATING)


def _report(page: Page, incident: _Incident) -> Report | None:
    return report(
        page,
        incident.id,
        incident.name,
        stage=_stage(incident),
        posts=[
            (moment(u.published_at or u.created_at), STAGES.get(token(u.status)), u.description)
            for u in incident.incident_updates
        ],
        started=[moment(at) for at in (incident.started_at, incident.created_at, incident.created)],
        updated=moment(incident.updated_at),
        impact=_IMPACT.get(token(incident.severity)),
        components=[service.name for service in (*incident.services, *incident.affected_services)],
        url=incident.url,
    )


def _maintenance(page: Page, incident: _Incident) -> Maintenance | None:
    starts = moment(incident.starts_at) or moment(incident.started_at) or moment(incident.created_at)
    return maintenance(
        page,
        incident.id,
        incident.name,
        starts=starts,
        ends=moment(incident.ends_at),
        stage=WORK.get(token(incident.status)),
    )
