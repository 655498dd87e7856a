"""Feeds whose entries are about no one provider: Hacker News, forums, mailing lists on outages, the press.

What they say becomes mentions, never reports, and no page's status.
"""

from typing import Final

from adapters.status_pages.shared.building import reading
from adapters.status_pages.shared.feed_text import channel_says, parsed_feed, time_in
from adapters.status_pages.shared.markup import one_line, plain_text, web_link
from bot.domain.report import NewsEntry, Page, Reading
from bot.domain.status import ComponentStatus
from bot.ports import Format

_CHANNELS: Final = (
    b"news.ycombinator.com", b"hnrss.org", b"www.reddit.com", b"puck.nether.net", b"lists.outages.org",
    b"outages.org", b"news.google.com", b"bleepingcomputer.com", b"theregister.com", b"downdetector",
)  # fmt: skip
MAX_MENTIONS: Final = 200


def sniff(page: Page) -> bool:
    """Whether the feed is one of those that are known to be about nobody in particular."""
    return any(channel_says(page, channel) for channel in _CHANNELS)


def parse(page: Page) -> Reading:
    """Read a feed as mentions. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    mentions = []
    for entry in entries[:MAX_MENTIONS]:
        title = one_line(str(entry.get("title", "")))
        if title:
            at = time_in(entry, "published") or time_in(entry, "updated") or page.fetched_at
            link = web_link(entry.get("link"))
            text = plain_text(str(entry.get("summary", "")))
            mentions.append(NewsEntry(id=link or title, at=at, title=title, text=text, url=link))
    return reading(
        page,
        FORMAT.name,
        channel.get("title"),
        ComponentStatus.UNKNOWN,
        page_url=channel.get("link"),
        mentions={mention.id: mention for mention in mentions}.values(),
    )


FORMAT: Final = Format(name="news", parse=parse, sniff=sniff)
