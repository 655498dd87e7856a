"""Heroku: `https://status.heroku.com/api/v4/current-status` and `/incidents`."""

import re
from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    WORK,
    component,
    failing_impact,
    maintenance,
    reading,
    report,
    token,
)
from adapters.status_pages.shared.closing_words import says_it_is_over
from adapters.status_pages.shared.markup import plain_text
from adapters.times import moment
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, gravest
from bot.ports import Format

_LIGHT: Final = {
    "green": ComponentStatus.OPERATIONAL,
    "blue": ComponentStatus.UNDER_MAINTENANCE,
    "yellow": ComponentStatus.PARTIAL_OUTAGE,
    "red": ComponentStatus.MAJOR_OUTAGE,
}


_CALLED_OFF: Final = re.compile(r"\b(?:is|was|has been) (?:now )?(?:cancell?ed|called off)\b", re.IGNORECASE)
_PUT_OFF: Final = re.compile(
    r"\b(?:is|was|has been|have been) (?:now )?(?:postponed|rescheduled)\b", re.IGNORECASE
)


class _Light(msgspec.Struct):
    system: str
    status: str


class _Update(msgspec.Struct):
    contents: str | None = None
    created_at: str | None = None
    update_type: str | None = None
    status_prod: str | None = None
    status_dev: str | None = None


class _Incident(msgspec.Struct):
    id: int | str | None = None
    title: str | None = None
    state: str | None = None
    resolved: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    resolved_at: str | None = None
    full_url: str | None = None
    scheduled_start: str | None = None
    scheduled_end: str | None = None
    updates: list[_Update] = []


class _Document(msgspec.Struct):
    status: list[_Light]
    incidents: list[_Incident]
    scheduled: list[_Incident] = []


def sniff(page: Page) -> bool:
    """Whether the bytes carry Heroku's anchors."""
    return {"status", "incidents", "scheduled"} <= anchors(page.body) and b'"system"' in json_text(page.body)


def parse(page: Page) -> Reading:
    """Read the current status. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(
        page,
        FORMAT.name,
        "Heroku",
        components=(
            component(light.system, light.system, _LIGHT.get(token(light.status), ComponentStatus.UNKNOWN))
            for light in document.status
        ),
        reports=(_report(page, incident) for incident in document.incidents),
        maintenances=(
            maintenance(
                page,
                work.id,
                work.title,
                starts=moment(work.scheduled_start) or moment(work.created_at),
                ends=moment(work.scheduled_end),
                stage=_stage_of_work(work),
            )
            for work in document.scheduled
        ),
        page_url="https://status.heroku.com",
    )


FORMAT: Final = Format(
    name="heroku",
    parse=parse,
    sniff=sniff,
    probes=("https://status.heroku.com/api/v4/current-status",),
    hosts=("status.heroku.com",),
    only_there=True,
)


def _closed(incident: _Incident) -> bool:
    return bool(incident.resolved) or token(incident.state) == "resolved"


def _report(page: Page, incident: _Incident) -> Report | None:
    graded = gravest((_lit(update) for update in incident.updates), ComponentStatus.UNKNOWN)
    return report(
        page,
        incident.id,
        incident.title,
        stage=ReportStatus.RESOLVED if _closed(incident) else _newest(incident),
        posts=[
            (moment(u.created_at), STAGES.get(token(u.update_type)), u.contents) for u in incident.updates
        ],
        started=[moment(incident.created_at)],
        updated=moment(incident.updated_at),
        ended=moment(incident.resolved_at),
        impact=failing_impact(graded),
        url=incident.full_url,
    )


def _lit(update: _Update) -> ComponentStatus:
    lights = (
        _LIGHT.get(token(light), ComponentStatus.UNKNOWN) for light in (update.status_prod, update.status_dev)
    )
    return gravest(lights, ComponentStatus.UNKNOWN)


def _stage_of_work(work: _Incident) -> MaintenanceStatus | None:
    """Where planned work stands: its state is left at "upcoming", so its newest post decides."""
    word = token(_last(work).update_type)
    if _closed(work) or WORK.get(word) is MaintenanceStatus.COMPLETED or word == "resolved":
        return MaintenanceStatus.COMPLETED
    words = plain_text(_last(work).contents or "")
    if says_it_is_over(words) or _CALLED_OFF.search(words):
        return MaintenanceStatus.COMPLETED
    return MaintenanceStatus.SCHEDULED if _PUT_OFF.search(words) else None


def _last(incident: _Incident) -> _Update:
    return max(incident.updates, key=lambda update: update.created_at or "", default=_Update())


def _newest(incident: _Incident) -> ReportStatus:
    newest = _last(incident)
    stage = STAGES.get(token(newest.update_type), ReportStatus.INVESTIGATING)
    return stage if stage.is_open else ReportStatus.MONITORING  # it says "resolved", the incident does not
