"""Bytes to wire values, for every format that speaks JSON."""

import re
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec

from bot.domain.status import UnreadableReason
from bot.errors import ParseError

T = TypeVar("T")

MAX_TEXT_CHARACTERS: Final = 4_000
_HTML: Final = re.compile(rb"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
# A platform's own words for a page that is switched off are one short sentence of plain text.
_INACTIVE: Final = re.compile(rb"\bpage is inactive\b", re.IGNORECASE)


def decode(body: bytes, wire_type: type[T]) -> T:
    """Decode JSON into a wire type. Raises ParseError with the JSON path of what does not fit."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if looks_inactive(text):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    if looks_like_html(text):
        raise ParseError("HTML where JSON was promised", reason=UnreadableReason.MOVED_TO_HTML)
    try:
        return msgspec.json.decode(text, type=wire_type, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        cut_off = "truncated" in str(error) and text[:1] in (b"{", b"[")
        reason = UnreadableReason.TRUNCATED if cut_off else UnreadableReason.NOT_THIS_FORMAT
        raise ParseError(f"not the JSON this format promises: {error}", reason=reason) from error


def looks_like_html(body: bytes) -> bool:
    """Whether the bytes begin like a web page. JSON and text that only mention HTML do not."""
    start = body[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _HTML.search(start[:1024]) is not None


def looks_inactive(body: bytes) -> bool:
    """Whether the bytes are a platform's sentence about a page that is switched off."""
    start = body[:300].lstrip()
    return not start.startswith((b"{", b"[", b"<")) and _INACTIVE.search(start) is not None


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time in UTC (also where it has no zone); None for what is no time."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text.strip())
        aware = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
