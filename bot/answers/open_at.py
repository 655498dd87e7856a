"""What is open at a service: the one place that says so, for answers, lists, baselines and digests."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from bot.answers.snapshot import Snapshot, SourceState, newest_first
from bot.catalog.catalog import Catalog
from bot.domain.answer import OpenAt, Verdict
from bot.domain.incident import Incident
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, gravest

# Where only a headline speaks of trouble nobody knows since when.
LAST: Final = datetime.max.replace(tzinfo=UTC)


def open_at(
    service: str, snapshot: Snapshot, catalog: Catalog, now: datetime, *, component: str | None = None
) -> OpenAt:
    """How a service is, or one of its components, by its own page, or by that of its whole."""
    speaker = speaker_for(service, snapshot, catalog)
    states = snapshot.sources.get(speaker, ())
    fresh = [state for state in states if state.is_fresh(now)]
    names = _component_names(service, component, catalog)
    return OpenAt(
        service=service,
        speaker=speaker,
        verdict=_verdict(fresh, names, is_its_own=speaker == service),
        reports=newest_first(report for state in states for report in state.reports),
        is_read=bool(fresh),
        is_elsewhere=_is_elsewhere(fresh, names),
    )


def alone_of(services: Iterable[OpenAt], incidents: Sequence[Incident]) -> tuple[OpenAt, ...]:
    """Those with trouble that is part of none of these incidents, the longest first."""
    shared = {service for incident in incidents for service in (incident.root, *incident.services)}
    found = [one for one in services if one.is_open and one.service not in shared]
    return tuple(sorted(found, key=lambda one: one.since or LAST))


def was_read(one: OpenAt, snapshot: Snapshot) -> bool:
    """Whether the page that speaks for it was ever read."""
    return any(state.read_at is not None for state in snapshot.sources.get(one.speaker, ()))


def speaker_for(service: str, snapshot: Snapshot, catalog: Catalog) -> str:
    """Whose page speaks for a service: its own, or, for a part without one, that of its whole."""
    if snapshot.sources.get(service) or (known := catalog.services.get(service)) is None or known.sources:
        return service
    return next((whole for whole in catalog.ancestors(service) if snapshot.sources.get(whole)), service)


def _verdict(fresh: Sequence[SourceState], names: frozenset[str], *, is_its_own: bool) -> Verdict:
    """What the fresh pages say; where they are those of its whole, a part is not down by that alone."""
    if not fresh:
        return Verdict.UNKNOWN
    verdict = _of_pages(fresh, names)
    return Verdict.DEGRADED if verdict is Verdict.DOWN and not is_its_own else verdict


def _is_elsewhere(fresh: Sequence[SourceState], names: frozenset[str]) -> bool:
    """Whether the page reports trouble, and all of it at other components than the one of these names.

    That is no "up": the page may call the component something else.
    """
    reports = [report for state in fresh for report in state.reports]
    if not names or not reports or _component_status(fresh, names) is not None:
        return False
    return all(r.components and not names & {part.casefold() for part in r.components} for r in reports)


def _of_pages(fresh: Sequence[SourceState], names: frozenset[str]) -> Verdict:
    """What the service's own fresh pages say; a green headline over an open report is no "up"."""
    component = _component_status(fresh, names)
    statuses = [component] if component is not None else [state.status for state in fresh]
    reports = [report for state in fresh for report in state.reports if report.impact is not Impact.NONE]
    forgotten = any(state.stale for state in fresh) and not any(state.reports for state in fresh)
    if ComponentStatus.MAJOR_OUTAGE in statuses and not forgotten:
        return Verdict.DOWN
    if any(status.is_failing for status in statuses):
        return Verdict.DEGRADED
    if component is None and any(report.impact is Impact.CRITICAL for report in reports):
        return Verdict.DOWN
    if reports or any(state.reports for state in fresh):
        return Verdict.DEGRADED
    running = any(m.status is MaintenanceStatus.IN_PROGRESS for state in fresh for m in state.maintenances)
    if ComponentStatus.UNDER_MAINTENANCE in statuses or running:
        return Verdict.MAINTENANCE
    return Verdict.UP if ComponentStatus.OPERATIONAL in statuses else Verdict.UNKNOWN


def _component_status(fresh: Sequence[SourceState], names: frozenset[str]) -> ComponentStatus | None:
    """The worst status of the components on the page that carry one of these names."""
    found = [c.status for state in fresh for c in state.components if c.name.casefold() in names]
    return gravest(found, ComponentStatus.UNKNOWN) if found else None


def _component_names(service: str, component: str | None, catalog: Catalog) -> frozenset[str]:
    """What the page may call the component that is asked for, without its service's name, too."""
    if component is None or service not in catalog.services:
        return frozenset()
    known = catalog.services[service]
    asked = [c for c in known.components if c.id == component]
    names = {name.casefold() for c in asked for name in (c.name, *c.aliases)}
    return frozenset(names | {name.removeprefix(f"{known.name.casefold()} ") for name in names})
