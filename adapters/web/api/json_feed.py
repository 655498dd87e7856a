"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any, Final

import msgspec

from adapters.web.api.entries import EntryFeed, NewsItem
from bot.domain.times import instant

MEDIA_TYPE: Final = "application/feed+json"


def json_feed(feed: EntryFeed, public_url: str) -> bytes:
    """The document. Addresses have to be whole there: without one of our own, entries have none."""
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    if public_url:
        document |= {
            "home_page_url": f"{public_url}{feed.page}",
            "feed_url": f"{public_url}{feed.path}.json",
        }
    document["items"] = [_item(entry, public_url) for entry in feed.entries]
    return msgspec.json.encode(document)


def _item(entry: NewsItem, public_url: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": instant(entry.published),
        "date_modified": instant(entry.updated),
        "tags": list(entry.terms),
        **({"url": f"{public_url}{entry.path}"} if public_url else {}),
        **({"external_url": entry.about} if entry.about is not None else {}),
    }
