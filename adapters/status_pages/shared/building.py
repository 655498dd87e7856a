"""Values of a Reading from what any format gives: bounded, in order, at odds with themselves nowhere.

A parser says what its page means; the limits, the fallbacks and the order are the same for all and live here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from adapters.status_pages.shared.component_words import STATES
from adapters.status_pages.shared.markup import headline, one_line, plain_text, regions_in, web_link
from adapters.status_pages.shared.stage_words import report_words, work_words
from bot.domain.report import Component, Maintenance, NewsEntry, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus, gravest

T = TypeVar("T")

# Cloudflare, the largest page known, lists 461 components and 50 incidents.
MAX_COMPONENTS: Final = 2_000
MAX_REPORTS: Final = 500
MAX_UPDATES: Final = 100
MAX_NAMES: Final = 300
MAX_ID_CHARACTERS: Final = 300

Post = tuple[datetime | None, ReportStatus | None, object]
"""One post: when (None drops it), its stage (None keeps the one before it), its text, HTML or plain."""

_IMPACTS: Final = {
    ComponentStatus.OPERATIONAL: Impact.NONE,
    ComponentStatus.DEGRADED_PERFORMANCE: Impact.MINOR,
    ComponentStatus.PARTIAL_OUTAGE: Impact.MAJOR,
    ComponentStatus.MAJOR_OUTAGE: Impact.CRITICAL,
}


def token(word: object) -> str:
    """A page's own word in one spelling: "IN_PROGRESS", "In progress" and "inProgress" are one."""
    return "".join(character for character in str(word or "")[:100].casefold() if character.isalnum())


def status_named(word: object, own: Mapping[str, ComponentStatus]) -> ComponentStatus:
    """The status that a format's own table names, else the one that the word means anywhere."""
    name = token(word)
    return own.get(name) or STATES.get(name, ComponentStatus.UNKNOWN)


# The words of all languages, each in one spelling; where languages differ, the first in the table decides.
STAGES: Final[Mapping[str, ReportStatus]] = {
    token(word): stage for word, stage in reversed(list(report_words()))
}
WORK: Final[Mapping[str, MaintenanceStatus]] = {
    token(word): stage for word, stage in reversed(list(work_words()))
}


def impact_of(status: ComponentStatus | None) -> Impact | None:
    """The impact of a report whose page grades it in the words of components."""
    return _IMPACTS.get(status) if status is not None else None


def failing_impact(status: ComponentStatus | None) -> Impact | None:
    """The same, but None for what does not fail: there the page has not graded the report."""
    return impact_of(status) if status is not None and status.is_failing else None


def status_of(impact: Impact | None) -> ComponentStatus:
    """The status that an impact stands for; UNKNOWN where a report is not graded."""
    return next((s for s, i in _IMPACTS.items() if i is impact), ComponentStatus.UNKNOWN)


def worst(statuses: Iterable[ComponentStatus]) -> ComponentStatus:
    """The headline of a page that has none: what fails most, else work, else operational if anything is."""
    stated = list(statuses)
    failing = gravest(stated, ComponentStatus.UNKNOWN)
    if failing.is_failing:
        return failing
    calm = (ComponentStatus.UNDER_MAINTENANCE, ComponentStatus.OPERATIONAL)
    return next((status for status in calm if status in stated), ComponentStatus.UNKNOWN)


def component(
    id_: object, name: object, status: ComponentStatus, *, group: object = None, region: str | None = None
) -> Component | None:
    """A component; its name serves for an id that is missing. None without either."""
    identity, title = _identified(id_, name)
    if not identity:
        return None
    return Component(
        id=identity,
        name=title or identity,
        status=status,
        group=one_line(str(group or "")) or None,
        region=region or next(iter(regions_in(title)), None),
    )


def report(  # noqa: PLR0913  -- one argument a member of Report
    page: Page,
    id_: object,
    title: object,
    *,
    stage: ReportStatus | None = None,
    posts: Iterable[Post] = (),
    updates: tuple[ReportUpdate, ...] = (),
    started: Iterable[datetime | None] = (),
    updated: datetime | None = None,
    ended: datetime | None = None,
    infers_end: bool = True,
    impact: Impact | None = None,
    components: Iterable[object] = (),
    max_components: int = MAX_NAMES,
    regions: Iterable[object] = (),
    url: object = None,
) -> Report | None:
    """A report. Its stage, where none is given, is that of its last post. None without an id or a title.

    `updates` are for a format that has read its posts already, in their order; else they are made of `posts`.
    `infers_end` takes the end of what is over from its posts where its page gives none.
    """
    identity, name = _identified(id_, title)
    if not identity:
        return None
    updates = updates or _updates(posts, stage)
    status = stage or (updates[-1].status if updates else ReportStatus.INVESTIGATING)
    begun = _earliest((*started, *(update.at for update in updates[:1])), updated or page.fetched_at)
    end = _closing(updates) or updated if infers_end else None
    parts = _names(components, max_components)
    return Report(
        id=identity,
        title=name,
        status=status,
        impact=impact,
        started_at=begun,
        updated_at=updated or (updates[-1].at if updates else begun),
        resolved_at=None if status.is_open else ended or end,
        components=parts,
        regions=tuple(dict.fromkeys((*_names(regions, MAX_NAMES), *regions_in(name, *parts)))),
        updates=updates,
        url=web_link(url),
    )


def maintenance(
    page: Page,
    id_: object,
    title: object,
    *,
    starts: datetime | None = None,
    ends: datetime | None = None,
    stage: MaintenanceStatus | None = None,
) -> Maintenance | None:
    """Planned work; where its page has no word for it, its window says where it stands."""
    identity, name = _identified(id_, title)
    if not identity:
        return None
    if stage is None:
        stage = MaintenanceStatus.SCHEDULED
        if starts is not None and starts <= page.fetched_at:
            stage = MaintenanceStatus.IN_PROGRESS
        if ends is not None and ends <= page.fetched_at:
            stage = MaintenanceStatus.COMPLETED
    return Maintenance(id=identity, title=name, status=stage, starts_at=starts, ends_at=ends)


def reading(  # noqa: PLR0913  -- one argument a member of Reading
    page: Page,
    format_: str,
    service: object,
    status: ComponentStatus | None = None,
    *,
    components: Iterable[Component | None] = (),
    reports: Iterable[Report | None] = (),
    maintenances: Iterable[Maintenance | None] = (),
    page_url: object = None,
    page_id: object = None,
    lists_resolved: bool = False,
    mentions: Iterable[NewsEntry] = (),
) -> Reading:
    """A reading within its bounds, each id once.

    Without a `status` of the page's own, it is the worst of what components and open reports say. A page
    that lists reports and nothing else is calm when none is open: its parser has seen its anchor.
    """
    parts = {part.id: part for part in _taken(components, MAX_COMPONENTS)}
    listed = {report.id: report for report in reversed(_told_apart(_taken(reports, MAX_REPORTS)))}
    work = {piece.id: piece for piece in _taken(maintenances, MAX_REPORTS) if piece.id not in listed}
    if status is None:
        opened = [report for report in listed.values() if report.status.is_open]
        stated = [part.status for part in parts.values()] + [status_of(report.impact) for report in opened]
        status = worst(stated) if stated else ComponentStatus.OPERATIONAL
        if opened and status is ComponentStatus.OPERATIONAL:
            status = ComponentStatus.UNKNOWN
    return Reading(
        format=format_,
        service=one_line(str(service or "")),
        page_url=web_link(page_url) or page.url,
        page_id=one_line(str(page_id or ""))[:MAX_ID_CHARACTERS] or None,
        status=status,
        components=tuple(parts.values()),
        reports=tuple(reversed(listed.values())),
        maintenances=tuple(work.values()),
        lists_resolved=lists_resolved,
        mentions=tuple(mentions),
    )


def _identified(id_: object, name: object) -> tuple[str, str]:
    """An id and a name, each on one line; the name serves for an id that is missing."""
    title = headline(str(name or ""))
    return one_line(str(id_ if id_ is not None else ""))[:MAX_ID_CHARACTERS] or title, title


def _taken(values: Iterable[T | None], limit: int) -> list[T]:
    """The first values; what is beyond the limit is not even looked at."""
    return list(islice((value for value in values if value is not None), limit))


def _told_apart(reports: list[Report]) -> list[Report]:
    """Reports under ids of their own: what shares one, but neither title nor start, is another incident."""
    first: dict[str, Report] = {}
    for report in reports:
        first.setdefault(report.id, report)
    return [
        report
        if (report.title == first[report.id].title or report.started_at == first[report.id].started_at)
        else replace(report, id=f"{report.id} {report.title}"[:MAX_ID_CHARACTERS])
        for report in reports
    ]


def _names(names: Iterable[object], limit: int) -> tuple[str, ...]:
    found = dict.fromkeys(one_line(str(name or "")) for name in islice(names, limit))
    return tuple(name for name in found if name)


def _updates(posts: Iterable[Post], stage: ReportStatus | None) -> tuple[ReportUpdate, ...]:
    """The newest hundred, oldest first. The list comes in either order; within a second that order counts."""
    dated = [(at, word, text) for at, word, text in posts if at is not None]
    if dated and dated[0][0] > dated[-1][0]:
        dated.reverse()
    found: list[ReportUpdate] = []
    status = ReportStatus.INVESTIGATING
    for at, word, text in sorted(dated, key=lambda post: post[0])[-MAX_UPDATES:]:
        status = word or status
        found.append(ReportUpdate(at=at, status=status, text=plain_text(str(text or ""))))
    if found and stage is not None and not any(word for _, word, _ in dated):
        found[-1] = ReportUpdate(at=found[-1].at, status=stage, text=found[-1].text)
    return tuple(found)


def _earliest(moments: Iterable[datetime | None], otherwise: datetime) -> datetime:
    return min((at for at in moments if at is not None), default=otherwise)


def _closing(updates: tuple[ReportUpdate, ...]) -> datetime | None:
    """The first closing post after the last open one; the last post where none is called closing."""
    end = updates[-1].at if updates else None
    for update in reversed(updates):
        if update.status.is_open:
            break
        end = update.at
    return end
