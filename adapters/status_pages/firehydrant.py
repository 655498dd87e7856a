"""FireHydrant status pages: `/data/payload.json`.

Incidents are listed for ever; an incident is open while `timestamps.resolved` is missing. Maintenance is an
incident of the severity MAINTENANCE. A component's condition is that of the open incidents that name it.
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
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.ports import Format

_SEVERITY: Final = {
    "sev1": ComponentStatus.MAJOR_OUTAGE,
    "sev2": ComponentStatus.PARTIAL_OUTAGE,
    "sev3": ComponentStatus.DEGRADED_PERFORMANCE,
    "sev4": ComponentStatus.DEGRADED_PERFORMANCE,
}
_CONDITION: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "offline": ComponentStatus.MAJOR_OUTAGE,
}


class _Config(msgspec.Struct, rename="camel"):
    company_name: str | None = None
    title: str | None = None


class _Component(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    condition: str | None = None


class _Event(msgspec.Struct, rename="camel"):
    time: str | None = None
    occurred_at: str | None = None
    details: dict[str, Any] | None = None


class _Incident(msgspec.Struct, rename="camel"):
    id: str | None = None
    title: str | None = None
    severity_slug: str | None = None
    timestamps: dict[str, Any] = {}
    timeline: list[_Event] = []
    components: list[Any] = []


class _Document(msgspec.Struct):
    config: _Config
    conditions: dict[str, Any]
    components: list[_Component]
    incidents: list[_Incident]


def sniff(page: Page) -> bool:
    """Whether the bytes carry FireHydrant's anchors."""
    return {"config", "conditions", "components", "incidents"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the payload. Raises ParseError."""
    document = decode(page.body, _Document)
    conditions = {name: _CONDITION.get(token(kind)) for name, kind in document.conditions.items()}
    opened = [i for i in document.incidents if not _at(i, "resolved") and not _is_work(i)]
    names = {c.id: c.name for c in document.components}
    blamed = _blamed(opened)
    return reading(
        page,
        FORMAT.name,
        document.config.company_name or document.config.title,
        gravest((_severity(i) for i in opened), ComponentStatus.OPERATIONAL),
        components=(
            # A component without a condition of its own is fine, unless an open incident names it.
            component(c.id, c.name, conditions.get(c.condition or "") or _condition(c, blamed))
            for c in document.components
        ),
        reports=(_report(page, i, names) for i in document.incidents if not _is_work(i)),
        maintenances=(_maintenance(page, i) for i in document.incidents if _is_work(i)),
        lists_resolved=True,
    )


FORMAT: Final = Format(name="firehydrant", parse=parse, sniff=sniff, probes=("/data/payload.json",))


def _is_work(incident: _Incident) -> bool:
    return token(incident.severity_slug) == "maintenance"


def _severity(incident: _Incident) -> ComponentStatus:
    return _SEVERITY.get(token(incident.severity_slug), ComponentStatus.UNKNOWN)


def _at(incident: _Incident, name: str) -> Any:
    value = incident.timestamps.get(name)
    return moment(value) if isinstance(value, str) else None


def _ids(incident: _Incident) -> list[str]:
    return [str(c.get("id") or c.get("name")) if isinstance(c, dict) else str(c) for c in incident.components]


def _condition(part: _Component, blamed: dict[str, ComponentStatus]) -> ComponentStatus:
    naming = (blamed[key] for key in (part.id, part.name) if key in blamed)
    return gravest(naming, ComponentStatus.OPERATIONAL)


def _blamed(opened: list[_Incident]) -> dict[str, ComponentStatus]:
    """What the open incidents say of the components that they name, by id or by name."""
    stated: dict[str, list[ComponentStatus]] = {}
    for incident in opened:
        for id_ in _ids(incident):
            stated.setdefault(id_, []).append(_severity(incident))
    return {id_: gravest(statuses, ComponentStatus.OPERATIONAL) for id_, statuses in stated.items()}


def _report(page: Page, incident: _Incident, names: dict[str | None, str | None]) -> Report | None:
    resolved = _at(incident, "resolved")
    graded = _severity(incident)
    return report(
        page,
        incident.id,
        incident.title,
        stage=ReportStatus.RESOLVED if resolved else _stage(incident),
        posts=[(moment(e.occurred_at or e.time), None, _note(e)) for e in incident.timeline],
        started=[_at(incident, "started"), _at(incident, "detected")],
        ended=resolved,
        impact=failing_impact(graded),
        components=[names.get(id_) or "" for id_ in _ids(incident)],
    )


def _stage(incident: _Incident) -> ReportStatus:
    if _at(incident, "mitigated"):
        return ReportStatus.MONITORING
    return ReportStatus.IDENTIFIED if _at(incident, "identified") else ReportStatus.INVESTIGATING


def _note(event: _Event) -> object:
    details = event.details or {}
    return details.get("note") or details.get("body") or ""


def _maintenance(page: Page, incident: _Incident) -> Maintenance | None:
    return maintenance(
        page, incident.id, incident.title, starts=_at(incident, "started"), ends=_at(incident, "resolved")
    )
