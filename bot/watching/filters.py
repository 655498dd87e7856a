"""A service's share of a page that several services have in common."""

from dataclasses import replace

from bot.domain.report import Reading
from bot.domain.service import Source
from bot.domain.status import ComponentStatus, gravest


def filtered(reading: Reading, source: Source) -> Reading:
    """The reading with only the components that are this service's, and the reports that touch them.

    Components are chosen by id, since names repeat. A report that names no component (incident.io never does)
    may touch any: it stays. The headline is that of the chosen components, where the page still lists any of
    them; else it is unknown, since the page's own speaks of others too.
    """
    if not source.components:
        return reading
    mine = tuple(part for part in reading.components if part.id in source.components)
    names = {part.name for part in mine}
    others = {part.name for part in reading.components} - names
    reports = tuple(
        report
        for report in reading.reports
        if not report.components or _touches(report.components, names, others)
    )
    status = gravest((part.status for part in mine), ComponentStatus.UNKNOWN)
    return replace(reading, components=mine, reports=reports, status=status)


def _touches(components: tuple[str, ...], names: set[str], others: set[str]) -> bool:
    """Whether a report's components include one of ours, or none that is known to be another's."""
    return bool(names & set(components)) or not (others & set(components))
