"""What providers say of themselves, as it is shown: reports, and planned work."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.answers.snapshot import SourceState
from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, member_key
from bot.domain.report import Maintenance, Report
from bot.domain.shown import MaintenanceShown, ReportShown
from bot.domain.status import MaintenanceStatus
from bot.domain.subject import maintenance_subject, report_subject
from bot.overview.references import ref, web_address
from bot.rendering.text import clean

# Of an update so much is shown; the rest stands on the provider's own page.
MAX_UPDATE: Final = 1_000
MAX_TITLE: Final = 300
_LAST: Final = datetime.max.replace(tzinfo=UTC)

Spoken = Mapping[str, str]
"""By the key of a report, the incident that speaks for it."""


def spoken_for(incidents: Iterable[Incident]) -> Spoken:
    """The reports of these incidents; of several the first one's."""
    found: dict[str, str] = {}
    for incident in incidents:
        own = (incident.root_report,) if incident.root_report is not None else ()
        for member in (*incident.members, *own):
            found.setdefault(member.key, incident.id)
    return found


def reports_shown(
    states: Iterable[SourceState], catalog: Catalog, spoken: Spoken, now: datetime
) -> tuple[ReportShown, ...]:
    """The open reports of these pages, newest first; of what was not read lately as it was then."""
    found = [
        replace(
            report_shown(report, state.service, state.source, catalog, spoken),
            unread_since=None if state.is_fresh(now) else state.read_at,
        )
        for state in states
        for report in state.reports
    ]
    return tuple(sorted(found, key=lambda report: (report.updated_at, report.id), reverse=True))


def report_shown(
    report: Report, service: str, source: str, catalog: Catalog, spoken: Spoken | None = None
) -> ReportShown:
    """One report."""
    return ReportShown(
        id=report_subject(source, report.id),
        service=ref(service, catalog),
        title=clean(report.title, MAX_TITLE),
        status=report.status,
        impact=report.impact,
        started_at=report.started_at,
        updated_at=report.updated_at,
        resolved_at=report.resolved_at,
        components=report.components,
        regions=report.regions,
        newest_update=clean(report.updates[-1].text, MAX_UPDATE) if report.updates else "",
        url=web_address(report.url) or _page(service, catalog),
        incident=(spoken or {}).get(member_key(source, report.id)),
    )


def maintenances_shown(
    states: Iterable[SourceState], catalog: Catalog, now: datetime
) -> tuple[MaintenanceShown, ...]:
    """The planned work of these pages that has not ended, the soonest first."""
    found = [
        _maintenance(planned, state, catalog)
        for state in states
        for planned in state.maintenances
        if not _has_ended(planned, now)
    ]
    return tuple(sorted(found, key=lambda one: (one.starts_at or _LAST, one.id)))


def _has_ended(planned: Maintenance, now: datetime) -> bool:
    """By its page, or by the clock where its page has never said that it began."""
    if planned.status is MaintenanceStatus.SCHEDULED:
        return planned.ends_at is not None and planned.ends_at < now and planned.starts_at is not None
    return planned.status is MaintenanceStatus.COMPLETED


def _maintenance(planned: Maintenance, state: SourceState, catalog: Catalog) -> MaintenanceShown:
    return MaintenanceShown(
        id=maintenance_subject(state.source, planned.id),
        service=ref(state.service, catalog),
        title=clean(planned.title, MAX_TITLE),
        status=planned.status,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        url=_page(state.service, catalog),
    )


def _page(service: str, catalog: Catalog) -> str | None:
    known = catalog.services.get(service)
    return web_address(known.status_url) if known is not None else None


def states_of(
    services: Iterable[str], states: Mapping[str, tuple[SourceState, ...]]
) -> Iterator[SourceState]:
    """The states of these services' pages."""
    for service in services:
        yield from states.get(service, ())
