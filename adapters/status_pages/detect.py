"""Which format bytes are in, and where under a bare address to look for a page."""

from urllib.parse import urlsplit

from adapters.status_pages import FORMATS
from adapters.wire import decode, looks_inactive, looks_like_html
from bot.domain.report import Page
from bot.domain.status import UnreadableReason
from bot.errors import ParseError


def detect(page: Page) -> str:
    """The name of the format whose anchors are there. Raises ParseError when none fits."""
    for name, format_ in FORMATS.items():
        if format_.sniff(page):
            return name
    if looks_inactive(page.body):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    if looks_like_html(page.body):
        raise ParseError("a web page, not data", reason=UnreadableReason.MOVED_TO_HTML)
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        decode(page.body, object)  # raises for what is no JSON, or not all of it
        raise ParseError("JSON, but of none of the known formats")
    raise ParseError("none of the known formats: neither JSON nor a feed")


def probe_addresses(url: str) -> tuple[str, ...]:
    """Addresses to try for a page, likeliest first: the address itself if it names a document."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket without its fellow: whoever fetches it says what is wrong
        return (url,)
    if parts.path.rsplit("/", 1)[-1].count("."):
        return (url,)
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return tuple(base + probe for format_ in FORMATS.values() for probe in format_.probes)
