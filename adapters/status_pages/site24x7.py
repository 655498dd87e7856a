"""Site24x7 StatusIQ: `/rss`, one item per component, written anew at every request.

All items share a GUID and their dates are the clock's: the link tells components apart.
"""

from typing import Final

from adapters.status_pages.shared.building import component, reading, status_named
from adapters.status_pages.shared.feed_text import begins_like_a_feed, parsed_feed
from adapters.status_pages.shared.markup import one_line
from adapters.status_pages.shared.proof import SEEN_CALM
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus
from bot.ports import Format

_STATUS: Final = {
    "operational": ComponentStatus.OPERATIONAL,
    "informational": ComponentStatus.OPERATIONAL,
    "degraded": ComponentStatus.DEGRADED_PERFORMANCE,
    "degradedperformance": ComponentStatus.DEGRADED_PERFORMANCE,
    "undermaintenance": ComponentStatus.UNDER_MAINTENANCE,
    "partialoutage": ComponentStatus.PARTIAL_OUTAGE,
    "majoroutage": ComponentStatus.MAJOR_OUTAGE,
}


def sniff(page: Page) -> bool:
    """Whether this is a feed with StatusIQ's namespace."""
    return b"site24x7.com/rssdefinitions" in page.body[:1_000] and begins_like_a_feed(page.body)


def parse(page: Page) -> Reading:
    """Read the feed. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    rows = [(one_line(str(entry.get("title", ""))).rpartition(" - "), entry) for entry in entries]
    return reading(
        page,
        FORMAT.name,
        str(channel.get("title", "")).removesuffix(" - Status").removesuffix(" Service Status"),
        # A channel without components says nothing.
        None if rows else ComponentStatus.UNKNOWN,
        components=(
            component(
                str(entry.get("link", "")).rpartition("/")[2] or name,
                name or word,
                status_named(word, _STATUS),
            )
            for (name, _, word), entry in rows
        ),
        page_url=channel.get("link"),
    )


FORMAT: Final = Format(name="site24x7", parse=parse, sniff=sniff, probes=("/rss",), unproven=SEEN_CALM)
