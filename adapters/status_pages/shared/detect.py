"""Which format bytes are in, and where under a bare address to look for a page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from adapters.status_pages import FORMATS
from adapters.walls import is_wall
from adapters.wire import (
    MOST_OF_A_REFUSAL,
    decode,
    looks_inactive,
    looks_like_html,
    web_page_instead,
)
from bot.domain.report import Page
from bot.domain.status import UnreadableReason
from bot.errors import ParseError
from bot.ports import Format, Recognition

_LINK: Final = re.compile(r"<link\b[^<>]{0,1000}>", re.IGNORECASE)
_FEED_TYPE: Final = re.compile(r"\btype\s*=\s*[\"']?application/(?:rss|atom)\+xml", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']?([^\"'<>\s]{1,1000})", re.IGNORECASE)
# Status.io keeps a page's id in its script, StatusPal its name in the path of its own API.
_STATUSIO: Final = re.compile(
    r"(?:statuspage_id|status-page-id|statusPageId)[\"']?\s*[:=,]\s*[\"']?(?:content=[\"'])?([0-9a-f]{24})"
)
_UPTIME_KUMA: Final = re.compile(r"/status/([a-z0-9-]{1,60})/?$", re.IGNORECASE)
MAX_HTML_CHARACTERS: Final = 500_000
MAX_LINKS: Final = 6


def detect(page: Page) -> str:
    """The name of the format whose anchors are there. Raises ParseError when none fits."""
    for name, format_ in FORMATS.items():
        if format_.sniff(page):
            return name
    if looks_inactive(page.body):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    if looks_like_html(page.body) or (len(page.body) < MOST_OF_A_REFUSAL and is_wall(page.body)):
        raise web_page_instead(page.body, "a web page, not data")
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        decode(page.body, object)  # raises for what is no JSON, or not all of it
        raise ParseError("JSON, but of none of the known formats")
    raise ParseError("none of the known formats: neither JSON nor a feed")


def names_a_document(url: str) -> bool:
    """Whether an address ends in a file name, so that nothing lies below it."""
    parts = _split(url)
    return parts is None or parts.path.rsplit("/", 1)[-1].count(".") > 0


def probes(url: str) -> tuple[str, ...]:
    """Addresses to try for a page, likeliest first.

    The places of formats that live on this host come first, then those that are proven, then the others;
    formats of one provider are looked for on its own hosts only.
    """
    parts = _split(url)
    if parts is None:
        return ()
    host = (parts.hostname or "").lower()
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    ranked = sorted(
        FORMATS.values(), key=lambda format_: (not _lives_at(format_, host), bool(format_.unproven))
    )
    found = [
        probe if "://" in probe else base + probe
        for format_ in ranked
        if _lives_at(format_, host) or not format_.only_there
        for probe in format_.probes
    ]
    kuma = _UPTIME_KUMA.search(parts.path[:300])
    if kuma:
        found.insert(0, f"{parts.scheme}://{parts.netloc}/api/status-page/{kuma[1].lower()}")
    return tuple(dict.fromkeys(found))


def links(page: Page) -> tuple[str, ...]:
    """Addresses of data that a web page names itself: feeds in its head, and its id at a platform."""
    text = page.body[:MAX_HTML_CHARACTERS].decode("utf-8", errors="replace")
    return tuple(dict.fromkeys(_named(text, page.url)))[:MAX_LINKS]


def _named(text: str, url: str) -> Iterator[str]:
    status_io = _STATUSIO.search(text)
    if status_io:
        yield f"https://api.status.io/1.0/status/{status_io[1]}"
    for tag in _LINK.findall(text):
        href = _HREF.search(tag)
        if href and _FEED_TYPE.search(tag):
            try:
                yield urljoin(url, unescape(href[1]))
            except ValueError:
                continue


def _lives_at(format_: Format, host: str) -> bool:
    return any(host == ending or host.endswith(f".{ending}") for ending in format_.hosts)


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None where a bracket lacks its fellow: who fetches it says what is wrong."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


RECOGNITION: Final = Recognition(detect=detect, names_a_document=names_a_document, probes=probes, links=links)
