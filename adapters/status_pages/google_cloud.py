"""Google Cloud's `incidents.json`, whose schema Workspace, Firebase, Maps and Ads share.

https://status.cloud.google.com/incidents.schema.json. An incident is open while it has no `end`; AVAILABLE in
an update means mitigated, and post-mortems are added weeks after the end.
"""

from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from adapters.status_pages.shared.building import failing_impact, reading, report
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

_IMPACT: Final = {
    "SERVICE_INFORMATION": ComponentStatus.DEGRADED_PERFORMANCE,
    "SERVICE_DISRUPTION": ComponentStatus.PARTIAL_OUTAGE,
    "SERVICE_OUTAGE": ComponentStatus.MAJOR_OUTAGE,
}
_NAMES: Final = {"status.cloud.google.com": "Google Cloud", "www.google.com": "Google Workspace"}


class _Named(msgspec.Struct):
    title: str | None = None
    id: str | None = None


class _Update(msgspec.Struct):
    when: str | None = None
    created: str | None = None
    text: str | None = None
    status: str | None = None


class _Incident(msgspec.Struct):
    id: str
    begin: str | None
    external_desc: str | None
    updates: list[_Update] = []
    created: str | None = None
    modified: str | None = None
    end: str | None = None
    status_impact: str | None = None
    affected_products: list[_Named] = []
    currently_affected_locations: list[_Named] = []
    previously_affected_locations: list[_Named] = []
    uri: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry the schema's anchors; an empty list only from a host of Google's."""
    found = anchors(page.body)
    return {"[].id", "[].begin", "[].external_desc"} <= found or (found == {"[]"} and _is_google(page))


def parse(page: Page) -> Reading:
    """Read the incidents. Raises ParseError."""
    incidents = decode(page.body, list[_Incident])
    if not incidents and not _is_google(page):
        raise ParseError("an empty list that is not from Google: it says nothing")
    reports = [_report(page, incident) for incident in incidents]
    opened = [_status(i) for i, r in zip(incidents, reports, strict=True) if r and r.status.is_open]
    return reading(
        page,
        FORMAT.name,
        _NAMES.get(urlsplit(page.url).hostname or "", "Google"),
        gravest(opened, ComponentStatus.OPERATIONAL),
        reports=reports,
        page_url=urljoin(page.url, "."),
        lists_resolved=True,
    )


def _is_google(page: Page) -> bool:
    host = urlsplit(page.url).hostname or ""
    return host == "google.com" or host.endswith(".google.com")


FORMAT: Final = Format(
    name="google_cloud",
    parse=parse,
    sniff=sniff,
    probes=("/incidents.json",),
    hosts=("google.com", "status.firebase.google.com"),
    only_there=True,
)


def _status(incident: _Incident) -> ComponentStatus:
    return _IMPACT.get(incident.status_impact or "", ComponentStatus.UNKNOWN)


def _report(page: Page, incident: _Incident) -> Report | None:
    ended = moment(incident.end)
    mitigated = bool(incident.updates) and _newest(incident).status == "AVAILABLE"
    still = ReportStatus.MONITORING if mitigated else ReportStatus.INVESTIGATING
    places: list[Any] = [*incident.currently_affected_locations, *incident.previously_affected_locations]
    graded = _status(incident)
    return report(
        page,
        incident.id,
        incident.external_desc,
        stage=ReportStatus.RESOLVED if ended else still,
        posts=[(moment(u.when or u.created), None, u.text) for u in incident.updates],
        started=[moment(incident.begin), moment(incident.created)],
        updated=moment(incident.modified),
        ended=ended,
        impact=failing_impact(graded),
        components=[product.title for product in incident.affected_products],
        regions=[place.id or place.title for place in places],
        url=_address(page, incident.uri),
    )


def _address(page: Page, path: str | None) -> str | None:
    try:
        return urljoin(page.url, path) if path else None
    except ValueError:  # a bracket that lacks its fellow
        return None


def _newest(incident: _Incident) -> _Update:
    return max(incident.updates, key=lambda update: update.when or "")
