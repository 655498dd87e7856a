"""Instatus: `/summary.json`, and the same document under Statuspage's path (https://instatus.com/help/api).

Two shapes are served: one with `page.status`, one with `status.type`; empty lists are left out of both.
Resolved incidents are not listed.
"""

from typing import Any, Final

import msgspec

from adapters.status_pages.shared.building import (
    STAGES,
    WORK,
    component,
    impact_of,
    maintenance,
    reading,
    report,
    token,
)
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "up": ComponentStatus.OPERATIONAL,
    "degradedperformance": ComponentStatus.DEGRADED_PERFORMANCE,
    "hasissues": ComponentStatus.DEGRADED_PERFORMANCE,
    "partialoutage": ComponentStatus.PARTIAL_OUTAGE,
    "minoroutage": ComponentStatus.PARTIAL_OUTAGE,
    "majoroutage": ComponentStatus.MAJOR_OUTAGE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
}


class _Page(msgspec.Struct):
    name: Any = None
    url: str | None = None
    status: str | None = None


class _Status(msgspec.Struct):
    type: str | None = None


class _Incident(msgspec.Struct, rename="camel"):
    id: str | int | None = None
    name: Any = None
    started: str | None = None
    start: str | None = None
    started_at: str | None = None
    created_at: str | None = None
    status: str | None = None
    impact: str | None = None
    url: str | None = None
    updated_at: str | None = None
    duration: str | int | None = None


class _Component(msgspec.Struct):
    id: str | int | None = None
    name: Any = None
    status: str | None = None
    group: Any = None


class _Document(msgspec.Struct, rename="camel"):
    page: _Page | None = None
    status: _Status | None = None
    active_incidents: list[_Incident] | None = None
    active_maintenances: list[_Incident] | None = None
    components: list[_Component] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Instatus' anchors: a page with a status of its own and no id."""
    found = anchors(page.body)
    if "page" not in found or "page.id" in found or "status.indicator" in found:
        return False
    return "page.status" in found or ("status.type" in found and "activeIncidents" in found)


def parse(page: Page) -> Reading:
    """Read a summary. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.page is None:
        raise ParseError("no `page` object: not an Instatus summary")
    word = document.page.status or (document.status.type if document.status else None)
    if not word:
        raise ParseError("neither page.status nor status.type: not an Instatus summary")
    incidents = document.active_incidents or []
    reports = [_report(page, incident) for incident in incidents]
    return reading(
        page,
        FORMAT.name,
        _text(document.page.name),
        _headline(word, incidents),
        components=(
            component(c.id, _text(c.name), _status(c.status), group=_group(c.group))
            for c in document.components or []
        ),
        reports=reports,
        maintenances=(
            maintenance(
                page,
                m.id,
                _text(m.name),
                starts=moment(m.start or m.started),
                stage=WORK.get(token(m.status)),
            )
            for m in document.active_maintenances or []
        ),
        page_url=document.page.url,
    )


FORMAT: Final = Format(
    name="instatus", parse=parse, sniff=sniff, probes=("/summary.json",), hosts=("instatus.com",)
)


def _report(page: Page, incident: _Incident) -> Any:
    return report(
        page,
        incident.id,
        _text(incident.name),
        stage=STAGES.get(token(incident.status), ReportStatus.INVESTIGATING),
        started=[
            moment(incident.started or incident.start or incident.started_at) or moment(incident.created_at)
        ],
        updated=moment(incident.updated_at),
        impact=impact_of(_status(incident.impact)),
        url=incident.url,
    )


def _status(word: object) -> ComponentStatus:
    """A status word; pages prefix it with a count ("ONEMAJOROUTAGE")."""
    key = token(word)
    return next((s for ending, s in _STATUS.items() if key.endswith(ending)), ComponentStatus.UNKNOWN)


def _headline(word: str, incidents: list[_Incident]) -> ComponentStatus:
    """The page's word; "has issues" grades nothing, so the worst open incident does."""
    stated = _status(word)
    if token(word) != "hasissues":
        return stated
    graded = [_status(incident.impact) for incident in incidents]
    return gravest((stated, *graded), stated)


def _text(name: Any) -> str:
    """A name, also where it is given in several languages."""
    if isinstance(name, dict):
        name = name.get("default") or name.get("en") or next(iter(name.values()), "")
    return name if isinstance(name, str) else ""


def _group(group: Any) -> str:
    return _text(group.get("name")) if isinstance(group, dict) else _text(group)
