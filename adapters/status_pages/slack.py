"""Slack: `https://slack-status.com/api/v2.0.0/current` and `/history` (https://docs.slack.dev/reference/slack-status-api).

Severity stands only in an incident's type; the stage is only "active" or "resolved".
"""

from typing import Final

import msgspec

from adapters.status_pages.shared.building import impact_of, maintenance, reading, report, token
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

_TYPE: Final = {
    "incident": ComponentStatus.DEGRADED_PERFORMANCE,
    "notice": ComponentStatus.DEGRADED_PERFORMANCE,
    "outage": ComponentStatus.MAJOR_OUTAGE,
}
_CLOSED: Final = ("resolved", "completed", "cancelled", "closed")
_HOME: Final = "https://slack-status.com"


class _Note(msgspec.Struct):
    date_created: str | None = None
    body: str | None = None


class _Incident(msgspec.Struct):
    id: int | str | None = None
    title: str | None = None
    type: str | None = None
    status: str | None = None
    date_created: str | None = None
    date_updated: str | None = None
    url: str | None = None
    services: list[str] = []
    notes: list[_Note] = []


class _Current(msgspec.Struct):
    status: str
    active_incidents: list[_Incident]


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of Slack's current status, or of its history."""
    found = anchors(page.body)
    return {"status", "active_incidents"} <= found or {"[].type", "[].services", "[].notes"} <= found


def parse(page: Page) -> Reading:
    """Read the current status, or the history. Raises ParseError."""
    if "[]" in anchors(page.body):
        incidents, listed, current = decode(page.body, list[_Incident]), True, "ok"
        if not incidents:
            raise ParseError("an empty list: nothing says that this is Slack's history")
    else:
        document = decode(page.body, _Current)
        incidents, listed, current = document.active_incidents, False, document.status
    trouble = [incident for incident in incidents if token(incident.type) != "maintenance"]
    opened = [_TYPE.get(token(i.type), ComponentStatus.UNKNOWN) for i in trouble if not _closed(i)]
    calm = ComponentStatus.OPERATIONAL if token(current) == "ok" else ComponentStatus.UNKNOWN
    return reading(
        page,
        FORMAT.name,
        "Slack",
        gravest(opened, calm),
        reports=(_report(page, incident) for incident in trouble),
        maintenances=(
            maintenance(
                page,
                incident.id,
                incident.title,
                starts=moment(incident.date_created),
                stage=MaintenanceStatus.COMPLETED if _closed(incident) else None,
            )
            for incident in incidents
            if token(incident.type) == "maintenance"
        ),
        page_url=_HOME,
        lists_resolved=listed,
    )


FORMAT: Final = Format(
    name="slack",
    parse=parse,
    sniff=sniff,
    probes=("https://slack-status.com/api/v2.0.0/current",),
    hosts=("slack-status.com", "status.slack.com"),
    only_there=True,
)


def _closed(incident: _Incident) -> bool:
    return token(incident.status) in _CLOSED


def _report(page: Page, incident: _Incident) -> Report | None:
    closed = _closed(incident)
    return report(
        page,
        incident.id,
        incident.title,
        stage=ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING,
        posts=[(moment(note.date_created), None, note.body) for note in incident.notes],
        started=[moment(incident.date_created)],
        updated=moment(incident.date_updated),
        impact=impact_of(_TYPE.get(token(incident.type))),
        components=incident.services,
        url=incident.url,
    )
