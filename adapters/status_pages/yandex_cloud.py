"""Yandex Cloud: `https://status.cloud.yandex.com/api/services?incidents=all`, services with incidents.

The shape is taken from programs that read it. An incident of several services stands under each of them.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from adapters.status_pages.shared.building import component, reading, report, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.ports import Format

# Of an incident's level, by the order in which the page grades them.
_IMPACTS: Final = {1: Impact.MINOR, 2: Impact.MAJOR, 3: Impact.CRITICAL}


class _Zone(msgspec.Struct):
    name: str | None = None
    slug: str | None = None


class _Incident(msgspec.Struct, rename="camel"):
    id: int | str | None = None
    title: str | None = None
    status: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    updated_at: str | None = None
    level_id: int | None = None
    zones: list[_Zone] | None = None


class _Service(msgspec.Struct):
    id: int | str | None = None
    name: str | None = None
    slug: str | None = None
    incidents: list[_Incident] | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry this page's anchors."""
    return {"[].slug", "[].incidents", "[].consoleUrl"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the services. Raises ParseError."""
    services = decode(page.body, list[_Service])
    incidents = {incident.id: incident for service in services for incident in service.incidents or []}
    return reading(
        page,
        FORMAT.name,
        "Yandex Cloud",
        components=(component(s.id, s.name or s.slug, _status(s)) for s in services),
        reports=(
            _report(page, incident, [s.name or s.slug or "" for s in _holding(services, incident)])
            for incident in incidents.values()
        ),
        page_url="https://status.cloud.yandex.com/",
        lists_resolved=True,
    )


FORMAT: Final = Format(
    name="yandex_cloud",
    parse=parse,
    sniff=sniff,
    probes=("https://status.cloud.yandex.com/api/services?incidents=all",),
    hosts=("status.cloud.yandex.com", "status.cloud.yandex.ru"),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _is_over(incident: _Incident) -> bool:
    return token(incident.status) == "resolved" or incident.end_date is not None


def _status(service: _Service) -> ComponentStatus:
    is_hit = any(not _is_over(incident) for incident in service.incidents or [])
    return ComponentStatus.PARTIAL_OUTAGE if is_hit else ComponentStatus.OPERATIONAL


def _holding(services: list[_Service], incident: _Incident) -> Iterator[_Service]:
    return (s for s in services if any(other.id == incident.id for other in s.incidents or []))


def _report(page: Page, incident: _Incident, components: list[str]) -> Report | None:
    return report(
        page,
        incident.id,
        incident.title,
        stage=ReportStatus.RESOLVED if _is_over(incident) else ReportStatus.INVESTIGATING,
        started=[moment(incident.start_date)],
        updated=moment(incident.updated_at),
        ended=moment(incident.end_date),
        impact=_IMPACTS.get(incident.level_id or 0),
        components=components,
        regions=(zone.slug or zone.name for zone in incident.zones or []),
    )
