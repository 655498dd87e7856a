"""Bytes to wire values, for every format that speaks JSON."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import msgspec

from adapters.walls import is_wall
from bot.domain.status import UnreadableReason
from bot.errors import ParseError

T = TypeVar("T")
_SPACED_ZONE: Final = re.compile(r"\s+([+-]\d\d):?(\d\d)(?:\s+[A-Z]{1,5})?$")
_YEARS: Final = range(1970, 2200)
_MILLISECONDS: Final = 100_000_000_000  # as seconds, the year 5138

MAX_TEXT_CHARACTERS: Final = 4_000
_HTML: Final = re.compile(rb"<!doctype\s+html|<(?:html|head|body|script|meta)[\s>]", re.IGNORECASE)
# A platform's own words for a page that is switched off are one short sentence of plain text.
_INACTIVE: Final = re.compile(rb"\bpage is inactive\b", re.IGNORECASE)
_MEMBERS: Final = dict[str, msgspec.Raw] | list[msgspec.Raw]


def decode(body: bytes, wire_type: type[T]) -> T:
    """Decode JSON into a wire type. Raises ParseError with the JSON path of what does not fit."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if looks_inactive(text):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    if looks_like_html(text):
        raise web_page_instead(text, "HTML where JSON was promised")
    try:
        return msgspec.json.decode(text, type=wire_type, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        cut_off = "truncated" in str(error) and text[:1] in (b"{", b"[")
        reason = UnreadableReason.TRUNCATED if cut_off else UnreadableReason.NOT_THIS_FORMAT
        raise ParseError(f"not the JSON this format promises: {error}", reason=reason) from error


def anchors(body: bytes) -> frozenset[str]:
    """The names of a JSON document's members, two levels deep: `page`, `page.status`, `[].arn`.

    An array counts by its first member, at the second level too (`incidents.impact`). Empty for anything that
    is no JSON.
    """
    try:
        top = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=_MEMBERS)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError):
        return frozenset()
    if isinstance(top, list):
        return frozenset(f"[].{name}" for name in _members(top[0])) | {"[]"} if top else frozenset({"[]"})
    return frozenset(top) | {f"{name}.{inner}" for name, value in top.items() for inner in _members(value)}


def first_text(row: Mapping[str, Any], *names: str) -> str:
    """The first of these members that holds a text or a number; "" when none does."""
    return next((str(v) for name in names if isinstance(v := row.get(name), str | int) and v != ""), "")


def looks_like_html(body: bytes) -> bool:
    """Whether the bytes begin like a web page. JSON and text that only mention HTML do not."""
    start = body[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _HTML.search(start[:1024]) is not None


def web_page_instead(page: bytes, detail: str) -> ParseError:
    """Why a web page is no data: it moved, or it asks for a person."""
    if is_wall(page):
        return ParseError(f"{detail}: it asks for a person", reason=UnreadableReason.BLOCKED)
    return ParseError(detail, reason=UnreadableReason.MOVED_TO_HTML)


def looks_inactive(body: bytes) -> bool:
    """Whether the bytes are a platform's sentence about a page that is switched off."""
    start = body[:300].lstrip()
    return not start.startswith((b"{", b"[", b"<")) and _INACTIVE.search(start) is not None


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time in UTC (also where it has no zone); None for what is no time of this age."""
    if not text:
        return None
    # Go's own way to print a time: "2025-04-10 13:00:00 +0000 UTC".
    spaced = _SPACED_ZONE.sub(r"\1:\2", text.strip()[:60])
    try:
        parsed = datetime.fromisoformat(spaced)
        aware = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
        return aware.astimezone(UTC) if parsed.year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def epoch(number: str | float | None) -> datetime | None:
    """A time from seconds or milliseconds since 1970; None for what is no time."""
    try:
        seconds = float(number or 0)
        seconds = seconds / 1000 if abs(seconds) > _MILLISECONDS else seconds
        return datetime.fromtimestamp(seconds, tz=UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _members(value: msgspec.Raw) -> tuple[str, ...]:
    try:
        inner = msgspec.json.decode(value, type=_MEMBERS)
        first = inner if isinstance(inner, dict) else msgspec.json.decode(inner[0], type=_MEMBERS)
        return tuple(first) if isinstance(first, dict) else ()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, IndexError):
        return ()
