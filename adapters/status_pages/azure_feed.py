"""Azure's feed: `https://rssfeed.azure.status.microsoft/en-us/status/feed/`. It lists open incidents only.

Without severity and without stages; the categories are services and regions mixed, and a text is rewritten in
place. An empty channel means all clear, though one of its back ends may lag: the poller asks twice.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from adapters.status_pages.shared.building import reading, report
from adapters.status_pages.shared.feed_text import channel_says, parsed_feed, time_in
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.ports import Format

_HOME: Final = "https://azure.status.microsoft/en-us/status"
# Names of regions end in a point of the compass, a place, or a number ("East US 2", "North Europe").
_REGION: Final = re.compile(
    r"(?:(?:North|South|East|West|Central|Southeast|Northeast)\s?)+(?:US|UK|Europe|Asia|India|Africa|China|Brazil"
    r"|Germany|France|Norway|Sweden|Switzerland|Australia|Japan|Korea|Canada|Poland|Italy|Spain|Israel|Qatar"
    r"|UAE|Mexico|Gov)?(?:\s?\d)?"
    r"|(?:US|UK|UAE|US Gov|Japan|Korea|Brazil|Australia|Canada|France|Germany|Norway|Sweden|Switzerland"
    r"|Poland|Italy|Israel|Qatar|Spain|Mexico|India|China|South Africa)"
    r" (?:North|South|East|West|Central|Southeast"
    r"|Virginia|Arizona|Texas|Iowa)(?:\s?(?:West|Central|North|East))?(?:\s?\d)?",
    re.IGNORECASE,
)


def sniff(page: Page) -> bool:
    """Whether this is a feed that Azure has written."""
    return channel_says(page, b"Azure Status")


def parse(page: Page) -> Reading:
    """Read the feed. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    return reading(
        page,
        FORMAT.name,
        "Microsoft Azure",
        ComponentStatus.PARTIAL_OUTAGE if entries else ComponentStatus.OPERATIONAL,
        reports=(_report(page, entry, channel) for entry in entries),
        page_url=_HOME,
    )


FORMAT: Final = Format(
    name="azure_feed",
    parse=parse,
    sniff=sniff,
    probes=("https://rssfeed.azure.status.microsoft/en-us/status/feed/",),
    hosts=("azure.status.microsoft", "status.azure.com"),
    only_there=True,
)


def _report(page: Page, entry: Mapping[str, Any], channel: Mapping[str, Any]) -> Report | None:
    names = [str(tag.get("term") or "").strip() for tag in entry.get("tags", []) if isinstance(tag, dict)]
    regions = [name for name in names if _REGION.fullmatch(name[:60])]
    posted = time_in(entry, "published") or time_in(entry, "updated") or time_in(channel, "updated")
    return report(
        page,
        entry.get("id"),
        entry.get("title"),
        stage=ReportStatus.INVESTIGATING,
        posts=[(posted or page.fetched_at, ReportStatus.INVESTIGATING, entry.get("summary"))],
        updated=time_in(channel, "updated"),
        impact=Impact.MAJOR,
        components=[name for name in names if name not in regions],
        regions=regions,
        url=_HOME,
    )
