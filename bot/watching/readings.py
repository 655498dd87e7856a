"""A reading made ours: of the parts that we follow, and every report under the id by which it was first told.

Feeds give a new GUID to every update, pages change platform, and the same incident comes back under another
id. What carries the title of an open report that has just left its page, and began at about its time, is it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.report import Reading, Report
from bot.domain.service import Source
from bot.domain.status import ComponentStatus, gravest
from bot.watching.record import Aliases, PageState

# Dates of entries are rewritten too: by the last update's time, or to the day.
NEAR: Final = timedelta(hours=36)
MAX_ALIASES: Final = 200


def under_first_ids(before: PageState, reading: Reading) -> tuple[Reading, Aliases]:
    """The reading with its reports under the ids by which they were first known, and the aliases for that."""
    aliases = dict(before.aliases)
    seen = {aliases.get(report.id, report.id) for report in reading.reports}
    lost = [report for report in before.reports if report.id not in seen]
    known = {report.id for report in before.reports} | dict(before.closed).keys()
    for report in reading.reports:
        if report.id in known or report.id in aliases:
            continue
        same = next((old for old in lost if _is_same(old, report)), None)
        if same is not None:
            lost.remove(same)
            aliases[report.id] = same.id
    if not aliases:
        return reading, ()
    kept = tuple(aliases.items())[-MAX_ALIASES:]
    return replace(reading, reports=_renamed(reading.reports, dict(kept))), kept


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


def with_beside(reading: Reading, other: Reading) -> Reading:
    """The reading with the announced work that the same page lists in another document."""
    known = {work.id for work in reading.maintenances}
    more = tuple(work for work in other.maintenances if work.id not in known)
    return replace(reading, maintenances=(*reading.maintenances, *more))


def _is_same(old: Report, new: Report) -> bool:
    return (
        bool(old.title)
        and old.title.casefold() == new.title.casefold()
        and abs(old.started_at - new.started_at) <= NEAR
    )


def _renamed(reports: tuple[Report, ...], aliases: Mapping[str, str]) -> tuple[Report, ...]:
    """The reports under their first ids. Of two that become one, the later updated speaks."""
    named: dict[str, Report] = {}
    for report in reports:
        first = replace(report, id=aliases.get(report.id, report.id))
        if first.id not in named or named[first.id].updated_at < first.updated_at:
            named[first.id] = first
    return tuple(named.values())


def _touches(components: tuple[str, ...], names: set[str], others: set[str]) -> bool:
    """Whether a report's components include one of ours, or none that is known to be another's."""
    return bool(names & set(components)) or not (others & set(components))
