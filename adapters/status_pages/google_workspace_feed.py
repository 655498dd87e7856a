"""Google Workspace's old feed: `https://www.google.com/appsstatus/rss/en`, kept for replaying history.

Each item repeats all posts of its incident so far; a post's severity is the name of a picture.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters.status_pages.shared.building import Post, reading, report
from adapters.status_pages.shared.feed_text import channel_says, parsed_feed, time_in
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ReportStatus
from bot.ports import Format

_POST: Final = re.compile(
    r"/img/(\w{2,10})\.(?:gif|png)[^>]{0,200}>(?:&nbsp;|&amp;nbsp;|\xa0|\s)*"
    r"(\w{3,9} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M) (P[SD]T|UTC|GMT)",
)
_OVER: Final = ("blue", "green", "white")
_HOURS: Final = {"PST": 8, "PDT": 7}
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


def sniff(page: Page) -> bool:
    """Whether this is the old feed."""
    return channel_says(page, b"google.com/appsstatus/rss")


def parse(page: Page) -> Reading:
    """Read the feed. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    fullest: dict[tuple[str, datetime], tuple[Mapping[str, Any], list[Post]]] = {}
    for entry in entries:
        posts = _posts(entry, page.fetched_at)
        key = (str(entry.get("title", "")), min(at for at, _, _ in posts if at))
        if key not in fullest or len(posts) > len(fullest[key][1]):
            fullest[key] = (entry, posts)
    return reading(
        page,
        FORMAT.name,
        "Google Workspace",
        reports=(_report(page, entry, posts) for entry, posts in fullest.values()),
        page_url=channel.get("link"),
        lists_resolved=True,
    )


FORMAT: Final = Format(name="google_workspace_feed", parse=parse, sniff=sniff)


def _posts(entry: Mapping[str, Any], fetched_at: datetime) -> list[Post]:
    """All posts that an item repeats; the item itself where its text has none."""
    text = str(entry.get("summary", ""))[:200_000]
    heads = list(_POST.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    posts: list[Post] = [
        (
            at,
            ReportStatus.RESOLVED if head[1] in _OVER else ReportStatus.INVESTIGATING,
            _words(text[head.end() : end]),
        )
        for head, end in zip(heads, ends, strict=False)
        if (at := _at(head)) is not None
    ]
    return posts or [(time_in(entry, "published") or fetched_at, ReportStatus.INVESTIGATING, text)]


def _words(text: str) -> str:
    """A post without the picture that begins the next one."""
    return text.rpartition("<img")[0] or text


def _at(head: re.Match[str]) -> datetime | None:
    month, day, year, clock, half = head[2].replace(",", "").split()
    if month.lower() not in _MONTHS:
        return None
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    try:
        at = datetime(
            int(year), _MONTHS.index(month.lower()) + 1, int(day), hours % 12, minutes, seconds, tzinfo=UTC
        )
        return at + timedelta(hours=(12 if half == "PM" else 0) + _HOURS.get(head[3], 0))
    except (ValueError, OverflowError):
        return None


def _report(page: Page, entry: Mapping[str, Any], posts: list[Post]) -> Report | None:
    start = min(at for at, _, _ in posts if at)
    title = entry.get("title")
    return report(
        page, f"{title}/{start:%Y-%m-%dT%H:%M}", title, posts=posts, components=[title], url=entry.get("link")
    )
