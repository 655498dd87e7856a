"""Atlassian Statuspage v2 JSON (https://metastatuspage.com/api), and the pages of incident.io, which copy it.

Every endpoint of the public API is read: summary, status, components, incidents, scheduled maintenances.
"""

from datetime import datetime
from typing import Final

import msgspec

from adapters.status_pages.shared.building import MAX_COMPONENTS, MAX_REPORTS, MAX_UPDATES
from adapters.status_pages.shared.markup import one_line, plain, regions_in, web_link
from adapters.wire import anchors, decode, moment
from bot.domain.report import Component, Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

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
_ANCHORS: Final = {"status.indicator", "components", "incidents", "scheduled_maintenances"}
# What stands beside a `page` on other platforms.
_OTHERS: Final = {"page.status", "page.state", "ongoing_incidents", "activeIncidents"}
# Incidents as programs keep them: the list, or one, without the page that they came from.
_BARE: Final = {"[].incident_updates", "incident_updates", "incidents.incident_updates"}
# What stands where a name should be when an update touches no component.
_NO_COMPONENT: Final = "No components were affected by this update."


class _Page(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    url: str | None = None
    updated_at: str | None = None


class _Status(msgspec.Struct):
    indicator: str | None = None


class _Component(msgspec.Struct):
    """`components[]`. Statuses are an open set: unknown words become UNKNOWN."""

    id: str | int | None = None
    name: str | None = None
    status: str | None = None
    group: bool | None = None
    group_id: str | int | None = None


class _Update(msgspec.Struct):
    status: str | None = None
    body: str | None = None
    created_at: str | None = None
    display_at: str | None = None


class _Incident(msgspec.Struct):
    id: str | int | None = None
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
    ongoing_incidents: msgspec.Raw = msgspec.Raw()  # FlashDuty and incident.io's widget: another format


def sniff(page: Page) -> bool:
    """Whether the bytes carry Statuspage's anchors, or are a list of its incidents without the envelope."""
    found = anchors(page.body)
    if "page" not in found:
        return bool(_BARE & found)
    return bool(_ANCHORS & found) and not (_OTHERS & found)


def parse(page: Page) -> Reading:
    """Read any document of the public API. Raises ParseError."""
    document = decode(_enveloped(page.body), _Document)
    owner = _anchored(document)
    listed = {id_: i for i in document.incidents or () if (id_ := _id(i))}
    planned = {id_: i for i in document.scheduled_maintenances or () if (id_ := _id(i))}
    planned |= {id_: i for id_, i in listed.items() if _is_maintenance(i)}
    reported = [(id_, i) for id_, i in listed.items() if id_ not in planned]
    indicator = document.status.indicator if document.status else None
    page_url = web_link(owner.url) or page.url
    return Reading(
        format=FORMAT.name,
        service=one_line(owner.name or ""),
        page_url=page_url,
        status=_HEADLINE.get((indicator or "").lower(), ComponentStatus.UNKNOWN),
        components=_components(document.components or []),
        reports=tuple(_report(id_, i, owner, page) for id_, i in reported[:MAX_REPORTS]),
        maintenances=tuple(_maintenance(id_, i, page) for id_, i in list(planned.items())[:MAX_REPORTS]),
        lists_resolved=document.status is None and document.incidents is not None,
        page_id=owner.id,
    )


def history(url: str) -> str | None:
    """Where resolved incidents are still listed: they leave summary.json at once."""
    marker = "/api/v2/summary.json"
    return url.replace(marker, "/api/v2/incidents.json") if marker in url else None


FORMAT: Final = Format(
    name="statuspage",
    parse=parse,
    sniff=sniff,
    probes=("/api/v2/summary.json",),
    hosts=("statuspage.io",),
    history=history,
)


def _enveloped(body: bytes) -> bytes:
    """The document, with an envelope put round incidents that stand alone."""
    found = anchors(body)
    if "page" in found or not (_BARE & found):
        return body
    if "incidents" in found:
        return b'{"page":{},' + body.partition(b"{")[2]
    listed = body if "[]" in found else b"[" + body + b"]"
    return b'{"page":{},"incidents":' + listed + b"}"


def _anchored(document: _Document) -> _Page:
    """The `page` object, once something that only Statuspage says stands beside it."""
    if document.page is None:
        raise ParseError("no `page` object: not a Statuspage document")
    if bytes(document.ongoing_incidents):
        raise ParseError("`ongoing_incidents`: a widget's document, which has no `incidents` to read")
    if document.status is not None:
        # Others put a `status` of their own beside a `page`: without the indicator it is not this format.
        if document.status.indicator is None:
            raise ParseError("no status.indicator: another platform's page")
        return document.page
    lists = (document.components, document.incidents, document.scheduled_maintenances)
    if all(part is None for part in lists):
        raise ParseError("a `page` object with nothing beside it: not a Statuspage document")
    return document.page


def _id(incident: _Incident) -> str:
    """The id as text; a page that gives none is known by its link or its name."""
    named = incident.id if incident.id is not None else ""
    return (str(named).strip() or incident.shortlink or one_line(incident.name or ""))[:200]


def _is_maintenance(incident: _Incident) -> bool:
    """Whether an entry among the incidents is planned work: by its stage or by its impact."""
    return (incident.status or "").lower() in _MAINTENANCE or (incident.impact or "").lower() == "maintenance"


def _components(components: list[_Component]) -> tuple[Component, ...]:
    """The components without their group rows, which only repeat their children's worst state."""
    groups: dict[str | int | None, str] = {
        c.id: one_line(c.name or "") for c in components if c.group and c.id is not None
    }
    return tuple(
        Component(
            id=str(component.id) if component.id not in (None, "") else name,
            name=name,
            group=groups.get(component.group_id),
            region=next(iter(regions_in(name)), None),
            status=_COMPONENT.get((component.status or "").lower(), ComponentStatus.UNKNOWN),
        )
        for component in components[:MAX_COMPONENTS]
        if not component.group and ((name := one_line(component.name or "")) or component.id)
    )


def _report(id_: str, incident: _Incident, owner: _Page, page: Page) -> Report:
    status = _status(incident)
    updates = _updates(incident)
    named = [moment(text) for text in (incident.started_at, incident.created_at)]
    starts = [time for time in (*named, *(u.at for u in updates[:1])) if time is not None]
    started = min(starts, default=moment(owner.updated_at) or page.fetched_at)
    title = one_line(incident.name or "")
    components = _names(incident.components or [])
    home = web_link(owner.url)
    return Report(
        id=id_,
        title=title,
        status=status,
        impact=_IMPACT.get((incident.impact or "").lower()),
        started_at=started,
        updated_at=moment(incident.updated_at) or (updates[-1].at if updates else started),
        # A reopened report keeps the time at which it was first called resolved.
        resolved_at=None if status.is_open else moment(incident.resolved_at) or _resolution(updates),
        components=components,
        regions=regions_in(title, *components),
        updates=updates,
        url=web_link(incident.shortlink) or (f"{home.rstrip('/')}/incidents/{id_}" if home else None),
    )


def _names(components: list[_Component]) -> tuple[str, ...]:
    names = dict.fromkeys(one_line(component.name or "") for component in components[:MAX_COMPONENTS])
    return tuple(name for name in names if name and name != _NO_COMPONENT)


def _status(incident: _Incident) -> ReportStatus:
    """The stage; an unknown word is open unless an end is given."""
    known = _REPORT.get((incident.status or "").lower())
    if known is not None:
        return known
    return ReportStatus.RESOLVED if incident.resolved_at else ReportStatus.INVESTIGATING


def _resolution(updates: tuple[ReportUpdate, ...]) -> datetime | None:
    """The time of the first closing update, for pages that give no `resolved_at`."""
    return next((u.at for u in updates if not u.status.is_open), None)


def _updates(incident: _Incident) -> tuple[ReportUpdate, ...]:
    """The newest hundred, oldest first. A word that is no stage ("update") leaves the stage as it was."""
    posts = [
        (at, update)
        for update in incident.incident_updates or []
        if (at := moment(update.display_at) or moment(update.created_at)) is not None
    ]
    # Pages list the newest first: turned round, two of one second keep their order.
    posts.reverse()
    found = []
    status = ReportStatus.INVESTIGATING
    for at, update in sorted(posts, key=lambda post: post[0])[-MAX_UPDATES:]:
        status = _REPORT.get((update.status or "").lower(), status)
        found.append(ReportUpdate(at=at, status=status, text=plain(update.body or "")))
    return tuple(found)


def _maintenance(id_: str, incident: _Incident, page: Page) -> Maintenance:
    starts, ends = moment(incident.scheduled_for), moment(incident.scheduled_until)
    status = _MAINTENANCE.get((incident.status or "").lower())
    return Maintenance(
        id=id_,
        title=one_line(incident.name or ""),
        status=status or _stage_by_time(incident, starts, ends, page.fetched_at),
        starts_at=starts,
        ends_at=ends,
    )


def _stage_by_time(
    incident: _Incident, starts: datetime | None, ends: datetime | None, now: datetime
) -> MaintenanceStatus:
    """Where work stands whose stage is not one of maintenance (resolved, postmortem, or unheard of)."""
    known = _REPORT.get((incident.status or "").lower())
    closed = known is not None and not known.is_open
    if closed or incident.resolved_at or (ends is not None and ends <= now):
        return MaintenanceStatus.COMPLETED
    begun = known is not None or (starts is not None and starts <= now)
    return MaintenanceStatus.IN_PROGRESS if begun else MaintenanceStatus.SCHEDULED
