"""Apple: `system_status_en_US.js` of its consumer and developer pages; JSON, also wrapped in a call (JSONP).

Events stay for days after their end; "upcoming" ones are announced work.
"""

import re
from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    impact_of,
    maintenance,
    reading,
    report,
    token,
    worst,
)
from adapters.times import epoch
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus
from bot.ports import Format

_TYPE: Final = {
    "available": ComponentStatus.OPERATIONAL,
    "performance": ComponentStatus.DEGRADED_PERFORMANCE,
    "issue": ComponentStatus.PARTIAL_OUTAGE,
    "outage": ComponentStatus.MAJOR_OUTAGE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}
_CALL: Final = re.compile(rb"^\s*[\w.$]{1,60}\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_CLOSED: Final = ("resolved", "completed")


class _Event(msgspec.Struct, rename="camel"):
    message_id: str | int | None = None
    status_type: str | None = None
    event_status: str | None = None
    epoch_start_date: int | None = None
    epoch_end_date: int | None = None
    date_posted: str | None = None
    message: str | None = None
    users_affected: str | None = None


class _Service(msgspec.Struct, rename="camel"):
    service_name: str
    events: list[_Event]
    redirect_url: str | None = None


class _Document(msgspec.Struct):
    services: list[_Service]


def sniff(page: Page) -> bool:
    """Whether the bytes carry Apple's anchors."""
    body = _unwrapped(json_text(page.body))
    return "services" in anchors(body) and b'"serviceName"' in body and b'"events"' in body


def parse(page: Page) -> Reading:
    """Read the system status. Raises ParseError."""
    services = decode(_unwrapped(json_text(page.body)), _Document).services
    events = [(service, event) for service in services for event in service.events]
    return reading(
        page,
        FORMAT.name,
        "Apple",
        components=(component(s.service_name, s.service_name, _status(page, s)) for s in services),
        reports=(_report(page, s, e) for s, e in events if token(e.status_type) != "maintenance"),
        maintenances=(_maintenance(page, s, e) for s, e in events if token(e.status_type) == "maintenance"),
        page_url="https://www.apple.com/support/systemstatus/",
        lists_resolved=True,
    )


def _unwrapped(body: bytes) -> bytes:
    call = _CALL.match(body)
    return call[1] if call else body


FORMAT: Final = Format(
    name="apple",
    parse=parse,
    sniff=sniff,
    probes=("https://www.apple.com/support/systemstatus/data/system_status_en_US.js",),
    hosts=("apple.com",),
    only_there=True,
)


def _is_open(page: Page, event: _Event) -> bool:
    ended = epoch(event.epoch_end_date)
    over = ended is not None and ended <= page.fetched_at
    return token(event.event_status) not in (*_CLOSED, "upcoming") and not over


def _status(page: Page, service: _Service) -> ComponentStatus:
    opened = [
        _TYPE.get(token(e.status_type), ComponentStatus.UNKNOWN) for e in service.events if _is_open(page, e)
    ]
    return worst(opened) if opened else ComponentStatus.OPERATIONAL


def _report(page: Page, service: _Service, event: _Event) -> Report | None:
    started, ended = epoch(event.epoch_start_date), epoch(event.epoch_end_date)
    return report(
        page,
        _id(service, event),
        f"{service.service_name}: {event.status_type or 'event'}",
        stage=ReportStatus.INVESTIGATING if _is_open(page, event) else ReportStatus.RESOLVED,
        posts=[(started, None, event.message or event.users_affected)],
        started=[started],
        updated=ended if ended and ended <= page.fetched_at else None,
        ended=ended,
        impact=impact_of(_TYPE.get(token(event.status_type))),
        components=[service.service_name],
    )


def _maintenance(page: Page, service: _Service, event: _Event) -> Maintenance | None:
    return maintenance(
        page,
        _id(service, event),
        f"{service.service_name}: maintenance",
        starts=epoch(event.epoch_start_date),
        ends=epoch(event.epoch_end_date),
    )


def _id(service: _Service, event: _Event) -> str:
    """One event is listed under each service that it touches."""
    return f"{service.service_name}/{event.message_id or event.epoch_start_date or ''}"
