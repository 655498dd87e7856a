"""Feeds whose entries are about no one provider: Hacker News, forums, mailing lists on outages, the press.

What they say becomes mentions, never reports, and no page's status. hnrss (https://hnrss.github.io) gives a
story's discussion as its guid, its score as "Points: 57" in the description, and its author as `dc:creator`,
before that guid; two stories may link to one page, so that a link is no identity.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from adapters.status_pages.shared.building import MAX_ID_CHARACTERS, reading
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
# At the very end: before it stands what the author wrote, who may write anything.
_POINTS: Final = re.compile(r"\bPoints: (\d{1,6})(?:\s+# Comments: \d{1,6})?\s*\Z")
_END_CHARACTERS: Final = 200
_ITEM: Final = re.compile(rb"<item\b", re.IGNORECASE)
_AUTHOR: Final = re.compile(rb"<dc:creator>([^<>]{1,100})</dc:creator>")
_GUID: Final = re.compile(rb"<guid\b[^<>]{0,100}>([^<>]{1,500})</guid>")


def sniff(page: Page) -> bool:
    """Whether the feed is one of those that are known to be about nobody in particular."""
    return any(channel_says(page, channel) for channel in _CHANNELS)


def parse(page: Page) -> Reading:
    """Read a feed as mentions. Raises ParseError."""
    channel, entries = parsed_feed(page.body)
    authors = _authors(page.body)
    mentions = []
    for entry in entries[:MAX_MENTIONS]:
        title = one_line(str(entry.get("title", "")))
        if title:
            at = time_in(entry, "published") or time_in(entry, "updated") or page.fetched_at
            link = web_link(entry.get("link"))
            summary = str(entry.get("summary", ""))
            id_ = _identity(entry) or link or title
            points = _POINTS.search(plain_text(summary[-_END_CHARACTERS:]))
            mentions.append(
                NewsEntry(
                    id=id_,
                    at=at,
                    title=title,
                    text=plain_text(summary),
                    url=link,
                    author=authors.get(id_, ""),
                    points=int(points[1]) if points else None,
                )
            )
    return reading(
        page,
        FORMAT.name,
        channel.get("title"),
        ComponentStatus.UNKNOWN,
        page_url=channel.get("link"),
        mentions={mention.id: mention for mention in mentions}.values(),
    )


def _identity(entry: Mapping[str, Any]) -> str:
    """What an entry is known by wherever it appears: where it is discussed, or its guid."""
    return one_line(str(entry.get("comments") or entry.get("id") or ""))[:MAX_ID_CHARACTERS]


def _authors(body: bytes) -> dict[str, str]:
    """Who wrote what, by guid: `parsed_feed` takes persons out, for what feedparser makes of them."""
    found = {}
    for item in _ITEM.split(body)[1 : MAX_MENTIONS + 1]:
        author, guid = _AUTHOR.search(item), _GUID.search(item)
        if author and guid:
            id_ = one_line(plain_text(guid[1].decode(errors="replace")))
            found[id_] = one_line(author[1].decode(errors="replace"))
    return found


FORMAT: Final = Format(name="news", parse=parse, sniff=sniff)
