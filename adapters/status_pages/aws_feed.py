"""AWS' feeds: `https://status.aws.amazon.com/rss/all.rss` and one per service and region.

Each item is one post: its GUID is `service-region_time` and its title's prefix the severity. Items of one
service and region that follow each other without an end between them are one incident.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from adapters.status_pages.shared.building import Post, failing_impact, reading, report
from adapters.status_pages.shared.feed_text import channel_says, parsed_feed, time_in
from adapters.status_pages.shared.markup import one_line, regions_in
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, ReportStatus, gravest
from bot.ports import Format

_PREFIXES: Final = {
    "service is operating normally": ComponentStatus.OPERATIONAL,
    "informational message": ComponentStatus.DEGRADED_PERFORMANCE,
    "performance issues": ComponentStatus.PARTIAL_OUTAGE,
    "service degradation": ComponentStatus.PARTIAL_OUTAGE,
    "service disruption": ComponentStatus.MAJOR_OUTAGE,
}
_RESOLVED: Final = re.compile(r"^\W*\[RESOLVED\]\W*", re.IGNORECASE)
# What the last post of an incident says where its title was left as it was.
_ENDED: Final = re.compile(
    r"(?:issue|problem) (?:has been|is|was) resolved and the service is operating normally", re.IGNORECASE
)
_GUID: Final = re.compile(r"#([\w.-]+?)_(\d{9,11})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    key: str
    at: datetime
    title: str
    status: ComponentStatus
    text: str
    number: str


def sniff(page: Page) -> bool:
    """Whether this is a feed that AWS has written."""
    return channel_says(page, b"status.aws.amazon.com") or channel_says(page, b"AWS Service Health Dashboard")


def parse(page: Page) -> Reading:
    """Read a feed. Raises ParseError."""
    _, entries = parsed_feed(page.body)
    by_key: dict[str, list[_Item]] = {}
    for entry in entries:
        item = _item(entry, page.fetched_at)
        by_key.setdefault(item.key, []).append(item)
    reports = [_report(page, run) for items in by_key.values() for run in _runs(items)]
    newest_first = sorted((r for r in reports if r), key=lambda r: r.updated_at, reverse=True)
    return reading(
        page,
        FORMAT.name,
        "AWS",
        reports=newest_first,
        page_url="https://health.aws.amazon.com/health/status",
        lists_resolved=True,
    )


FORMAT: Final = Format(
    name="aws_feed",
    parse=parse,
    sniff=sniff,
    probes=("https://status.aws.amazon.com/rss/all.rss",),
    hosts=("health.aws.amazon.com", "status.aws.amazon.com"),
    only_there=True,
)


def _item(entry: Mapping[str, Any], fetched_at: datetime) -> _Item:
    prefix, _, rest = one_line(str(entry.get("title", ""))).partition(":")
    status = _PREFIXES.get(prefix.strip().lower())
    title = rest.strip() if status is not None else one_line(str(entry.get("title", "")))
    guid = str(entry.get("id", ""))
    match = _GUID.search(guid)
    text = str(entry.get("summary", ""))
    if _RESOLVED.match(title) or _ENDED.search(text[-300:]):
        status = ComponentStatus.OPERATIONAL
    return _Item(
        key=match[1] if match else guid or title,
        at=time_in(entry, "published") or time_in(entry, "updated") or fetched_at,
        title=_RESOLVED.sub("", title),
        status=status or ComponentStatus.UNKNOWN,
        text=text,
        number=match[2] if match else "",
    )


def _runs(items: Iterable[_Item]) -> list[list[_Item]]:
    """The incidents of one service and region, each with its posts, oldest first.

    Once an incident is over AWS rewrites its titles one by one, so an end that follows an end belongs to the
    same incident while the title is the same.
    """
    runs: list[list[_Item]] = []
    for item in sorted(items, key=lambda item: item.at):
        last = runs[-1][-1] if runs else None
        ended = last is not None and last.status is ComponentStatus.OPERATIONAL
        if last is None or (ended and item.title != last.title):
            runs.append([item])
        else:
            runs[-1].append(item)
    return runs


def _report(page: Page, run: list[_Item]) -> Report | None:
    first, last = run[0], run[-1]
    closed = last.status is ComponentStatus.OPERATIONAL
    posts: list[Post] = [
        (item.at, ReportStatus.RESOLVED if closed and item is last else ReportStatus.INVESTIGATING, item.text)
        for item in run
    ]
    graded = gravest((item.status for item in run), ComponentStatus.UNKNOWN)
    service = first.key
    for region in regions_in(first.key):
        service = service.removesuffix(f"-{region}")
    return report(
        page,
        f"{first.key}_{first.number}" if first.number else first.key,
        last.title,
        stage=ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING,
        posts=posts,
        ended=last.at if closed else None,
        impact=failing_impact(graded),
        components=[service],
        regions=regions_in(first.key),
        url="https://health.aws.amazon.com/health/status",
    )
