"""AWS Health: `https://health.aws.amazon.com/public/currentevents`, JSON in UTF-16 with a byte order mark.

The region stands in the ARN; an event that has ended disappears. The services that an event touches are the
best list of dependents that any provider gives.
"""

import codecs
from typing import Final
from urllib.parse import urlsplit

import msgspec

from adapters.status_pages.shared.building import component, impact_of, reading, report
from adapters.times import epoch
from adapters.wire import anchors, decode
from bot.domain.report import Component, Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "0": ComponentStatus.OPERATIONAL,
    "1": ComponentStatus.DEGRADED_PERFORMANCE,
    "2": ComponentStatus.PARTIAL_OUTAGE,
    "3": ComponentStatus.MAJOR_OUTAGE,
}
_HOST: Final = "health.aws.amazon.com"
_MARKS: Final = {codecs.BOM_UTF16_BE: "utf-16-be", codecs.BOM_UTF16_LE: "utf-16-le"}


class _Log(msgspec.Struct):
    message: str | None = None
    summary: str | None = None
    status: str | int | None = None
    timestamp: int | None = None


class _Service(msgspec.Struct):
    service_name: str | None = None
    current: str | int | None = None


class _Event(msgspec.Struct):
    arn: str
    date: str | int | None = None
    region_name: str | None = None
    status: str | int | None = None
    service: str | None = None
    service_name: str | None = None
    summary: str | None = None
    event_log: list[_Log] = []
    impacted_services: dict[str, _Service] = {}
    end_time: str | int | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry the anchors of current events; an empty list only as AWS writes it."""
    body, is_theirs = _decoded(page)
    found = anchors(body)
    return {"[].arn", "[].event_log"} <= found or (found == {"[]"} and is_theirs)


def parse(page: Page) -> Reading:
    """Read the current events. Raises ParseError."""
    body, is_theirs = _decoded(page)
    events = decode(body, list[_Event])
    if not events and not is_theirs:
        raise ParseError("an empty list that is neither UTF-16 nor from AWS: it says nothing")
    return reading(
        page,
        FORMAT.name,
        "AWS",
        gravest((_status(e.status) for e in events), ComponentStatus.OPERATIONAL),
        components=_components(events),
        reports=(_report(page, event) for event in events),
        page_url="https://health.aws.amazon.com/health/status",
    )


def _decoded(page: Page) -> tuple[bytes, bool]:
    """The document as UTF-8, and whether the way it is written says that it is from AWS."""
    codec = _MARKS.get(page.body[:2])
    if codec is None:
        return page.body, urlsplit(page.url).hostname == _HOST
    return page.body[2:].decode(codec, errors="replace").encode("utf-8", errors="replace"), True


FORMAT: Final = Format(
    name="aws_health",
    parse=parse,
    sniff=sniff,
    probes=("https://health.aws.amazon.com/public/currentevents",),
    hosts=("health.aws.amazon.com", "status.aws.amazon.com"),
    only_there=True,
)


def _status(code: object) -> ComponentStatus:
    return _STATUS.get(str(code), ComponentStatus.UNKNOWN)


def _region(event: _Event) -> str:
    """The region in the ARN (`arn:aws:health:REGION::event/…`), "" for events of no region."""
    parts = event.arn.split(":")
    region = parts[3] if len(parts) > 3 else ""
    return "" if region == "global" else region


def _components(events: list[_Event]) -> list[Component | None]:
    """The services that are touched now. Keyed as AWS keys them: `rds-me-central-1`."""
    return [
        component(key, service.service_name, _status(service.current), region=_region(event) or None)
        for event in events
        for key, service in event.impacted_services.items()
    ]


def _report(page: Page, event: _Event) -> Report | None:
    ended = epoch(event.end_time)
    closed = ended is not None or str(event.status) == "0" or (event.summary or "").startswith("[RESOLVED]")
    names = dict.fromkeys(s.service_name for s in event.impacted_services.values() if str(s.current) != "0")
    return report(
        page,
        event.arn,
        event.summary,
        stage=ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING,
        posts=[(epoch(log.timestamp), None, log.message or log.summary) for log in event.event_log],
        started=[epoch(event.date)],
        ended=ended,
        impact=impact_of(_status(event.status)),
        components=names or [event.service_name],
        regions=[_region(event)],
    )
