"""Recorded provider reports as the observations a poller would have made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.domain.observation import Observation
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, ReportStatus

_HEADLINE = {
    None: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.NONE: ComponentStatus.OPERATIONAL,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


def observations_of(
    service: str, report: Report, *, seen: datetime | None, gone: datetime | None
) -> Iterator[Observation]:
    """One observation a post, each at its own time, never before a poller `seen` the report.

    A report that ends without a closing post is closed when it was resolved, or `gone` from its page.
    """
    posts = report.updates or ()
    times = sorted({max(update.at, seen or update.at) for update in posts} or {seen or report.started_at})
    for at in times:
        shown = tuple(update for update in posts if update.at <= at)
        status = shown[-1].status if shown else ReportStatus.INVESTIGATING
        if report.resolved_at is not None and at >= report.resolved_at:
            status = ReportStatus.RESOLVED
        yield _observation(service, report, status, at, shown)
        if not status.is_open:
            return
    end = report.resolved_at or gone
    if end is not None:
        status = ReportStatus.RESOLVED if report.resolved_at else ReportStatus.WITHDRAWN
        yield _observation(service, report, status, max(end, times[-1]), posts)


def in_order(observations: Iterable[Observation]) -> list[Observation]:
    """By time; what happens in one second in an order that depends on nothing but the observations."""
    return sorted(observations, key=_order)


def _order(observation: Observation) -> tuple[datetime, str, str, str, int, bool]:
    """Of posts of one report in one second the one that shows more comes later, and its end last."""
    report = observation.report
    if report is None:
        return observation.at, observation.service, observation.source, "", 0, False
    closed = not report.status.is_open
    return observation.at, observation.service, observation.source, report.id, len(report.updates), closed


def _observation(
    service: str, report: Report, status: ReportStatus, at: datetime, updates: tuple[ReportUpdate, ...]
) -> Observation:
    shown = replace(
        report,
        status=status,
        updates=updates,
        updated_at=at,
        resolved_at=None if status.is_open else at,
    )
    headline = _HEADLINE[report.impact] if status.is_open else ComponentStatus.OPERATIONAL
    return Observation(service=service, source=service, at=at, status=headline, report=shown)
