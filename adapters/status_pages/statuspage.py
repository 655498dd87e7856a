"""Atlassian Statuspage v2 JSON (https://metastatuspage.com/api), and the pages of incident.io, which copy it.

Every endpoint of the public API is read: summary, status, components, incidents, scheduled maintenances.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    MAX_COMPONENTS,
    STAGES,
    WORK,
    Post,
    component,
    maintenance,
    reading,
    report,
    token,
)
from adapters.status_pages.shared.markup import one_line, web_link
from adapters.times import moment
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Component, Maintenance, Page, Reading, Report
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
    document = decode(_enveloped(json_text(page.body)), _Document)
    owner = _anchored(document)
    listed = {id_: i for i in document.incidents or () if (id_ := _id(i))}
    planned = {id_: i for i in document.scheduled_maintenances or () if (id_ := _id(i))}
    planned |= {id_: i for id_, i in listed.items() if _is_maintenance(i)}
    indicator = document.status.indicator if document.status else None
    return reading(
        page,
        FORMAT.name,
        owner.name,
        _HEADLINE.get((indicator or "").lower(), ComponentStatus.UNKNOWN),
        components=_components(document.components or []),
        reports=(_report(page, id_, i, owner) for id_, i in listed.items() if id_ not in planned),
        maintenances=(_maintenance(page, id_, i) for id_, i in planned.items()),
        page_url=owner.url,
        page_id=owner.id,
        lists_resolved=document.status is None and document.incidents is not None,
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
    return token(incident.status) in WORK or (incident.impact or "").lower() == "maintenance"


def _components(components: list[_Component]) -> Iterator[Component | None]:
    """The components without their group rows, which only repeat their children's worst state."""
    groups: dict[str | int | None, str | None] = {
        c.id: c.name for c in components if c.group and c.id is not None
    }
    for part in components:
        if not part.group:
            status = _COMPONENT.get((part.status or "").lower(), ComponentStatus.UNKNOWN)
            yield component(part.id, part.name, status, group=groups.get(part.group_id))


def _report(page: Page, id_: str, incident: _Incident, owner: _Page) -> Report | None:
    status = _status(incident)
    posts = _posts(incident)
    started = [moment(incident.started_at), moment(incident.created_at)]
    closings = [at for at, stage, _ in posts if at is not None and stage is not None and not stage.is_open]
    home = web_link(owner.url)
    return report(
        page,
        id_,
        incident.name,
        stage=status,
        posts=posts,
        started=started if any(started) or posts else [moment(owner.updated_at)],
        updated=moment(incident.updated_at),
        # A reopened report keeps the time at which it was first called resolved.
        ended=moment(incident.resolved_at) or min(closings, default=None),
        infers_end=False,
        impact=_IMPACT.get((incident.impact or "").lower()),
        components=(c.name for c in incident.components or [] if c.name != _NO_COMPONENT),
        # Cloudflare's widest incidents name all of its 450 places, and each may be watched alone.
        max_components=MAX_COMPONENTS,
        url=web_link(incident.shortlink) or (f"{home.rstrip('/')}/incidents/{id_}" if home else None),
    )


def _status(incident: _Incident) -> ReportStatus:
    """The stage; an unknown word is open unless an end is given."""
    known = STAGES.get(token(incident.status))
    if known is not None:
        return known
    return ReportStatus.RESOLVED if incident.resolved_at else ReportStatus.INVESTIGATING


def _posts(incident: _Incident) -> list[Post]:
    """The posts, oldest first. A word that is no stage ("update") leaves the stage as it was.

    Pages list the newest first: turned round, two of one second keep their order.
    """
    return [
        (at, STAGES.get(token(update.status)), update.body)
        for update in reversed(incident.incident_updates or [])
        if (at := moment(update.display_at) or moment(update.created_at)) is not None
    ]


def _maintenance(page: Page, id_: str, incident: _Incident) -> Maintenance | None:
    starts, ends = moment(incident.scheduled_for), moment(incident.scheduled_until)
    stage = WORK.get(token(incident.status))
    return maintenance(
        page,
        id_,
        incident.name,
        starts=starts,
        ends=ends,
        stage=stage or _stage_by_time(incident, starts, ends, page.fetched_at),
    )


def _stage_by_time(
    incident: _Incident, starts: datetime | None, ends: datetime | None, now: datetime
) -> MaintenanceStatus:
    """Where work stands whose stage is not one of maintenance (resolved, postmortem, or unheard of)."""
    known = STAGES.get(token(incident.status))
    closed = known is not None and not known.is_open
    if closed or incident.resolved_at or (ends is not None and ends <= now):
        return MaintenanceStatus.COMPLETED
    begun = known is not None or (starts is not None and starts <= now)
    return MaintenanceStatus.IN_PROGRESS if begun else MaintenanceStatus.SCHEDULED
