"""Better Stack (Better Uptime) status pages: `/index.json`, a JSON:API document.

A resolved report keeps `ends_at` null and an announced one is already called maintenance: the state of the
last update and the clock decide.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec

from adapters.status_pages.shared.building import (
    component,
    failing_impact,
    maintenance,
    reading,
    report,
    status_named,
    token,
)
from adapters.times import moment
from adapters.wire import anchors, decode, json_text
from bot.domain.report import Component, Maintenance, Page, Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, gravest
from bot.errors import ParseError
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "resolved": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "downtime": ComponentStatus.MAJOR_OUTAGE,
    "maintenance": ComponentStatus.UNDER_MAINTENANCE,
}


class _Affected(msgspec.Struct):
    status_page_resource_id: str | int | None = None
    status: str | None = None


class _Attributes(msgspec.Struct):
    company_name: str | None = None
    custom_domain: str | None = None
    subdomain: str | None = None
    aggregate_state: str | None = None
    name: str | None = None
    public_name: str | None = None
    status: str | None = None
    status_page_section_id: str | int | None = None
    title: str | None = None
    report_type: str | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    affected_resources: list[_Affected] | None = None
    message: str | None = None
    published_at: str | None = None
    status_report_id: str | int | None = None


class _Resource(msgspec.Struct):
    type: str
    id: str | int | None = None
    attributes: _Attributes = msgspec.field(default_factory=_Attributes)
    relationships: dict[str, Any] | None = None


class _Document(msgspec.Struct):
    data: _Resource
    included: list[_Resource] = []


@dataclass(frozen=True, slots=True)
class _Updates:
    """The posts, by their own ids and by the reports that they name."""

    by_id: dict[str, _Resource]
    by_report: dict[str, list[_Resource]]

    @classmethod
    def of(cls, updates: list[_Resource]) -> Self:
        by_id = {str(update.id): update for update in updates}
        by_report: dict[str, list[_Resource]] = {}
        for update in by_id.values():
            by_report.setdefault(str(update.attributes.status_report_id), []).append(update)
        return cls(by_id, by_report)

    def about(self, report: _Resource) -> list[_Resource]:
        """The posts of a report: named by it, or naming it."""
        named = (report.relationships or {}).get("status_updates")
        linked = named.get("data") if isinstance(named, dict) else None
        if isinstance(linked, list) and linked:
            ids = [str(link.get("id")) for link in linked if isinstance(link, dict)]
            return [self.by_id[id_] for id_ in ids if id_ in self.by_id]
        return self.by_report.get(str(report.id), [])


def sniff(page: Page) -> bool:
    """Whether the bytes carry Better Stack's anchors."""
    return {"data.type", "data.attributes"} <= anchors(page.body) and b"status_page" in json_text(page.body)


def parse(page: Page) -> Reading:
    """Read `index.json`. Raises ParseError."""
    document = decode(page.body, _Document)
    if document.data.type != "status_page":
        raise ParseError(f"data.type is {document.data.type[:60]}: not a Better Stack page")
    by_type: dict[str, list[_Resource]] = {}
    for resource in document.included:
        by_type.setdefault(resource.type, []).append(resource)
    sections = {str(s.id): s.attributes.name or "" for s in by_type.get("status_page_section", [])}
    components = [_component(r, sections) for r in by_type.get("status_page_resource", [])]
    names = {part.id: part.name for part in components if part is not None}
    updates = _Updates.of(by_type.get("status_update", []))
    reports = by_type.get("status_report", [])
    owner = document.data.attributes
    host = owner.custom_domain or (f"{owner.subdomain}.betteruptime.com" if owner.subdomain else None)
    return reading(
        page,
        FORMAT.name,
        owner.company_name,
        _headline(owner.aggregate_state, components),
        components=components,
        reports=(_report(page, r, names, updates) for r in reports if not _is_work(r)),
        maintenances=(_maintenance(page, r) for r in reports if _is_work(r)),
        page_url=f"https://{host}" if host else None,
        page_id=document.data.id,
        lists_resolved=True,
    )


FORMAT: Final = Format(
    name="betterstack",
    parse=parse,
    sniff=sniff,
    probes=("/index.json",),
    hosts=("betteruptime.com", "betterstack.com"),
)


def _status(word: str | None) -> ComponentStatus:
    return status_named(word, _STATUS)


def _headline(word: str | None, components: list[Component | None]) -> ComponentStatus:
    """The page's own word; but one probe of many that fails is no major outage of the whole."""
    down = sum(part is not None and part.status is ComponentStatus.MAJOR_OUTAGE for part in components)
    stated = _status(word)
    if stated is ComponentStatus.MAJOR_OUTAGE and down <= 1 < len(components):
        return ComponentStatus.PARTIAL_OUTAGE
    return stated


def _component(resource: _Resource, sections: dict[str, str]) -> Component | None:
    attributes = resource.attributes
    section = sections.get(str(attributes.status_page_section_id))
    return component(resource.id, attributes.public_name, _status(attributes.status), group=section)


def _is_work(resource: _Resource) -> bool:
    return token(resource.attributes.report_type) == "maintenance"


def _maintenance(page: Page, resource: _Resource) -> Maintenance | None:
    attributes = resource.attributes
    done = token(attributes.aggregate_state) == "resolved"
    return maintenance(
        page,
        resource.id,
        attributes.title,
        starts=moment(attributes.starts_at),
        ends=moment(attributes.ends_at),
        stage=MaintenanceStatus.COMPLETED if done else None,
    )


def _report(page: Page, resource: _Resource, names: dict[str, str], updates: _Updates) -> Report | None:
    attributes = resource.attributes
    affected = attributes.affected_resources or []
    closed = token(attributes.aggregate_state) == "resolved" or (
        (end := moment(attributes.ends_at)) is not None and (end <= page.fetched_at)
    )
    return report(
        page,
        resource.id,
        attributes.title,
        stage=ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING,
        posts=[
            (moment(u.attributes.published_at), None, u.attributes.message)
            for u in sorted(updates.about(resource), key=lambda u: u.attributes.published_at or "")
        ],
        started=[moment(attributes.starts_at)],
        ended=moment(attributes.ends_at),
        impact=failing_impact(gravest((_status(a.status) for a in affected), ComponentStatus.UNKNOWN)),
        components=[names.get(str(a.status_page_resource_id)) for a in affected],
    )
