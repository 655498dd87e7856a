"""RSS and Atom feeds of status pages: Statuspage's, incident.io's, Instatus' and plain ones.

A feed is a log, not a state: it has no headline, so a page's status is known from it only when the feed is
a history that states every end. Nothing is fetched here; a document type or entity definition is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from adapters.status_pages.shared.building import (
    MAX_ID_CHARACTERS,
    MAX_UPDATES,
    maintenance,
    reading,
    report,
    status_of,
)
from adapters.status_pages.shared.feed_entries import FeedEntry, entry_of
from adapters.status_pages.shared.feed_rules import grouped, rule_of, stage_of
from adapters.status_pages.shared.feed_text import begins_like_a_feed, parsed_feed, time_in
from adapters.status_pages.shared.markup import one_line
from adapters.status_pages.shared.stages import updates_of
from bot.domain.report import Maintenance, Page, Reading, Report, ReportUpdate
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus, gravest
from bot.ports import Format


def sniff(page: Page) -> bool:
    """Whether the bytes look like a feed."""
    return begins_like_a_feed(page.body)


def parse(page: Page) -> Reading:
    """Read a feed. Raises ParseError."""
    channel, raw = parsed_feed(page.body)
    stated = time_in(channel, "updated") or time_in(channel, "published") or page.fetched_at
    otherwise = min(stated, page.fetched_at)
    entries = [entry_of(entry, page.fetched_at, otherwise) for entry in raw]
    rule = rule_of(channel, entries)
    reports: dict[str, Report | None] = {}
    maintenances: dict[str, Maintenance | None] = {}
    for id_, told in grouped(entries, rule):
        stage = stage_of(told[-1], rule, page.fetched_at)
        if isinstance(stage, MaintenanceStatus):
            maintenances[id_] = _maintenance(page, id_, told[-1], stage)
        else:
            reports[id_] = _report(page, id_, told, stage)
    return reading(
        page,
        FORMAT.name,
        _service_name(one_line(str(channel.get("title", "")))),
        _headline(entries, [found for found in reports.values() if found]),
        reports=reports.values(),
        maintenances=maintenances.values(),
        page_url=channel.get("link"),
        lists_resolved=True,
    )


FORMAT: Final = Format(
    name="feed",
    parse=parse,
    sniff=sniff,
    probes=("/history.atom", "/feed.atom", "/history.rss", "/feed.rss", "/rss", "/feed"),
)


def _report(page: Page, id_: str, told: list[FeedEntry], stage: ReportStatus | None) -> Report | None:
    """One report of all that is told of it: the newest entry speaks, and all give their posts."""
    newest = told[-1]
    # An entry that states no stage tells of something past, as far as anybody can know.
    status = stage or ReportStatus.POSTMORTEM
    updates = [update for entry in told for update in _updates(entry, status, is_newest=entry is newest)]
    updates.sort(key=lambda update: update.at)
    made = report(
        page,
        id_[:MAX_ID_CHARACTERS],
        newest.title,
        stage=status,
        updates=tuple(dict.fromkeys(updates))[-MAX_UPDATES:],
        started=[entry.published or entry.near for entry in told if entry.is_dated] or [newest.near],
        updated=max(newest.near, updates[-1].at),
        infers_end=stage is not None,
        impact=next((entry.impact for entry in reversed(told) if entry.impact is not None), None),
        components=newest.components or told[0].components,
        url=newest.url,
    )
    return made if made is None or newest.title else replace(made, title=made.id)


def _updates(entry: FeedEntry, status: ReportStatus, *, is_newest: bool) -> tuple[ReportUpdate, ...]:
    if entry.posts:
        return updates_of(entry.posts)
    before = ReportStatus.INVESTIGATING if status is not ReportStatus.POSTMORTEM else status
    stage = status if is_newest else entry.status or before
    return (ReportUpdate(at=entry.near, status=stage, text=entry.text),)


def _maintenance(page: Page, id_: str, entry: FeedEntry, stage: MaintenanceStatus) -> Maintenance | None:
    begun = next((post.at for post in entry.posts if post.label == "inprogress"), None)
    # Once work has ended, the published time is that of the last post.
    starts = begun if stage is MaintenanceStatus.COMPLETED and begun else entry.published
    return maintenance(page, id_, entry.title, starts=starts, ends=entry.ends_at, stage=stage)


def _headline(entries: Iterable[FeedEntry], reports: Iterable[Report]) -> ComponentStatus:
    """Operational only if every entry states its stage and none is open; else what the open ones say.

    A prefix in a title is no such statement: on AWS' feed some entries of what is over never get it.
    """
    opened = [report for report in reports if report.status.is_open]
    if opened:
        titles = {report.title for report in opened}
        stated = [status_of(report.impact) for report in opened]
        stated += [s for entry in entries if entry.title in titles for s in entry.component_statuses]
        return gravest([s for s in stated if s.is_failing], ComponentStatus.UNKNOWN)
    states = [entry.states_stage for entry in entries]
    return ComponentStatus.OPERATIONAL if states and all(states) else ComponentStatus.UNKNOWN


def _service_name(title: str) -> str:
    name = re.sub(r"\s*[-\N{EN DASH}]\s*Incident history\s*$", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+status(?: page)?$", "", name, flags=re.IGNORECASE)
