"""StatusPal: `/api/v2/status_pages/<subdomain>/summary` and `/status` (https://docs.statuspal.io/api).

Times have no zone and are read as UTC.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    failing_impact,
    maintenance,
    reading,
    report,
    token,
)
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Component, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_STATUS: Final = {
    "": ComponentStatus.OPERATIONAL,
    "minor": ComponentStatus.DEGRADED_PERFORMANCE,
    "major": ComponentStatus.MAJOR_OUTAGE,
    "scheduled": ComponentStatus.UNDER_MAINTENANCE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_WORK: Final = ("scheduled", "maintenance")
_DEPTH: Final = 10


class _Page(msgspec.Struct):
    name: str | None = None
    url: str | None = None
    subdomain: str | None = None
    current_incident_type: str | None = None


class _Service(msgspec.Struct):
    id: int | str | None = None
    name: str | None = None
    current_incident_type: str | None = None
    children: list["_Service"] | None = None


class _Incident(msgspec.Struct):
    id: int | str | None = None
    title: str | None = None
    type: str | None = None
    service_ids: list[Any] | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    updated_at: str | None = None
    url: str | None = None
    updates: list[dict[str, Any]] | None = None


class _Document(msgspec.Struct):
    status_page: _Page
    services: list[_Service] | None = None
    incidents: list[_Incident] | None = None
    maintenances: list[_Incident] | None = None
    upcoming_maintenances: list[_Incident] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry StatusPal's anchors."""
    found = anchors(page.body)
    return "status_page" in found and bool({"status_page.current_incident_type", "services"} & found)


def parse(page: Page) -> Reading:
    """Read a summary or a status. Raises ParseError."""
    document = decode(page.body, _Document)
    services = list(_leaves(document.services or [], "", _DEPTH))
    names = {str(service.id): service.name for service, _ in services}
    listed = document.incidents or []
    return reading(
        page,
        FORMAT.name,
        document.status_page.name,
        _STATUS.get(token(document.status_page.current_incident_type), ComponentStatus.UNKNOWN),
        components=(_component(service, group) for service, group in services),
        reports=(_report(page, i, names) for i in listed if not _is_work(i)),
        maintenances=(
            maintenance(page, i.id, i.title, starts=moment(i.starts_at), ends=moment(i.ends_at))
            for i in (
                *filter(_is_work, listed),
                *(document.maintenances or []),
                *(document.upcoming_maintenances or []),
            )
        ),
        page_url=document.status_page.url,
        page_id=document.status_page.subdomain,
    )


FORMAT: Final = Format(
    name="statuspal", parse=parse, sniff=sniff, hosts=("statuspal.io",), unproven=FROM_DOCUMENTATION
)


def _is_work(incident: _Incident) -> bool:
    return token(incident.type) in _WORK


def _leaves(services: list[_Service], group: str, depth: int) -> Any:
    for service in services:
        if service.children and depth:
            yield from _leaves(service.children, service.name or group, depth - 1)
        else:
            yield service, group


def _component(service: _Service, group: str) -> Component | None:
    status = _STATUS.get(token(service.current_incident_type), ComponentStatus.UNKNOWN)
    return component(service.id, service.name, status, group=group)


def _report(page: Page, incident: _Incident, names: dict[str, str | None]) -> Report | None:
    ended = moment(incident.ends_at)
    closed = ended is not None and ended <= page.fetched_at
    graded = _STATUS.get(token(incident.type))
    return report(
        page,
        incident.id,
        incident.title,
        stage=ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING,
        posts=[
            (moment(str(u.get("posted_at") or u.get("inserted_at") or "")), None, u.get("description"))
            for u in incident.updates or []
        ],
        started=[moment(incident.starts_at)],
        updated=moment(incident.updated_at),
        ended=ended,
        impact=failing_impact(graded),
        components=[names.get(str(id_)) for id_ in incident.service_ids or []],
        url=incident.url,
    )
