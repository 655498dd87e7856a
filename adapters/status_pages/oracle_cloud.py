"""Oracle Cloud: `https://ocistatus.oraclecloud.com/api/v2/components.json` and `components_v2.json`.

Health of each service in each region; an incident is named by its id alone, wherever it is felt.
"""

import re
from typing import Final

import msgspec

from adapters.status_pages.shared.building import (
    component,
    failing_impact,
    reading,
    report,
    status_named,
)
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, Impact, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

# The states of the dashboard (https://docs.oracle.com/iaas/Content/General/Concepts/status-service.htm), in
# the spellings of its documents, and those of the older ones.
_STATUS: Final = {
    "normalperformance": ComponentStatus.OPERATIONAL,
    "informational": ComponentStatus.OPERATIONAL,
    "servicedegradation": ComponentStatus.DEGRADED_PERFORMANCE,
    "servicedisruption": ComponentStatus.PARTIAL_OUTAGE,
    "servicedown": ComponentStatus.MAJOR_OUTAGE,
}
_CODE: Final = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,20}){1,3}-\d{1,2}")


class _Incident(msgspec.Struct, rename="camel"):
    incident_id: str | None = None
    severity: str | None = None


class _Service(msgspec.Struct, rename="camel"):
    service_name: str
    service_status: str | None = None
    service_category_name: str | None = None
    incidents: list[_Incident] | None = None


class _Region(msgspec.Struct, rename="camel"):
    region_name: str
    region_canonical_name: str | None = None
    service_health_reports: list[_Service] = []


class _Document(msgspec.Struct, rename="camel"):
    region_health_reports: list[_Region]


def sniff(page: Page) -> bool:
    """Whether the bytes carry Oracle's anchors."""
    return "regionHealthReports" in anchors(page.body)


def parse(page: Page) -> Reading:
    """Read the health of all regions. Raises ParseError."""
    regions = decode(page.body, _Document).region_health_reports
    if not any(region.service_health_reports for region in regions):
        raise ParseError("no region with a service: it says nothing")
    rows = [(region, service) for region in regions for service in region.service_health_reports]
    rows.sort(key=lambda row: -_status(row[1]).severity)  # there may be more than a reading has room for
    felt: dict[str, list[tuple[_Region, _Service]]] = {}
    for region, service in rows:
        for incident in service.incidents or []:
            if incident.incident_id:
                felt.setdefault(incident.incident_id, []).append((region, service))
    return reading(
        page,
        FORMAT.name,
        "Oracle Cloud",
        components=(
            component(
                f"{region.region_name}/{service.service_name}",
                f"{service.service_name} ({region.region_name})",
                _status(service),
                group=_code(region),
                region=_code(region),
            )
            for region, service in rows
        ),
        reports=(
            report(
                page,
                id_,
                f"{where[0][1].service_name} | {where[0][0].region_name}",
                stage=ReportStatus.INVESTIGATING,
                impact=_impact(id_, where),
                components=[service.service_name for _, service in where],
                regions=[_code(region) for region, _ in where],
            )
            for id_, where in felt.items()
        ),
        page_url="https://ocistatus.oraclecloud.com",
    )


FORMAT: Final = Format(
    name="oracle_cloud",
    parse=parse,
    sniff=sniff,
    probes=("https://ocistatus.oraclecloud.com/api/v2/components.json",),
    hosts=("ocistatus.oraclecloud.com",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _code(region: _Region) -> str:
    """The region's code ("us-ashburn-1"), which stands in either member."""
    names = (region.region_canonical_name or "", region.region_name)
    return next((name for name in names if _CODE.fullmatch(name)), region.region_name)


def _status(service: _Service) -> ComponentStatus:
    return status_named(service.service_status, _STATUS)


def _impact(id_: str, where: list[tuple[_Region, _Service]]) -> Impact | None:
    """By the severity that the incident has, else by the services that feel it."""
    stated = [
        status_named(incident.severity, _STATUS)
        for _, service in where
        for incident in service.incidents or []
        if incident.incident_id == id_
    ]
    felt = [_status(service) for _, service in where]
    return failing_impact(gravest([s for s in stated if s.is_failing] or felt, ComponentStatus.UNKNOWN))
