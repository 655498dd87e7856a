"""RSS and Atom feeds of status pages: Statuspage's, incident.io's, Instatus' and plain ones.

A feed is a log, not a state: it has no headline, so a page's status is known from it only when the feed is
a history that states every end. Nothing is fetched here; a document type or entity definition is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from adapters.status_pages.shared.building import MAX_UPDATES, maintenance, reading, report
from adapters.status_pages.shared.feed_entries import FeedEntry, entry_of
from adapters.status_pages.shared.feed_text import begins_like_a_feed, parsed_feed
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
    entries = [entry_of(entry, page.fetched_at) for entry in raw]
    reports: dict[str, Report] = {}
    maintenances: dict[str, Maintenance | None] = {}
    for entry in entries:
        if entry.work is not None:
            maintenances.setdefault(entry.id, _maintenance(page, entry, entry.work))
        elif new := _report(page, entry):
            known = reports.get(entry.id)
            reports[entry.id] = new if known is None else _joined(known, new)
    return reading(
        page,
        FORMAT.name,
        _service_name(one_line(str(channel.get("title", "")))),
        _headline(entries, reports.values()),
        reports=(found for id_, found in reports.items() if id_ not in maintenances),
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


def _report(page: Page, entry: FeedEntry) -> Report | None:
    updates = updates_of(entry.posts)
    # An entry that states no stage tells of something past, as far as anybody can know.
    status = updates[-1].status if updates else entry.status or ReportStatus.POSTMORTEM
    if not updates:
        updates = (ReportUpdate(at=entry.near, status=status, text=entry.text),)
    return report(
        page,
        entry.id,
        entry.title,
        stage=status,
        updates=updates,
        started=[entry.published or entry.near],
        updated=max(entry.near, updates[-1].at),
        infers_end=bool(entry.posts) or entry.status is not None,
        components=entry.components,
        url=entry.url,
    )


def _joined(known: Report, other: Report) -> Report:
    """One report of two entries with its id: the newer one speaks, and both give their posts."""
    older, newer = sorted((other, known), key=lambda report: report.updated_at)
    updates = sorted(dict.fromkeys((*older.updates, *newer.updates)), key=lambda update: update.at)
    return replace(
        newer,
        started_at=min(older.started_at, newer.started_at),
        updates=tuple(updates[-MAX_UPDATES:]),
        components=newer.components or older.components,
    )


def _maintenance(page: Page, entry: FeedEntry, stage: MaintenanceStatus) -> Maintenance | None:
    begun = next((post.at for post in entry.posts if post.label == "in progress"), None)
    # Once work has ended, the published time is that of the last post.
    starts = begun if stage is MaintenanceStatus.COMPLETED and begun else entry.published
    return maintenance(page, entry.id, entry.title, starts=starts, ends=entry.ends_at, stage=stage)


def _headline(entries: Iterable[FeedEntry], reports: Iterable[Report]) -> ComponentStatus:
    """Operational only if every entry states its stage and none is open; else what the open ones say.

    A prefix in a title is no such statement: on AWS' feed some entries of what is over never get it.
    """
    opened = {report.id for report in reports if report.status.is_open}
    if opened:
        stated = [
            s for entry in entries if entry.id in opened for s in entry.component_statuses if s.is_failing
        ]
        return gravest(stated, ComponentStatus.UNKNOWN)
    states = [entry.states_stage for entry in entries]
    return ComponentStatus.OPERATIONAL if states and all(states) else ComponentStatus.UNKNOWN


def _service_name(title: str) -> str:
    name = re.sub(r"\s*[-\N{EN DASH}]\s*Incident history\s*$", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+status(?: page)?$", "", name, flags=re.IGNORECASE)
