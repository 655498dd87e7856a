"""Atlassian Statuspage v2 JSON (https://metastatuspage.com/api), and the pages of incident.io, which copy it.

Every endpoint of the public API is read: summary, status, components, incidents, scheduled maintenances.
"""

from datetime import datetime
from typing import Final

import msgspec

from adapters.status_pages.markup import one_line, plain, regions_in
from adapters.wire import decode, moment
from bot.domain.report import Component, Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus, UnreadableReason
from bot.errors import ParseError

_HEADLINE: Final = {
    "none": ComponentStatus.OPERATIONAL,
    "minor": ComponentStatus.DEGRADED_PERFORMANCE,
    "major": ComponentStatus.PARTIAL_OUTAGE,
    "critical": ComponentStatus.MAJOR_OUTAGE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_COMPONENT: Final = {
    **{status.value: status for status in ComponentStatus},
    "full_outage": ComponentStatus.MAJOR_OUTAGE,
}
_IMPACT: Final = {impact.value: impact for impact in Impact}
_REPORT: Final = {status.value: status for status in ReportStatus}
_MAINTENANCE: Final = {
    "scheduled": MaintenanceStatus.SCHEDULED,
    "in_progress": MaintenanceStatus.IN_PROGRESS,
    "verifying": MaintenanceStatus.IN_PROGRESS,
    "completed": MaintenanceStatus.COMPLETED,
    "cancelled": MaintenanceStatus.COMPLETED,
}
# Cloudflare, the largest page known, lists 461 components and 50 incidents.
MAX_COMPONENTS: Final = 2_000
MAX_REPORTS: Final = 200
MAX_UPDATES: Final = 100


class _Page(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    url: str | None = None
    updated_at: str | None = None


class _Status(msgspec.Struct):
    indicator: str | None = None


class _Component(msgspec.Struct):
    """`components[]`. Statuses are an open set: unknown words become UNKNOWN."""

    id: str | None = None
    name: str | None = None
    status: str | None = None
    group: bool | None = None
    group_id: str | None = None


class _Update(msgspec.Struct):
    status: str | None = None
    body: str | None = None
    created_at: str | None = None
    display_at: str | None = None


class _Incident(msgspec.Struct):
    id: str
    name: str | None = None
    status: str | None = None
    impact: str | None = None
    created_at: str | None = None
    started_at: str | None = None
    updated_at: str | None = None
    resolved_at: str | None = None
    shortlink: str | None = None
    scheduled_for: str | None = None
    scheduled_until: str | None = None
    components: list[_Component] | None = None
    incident_updates: list[_Update] | None = None


class _Document(msgspec.Struct):
    page: _Page | None = None
    status: _Status | None = None
    components: list[_Component] | None = None
    incidents: list[_Incident] | None = None
    scheduled_maintenances: list[_Incident] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Statuspage's anchors."""
    start = page.body[:4_000_000]
    return b'"page"' in start and any(
        key in start for key in (b'"indicator"', b'"components"', b'"incidents"', b'"scheduled_maintenances"')
    )


def parse(page: Page) -> Reading:
    """Read any document of the public API. Raises ParseError."""
    if b"inactive" in page.body[:300].lower() and page.body[:1] not in (b"{", b"["):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    document = decode(page.body, _Document)
    if document.page is None:
        raise ParseError("no `page` object: not a Statuspage document")
    parts = (document.status, document.components, document.incidents, document.scheduled_maintenances)
    if all(part is None for part in parts):
        raise ParseError("a `page` object with nothing beside it: not a Statuspage document")
    if (
        document.status is not None
        and document.status.indicator is None
        and all(p is None for p in parts[1:])
    ):
        raise ParseError("no status.indicator: another platform's page")
    maintenances = list(document.scheduled_maintenances or ())
    incidents: list[_Incident] = []
    for incident in document.incidents or ():
        (maintenances if incident.status in _MAINTENANCE else incidents).append(incident)
    indicator = document.status.indicator if document.status else None
    return Reading(
        format="statuspage",
        service=one_line(document.page.name or ""),
        page_url=document.page.url or page.url,
        status=_HEADLINE.get((indicator or "").lower(), ComponentStatus.UNKNOWN),
        components=_components(document.components or []),
        reports=tuple(_report(incident, document.page, page) for incident in incidents[:MAX_REPORTS]),
        maintenances=tuple(_maintenance(m) for m in maintenances[:MAX_REPORTS]),
        lists_resolved=document.status is None and document.incidents is not None,
    )


def history(url: str) -> str | None:
    """Where resolved incidents are still listed: they leave summary.json at once."""
    marker = "/api/v2/summary.json"
    return url.replace(marker, "/api/v2/incidents.json") if marker in url else None


def _components(components: list[_Component]) -> tuple[Component, ...]:
    """The components without their group rows, which only repeat their children's worst state."""
    groups = {c.id: one_line(c.name or "") for c in components if c.group}
    return tuple(
        Component(
            id=component.id or component.name or "",
            name=one_line(component.name or ""),
            group=groups.get(component.group_id),
            region=next(iter(regions_in(component.name or "")), None),
            status=_COMPONENT.get((component.status or "").lower(), ComponentStatus.UNKNOWN),
        )
        for component in components[:MAX_COMPONENTS]
        if not component.group
    )


def _report(incident: _Incident, owner: _Page, page: Page) -> Report:
    updates = _updates(incident)
    named = [moment(text) for text in (incident.started_at, incident.created_at)]
    starts = [time for time in (*named, *(u.at for u in updates[:1])) if time is not None]
    title = one_line(incident.name or "")
    components = tuple(dict.fromkeys(one_line(c.name or "") for c in (incident.components or [])[:200]))
    started = min(starts, default=moment(owner.updated_at) or page.fetched_at)
    return Report(
        id=incident.id,
        title=title,
        status=_status(incident),
        impact=_IMPACT.get((incident.impact or "").lower()),
        started_at=started,
        updated_at=moment(incident.updated_at) or (updates[-1].at if updates else started),
        resolved_at=moment(incident.resolved_at) or _resolution(incident, updates),
        components=components,
        regions=regions_in(title, *components),
        updates=updates,
        url=incident.shortlink or (f"{owner.url.rstrip('/')}/incidents/{incident.id}" if owner.url else None),
    )


def _status(incident: _Incident) -> ReportStatus:
    """The stage; an unknown word is open unless an end is given."""
    known = _REPORT.get((incident.status or "").lower())
    if known is not None:
        return known
    return ReportStatus.RESOLVED if incident.resolved_at else ReportStatus.INVESTIGATING


def _resolution(incident: _Incident, updates: tuple[ReportUpdate, ...]) -> datetime | None:
    """The time of the first closing update, for pages that give no `resolved_at`."""
    if _status(incident).is_open:
        return None
    return next((u.at for u in updates if not u.status.is_open), None)


def _updates(incident: _Incident) -> tuple[ReportUpdate, ...]:
    found = []
    for update in (incident.incident_updates or [])[:MAX_UPDATES]:
        at = moment(update.display_at) or moment(update.created_at)
        if at is not None:
            status = _REPORT.get((update.status or "").lower(), _status(incident))
            found.append(ReportUpdate(at=at, status=status, text=plain(update.body or "")))
    # Pages list the newest first: turned round, two of one second keep their order.
    found.reverse()
    return tuple(sorted(found, key=lambda update: update.at))


def _maintenance(incident: _Incident) -> Maintenance:
    return Maintenance(
        id=incident.id,
        title=one_line(incident.name or ""),
        status=_MAINTENANCE.get((incident.status or "").lower(), MaintenanceStatus.COMPLETED),
        starts_at=moment(incident.scheduled_for),
        ends_at=moment(incident.scheduled_until),
    )
