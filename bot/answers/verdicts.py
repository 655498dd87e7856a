"""What a service's fresh pages say of it, in one word."""

from collections.abc import Sequence

from bot.answers.snapshot import SourceState
from bot.catalog.catalog import Catalog
from bot.domain.answer import Verdict
from bot.domain.question import Question
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, gravest


def verdict_of(
    question: Question, fresh: Sequence[SourceState], catalog: Catalog, *, is_its_own: bool
) -> Verdict:
    """What the fresh pages say; where they are those of its whole, a part is not down by that alone."""
    if not fresh:
        return Verdict.UNKNOWN
    verdict = _of_pages(question, fresh, catalog)
    return Verdict.DEGRADED if verdict is Verdict.DOWN and not is_its_own else verdict


def is_elsewhere(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> bool:
    """Whether the page reports trouble, and all of it at other components than the one that is asked for.

    That is no "up": the page may call the component something else.
    """
    names = _component_names(question, catalog)
    reports = [report for state in fresh for report in state.reports]
    if not names or not reports or _component_status(question, fresh, catalog) is not None:
        return False
    return all(r.components and not names & {part.casefold() for part in r.components} for r in reports)


def _of_pages(question: Question, fresh: Sequence[SourceState], catalog: Catalog) -> Verdict:
    """What the service's own fresh pages say; a green headline over an open report is no "up"."""
    component = _component_status(question, fresh, catalog)
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


def _component_status(
    question: Question, fresh: Sequence[SourceState], catalog: Catalog
) -> ComponentStatus | None:
    """The worst status of the components on the page that carry the asked component's name."""
    names = _component_names(question, catalog)
    found = [c.status for state in fresh for c in state.components if c.name.casefold() in names]
    return gravest(found, ComponentStatus.UNKNOWN) if found else None


def _component_names(question: Question, catalog: Catalog) -> frozenset[str]:
    """What the page may call the component that is asked for, without its service's name, too."""
    if question.component is None or question.service is None:
        return frozenset()
    known = catalog.services[question.service]
    asked = [c for c in known.components if c.id == question.component]
    names = {name.casefold() for c in asked for name in (c.name, *c.aliases)}
    return frozenset(names | {name.removeprefix(f"{known.name.casefold()} ") for name in names})
