"""Salesforce Trust: `https://api.status.salesforce.com/v1/instances/status` and `/incidents/active`.

Texts are keys of a table elsewhere, so an incident has no title: its instances and kind stand for it.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import component, maintenance, reading, report, token
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.errors import ParseError
from bot.ports import Format

_PREFIXES: Final = (
    ("majorincidentnoncore", ComponentStatus.PARTIAL_OUTAGE),
    ("majorincident", ComponentStatus.MAJOR_OUTAGE),
    ("minorincident", ComponentStatus.DEGRADED_PERFORMANCE),
    ("informational", ComponentStatus.OPERATIONAL),
    ("maintenance", ComponentStatus.UNDER_MAINTENANCE),
    ("ok", ComponentStatus.OPERATIONAL),
)
_IMPACT: Final = {"minor": Impact.MINOR, "major": Impact.CRITICAL}
_NAMED: Final = 3


class _Impact(msgspec.Struct, rename="camel"):
    start_time: str | None = None
    end_time: str | None = None
    type: str | None = None
    severity: str | None = None


class _Incident(msgspec.Struct, rename="camel"):
    id: int | str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    incident_impacts: list[_Impact] = msgspec.field(default_factory=list, name="IncidentImpacts")
    incident_events: list[dict[str, Any]] = msgspec.field(default_factory=list, name="IncidentEvents")
    instance_keys: list[str] = []
    service_keys: list[str] = []


class _Work(msgspec.Struct, rename="camel"):
    id: int | str | None = None
    name: str | None = None
    planned_start_time: str | None = None
    planned_end_time: str | None = None


class _Instance(msgspec.Struct, rename="camel"):
    key: str
    status: str
    is_active: bool | None = None
    location: str | None = None
    incidents: list[_Incident] = msgspec.field(default_factory=list, name="Incidents")
    maintenances: list[_Work] = msgspec.field(default_factory=list, name="Maintenances")


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of instances or of incidents."""
    found = anchors(page.body)
    return {"[].key", "[].status", "[].Incidents"} <= found or {
        "[].IncidentImpacts",
        "[].instanceKeys",
    } <= found


def parse(page: Page) -> Reading:
    """Read instances with their incidents, or incidents alone. Raises ParseError."""
    if "[].IncidentImpacts" in anchors(page.body):
        return _read(page, [], decode(page.body, list[_Incident]))
    instances = [i for i in decode(page.body, list[_Instance]) if i.is_active is not False]
    if not instances:
        raise ParseError("no active instance: nothing says that this is Salesforce Trust")
    return _read(page, instances, [incident for i in instances for incident in i.incidents])


FORMAT: Final = Format(
    name="salesforce",
    parse=parse,
    sniff=sniff,
    probes=("https://api.status.salesforce.com/v1/incidents/active",),
    hosts=("status.salesforce.com",),
    only_there=True,
)


def _read(page: Page, instances: list[_Instance], incidents: list[_Incident]) -> Reading:
    failing = [i for i in instances if _status(i.status) is not ComponentStatus.OPERATIONAL]
    calm = [i for i in instances if _status(i.status) is ComponentStatus.OPERATIONAL]
    works = {str(w.id): w for i in instances for w in i.maintenances}
    return reading(
        page,
        FORMAT.name,
        "Salesforce",
        # What fails comes first: there are more instances than a reading has room for.
        components=(component(i.key, i.key, _status(i.status), group=i.location) for i in (*failing, *calm)),
        reports=(_report(page, incident) for incident in incidents),
        maintenances=(
            maintenance(
                page, w.id, w.name, starts=moment(w.planned_start_time), ends=moment(w.planned_end_time)
            )
            for w in works.values()
        ),
        page_url="https://status.salesforce.com",
    )


def _status(word: str) -> ComponentStatus:
    key = token(word)
    return next((s for prefix, s in _PREFIXES if key.startswith(prefix)), ComponentStatus.UNKNOWN)


def _report(page: Page, incident: _Incident) -> Report | None:
    impacts = incident.incident_impacts
    ends = [moment(impact.end_time) for impact in impacts]
    ended = max((end for end in ends if end), default=None) if ends and all(ends) else None
    graded = [_IMPACT[word] for i in impacts if (word := token(i.severity)) in _IMPACT]
    names = ", ".join(incident.instance_keys[:_NAMED])
    kind = next((i.type for i in impacts if i.type), "incident")
    return report(
        page,
        incident.id,
        f"{kind} on {names}" if names else kind,
        stage=ReportStatus.RESOLVED if ended else ReportStatus.INVESTIGATING,
        posts=[
            (moment(str(e.get("createdAt") or "")), None, e.get("message")) for e in incident.incident_events
        ],
        started=[moment(incident.created_at), *(moment(impact.start_time) for impact in impacts)],
        updated=moment(incident.updated_at),
        ended=ended,
        impact=max(graded, key=lambda impact: list(Impact).index(impact), default=None),
        components=incident.instance_keys,
    )
