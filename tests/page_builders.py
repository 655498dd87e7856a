"""Builders of what pages say; import them from `tests.builders`."""

from datetime import UTC, datetime

from bot.domain.observation import Observation
from bot.domain.report import Component, Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import (
    ComponentStatus,
    Impact,
    MaintenanceStatus,
    ReportStatus,
    UnreadableReason,
)

NOON = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time on the day of NOON, UTC."""
    return NOON.replace(hour=hour, minute=minute, second=second)


def a_component(
    id: str = "web",  # noqa: A002  -- the field's name
    *,
    name: str | None = None,
    status: ComponentStatus = ComponentStatus.OPERATIONAL,
    group: str | None = None,
    region: str | None = None,
) -> Component:
    return Component(id=id, name=name or id.title(), status=status, group=group, region=region)


def an_update(
    text: str = "We are looking into it.",
    *,
    at: datetime = NOON,
    status: ReportStatus = ReportStatus.INVESTIGATING,
) -> ReportUpdate:
    return ReportUpdate(at=at, status=status, text=text)


def a_report(
    id: str = "r1",  # noqa: A002  -- the field's name
    *,
    title: str = "Elevated errors",
    status: ReportStatus = ReportStatus.INVESTIGATING,
    impact: Impact | None = Impact.MAJOR,
    started_at: datetime = NOON,
    updated_at: datetime | None = None,
    resolved_at: datetime | None = None,
    components: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    updates: tuple[ReportUpdate, ...] = (),
    url: str | None = "https://status.example.com/incidents/r1",
) -> Report:
    """`updated_at` is the last update's time unless given."""
    return Report(
        id=id,
        title=title,
        status=status,
        impact=impact,
        started_at=started_at,
        updated_at=updated_at or resolved_at or (updates[-1].at if updates else started_at),
        resolved_at=resolved_at,
        components=components,
        regions=regions,
        updates=updates,
        url=url,
    )


def a_maintenance(
    id: str = "m1",  # noqa: A002  -- the field's name
    *,
    title: str = "Database upgrade",
    status: MaintenanceStatus = MaintenanceStatus.IN_PROGRESS,
    starts_at: datetime | None = NOON,
    ends_at: datetime | None = None,
) -> Maintenance:
    return Maintenance(id=id, title=title, status=status, starts_at=starts_at, ends_at=ends_at)


def a_page(
    body: bytes = b"{}",
    *,
    url: str = "https://status.example.com/api/v2/summary.json",
    fetched_at: datetime = NOON,
    content_type: str = "application/json",
) -> Page:
    return Page(url=url, body=body, fetched_at=fetched_at, content_type=content_type)


def a_reading(
    service: str = "Example",
    *,
    format: str = "statuspage",  # noqa: A002  -- the field's name
    page_url: str = "https://status.example.com",
    status: ComponentStatus = ComponentStatus.OPERATIONAL,
    components: tuple[Component, ...] = (),
    reports: tuple[Report, ...] = (),
    maintenances: tuple[Maintenance, ...] = (),
    lists_resolved: bool = False,
    page_id: str | None = None,
) -> Reading:
    return Reading(
        format=format,
        service=service,
        page_url=page_url,
        status=status,
        components=components,
        reports=reports,
        maintenances=maintenances,
        lists_resolved=lists_resolved,
        page_id=page_id,
    )


def an_observation(
    service: str = "discord",
    *,
    source: str | None = None,
    at: datetime = NOON,
    status: ComponentStatus = ComponentStatus.PARTIAL_OUTAGE,
    report: Report | None = None,
    unreadable: UnreadableReason | None = None,
    baseline: bool = False,
) -> Observation:
    """A headline change unless a `report` is given; the source is the service's first."""
    return Observation(
        service=service,
        source=source or f"{service}/0",
        at=at,
        status=status,
        report=report,
        unreadable=unreadable,
        baseline=baseline,
    )
