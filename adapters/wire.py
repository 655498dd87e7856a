"""Bytes to wire values, for every format that speaks JSON."""

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec

from adapters.encodings import MARKS, likeliest_text
from adapters.odd_members import decode_leniently
from adapters.walls import is_wall
from bot.domain.status import UnreadableReason
from bot.errors import ParseError

T = TypeVar("T")

MAX_TEXT_CHARACTERS: Final = 4_000
# Walls answer programs with a few members of JSON: where the puzzle is.
MOST_OF_A_REFUSAL: Final = 4_096
_HTML: Final = re.compile(rb"<!doctype\s+html|<(?:html|head|body|script|meta)[\s>]", re.IGNORECASE)
# A platform's own words for a page that is switched off are one short sentence of plain text.
_INACTIVE: Final = re.compile(rb"\bpage is inactive\b", re.IGNORECASE)
_MEMBERS: Final = dict[str, msgspec.Raw] | list[msgspec.Raw]
# JSON opens with two characters of ASCII: where the zeros stand says how it is written (RFC 4627, section 3).
_ZEROS: Final = (
    (re.compile(rb"[^\x00]\x00\x00\x00", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[^\x00]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"[^\x00]\x00[^\x00]\x00", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\x00[^\x00]\x00[^\x00]", re.DOTALL), "utf-16-be"),
)
_BLANKS: Final = b" \t\r\n"
# A text, and a comma that nothing follows. Possessive: no text is looked at twice.
_TEXT_OR_COMMA: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|,(?=[\s]*+[}\]])', re.DOTALL)
_CONTROL: Final = re.compile(rb"[\x00-\x1f]")


def decode(body: bytes, wire_type: type[T]) -> T:
    """Decode JSON into a wire type. Raises ParseError with the JSON path of what does not fit.

    Single members of another type are mended (`odd_members`).
    """
    text = json_text(body)
    if looks_inactive(text):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    if looks_like_html(text):
        raise web_page_instead(text, "HTML where JSON was promised")
    try:
        return decode_leniently(text, wire_type)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        if len(text) < MOST_OF_A_REFUSAL and is_wall(text):
            raise web_page_instead(text, "a challenge where data was promised") from error
        cut_off = "truncated" in str(error) and text[:1] in (b"{", b"[")
        reason = UnreadableReason.TRUNCATED if cut_off else UnreadableReason.NOT_THIS_FORMAT
        raise ParseError(f"not the JSON this format promises: {error}", reason=reason) from error


@lru_cache(maxsize=2)  # a page is asked for its anchors by every format in turn
def json_text(body: bytes) -> bytes:
    """The text of a document in UTF-8, mended where what is wrong with it hides nothing.

    Pages are served in UTF-16, in the Windows code page, with raw control characters inside texts and with
    commas that nothing follows. Anything else stays as it is, to be refused.
    """
    text = _in_utf8(body).strip(_BLANKS)
    if text[:1] not in (b"{", b"["):
        return text
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _TEXT_OR_COMMA.sub(_mended, text)
    return text


def anchors(body: bytes) -> frozenset[str]:
    """The names of a JSON document's members, two levels deep: `page`, `page.status`, `[].arn`.

    An array counts by its first member, at the second level too (`incidents.impact`). Empty for anything that
    is no JSON.
    """
    try:
        top = msgspec.json.decode(json_text(body), type=_MEMBERS)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError):
        return frozenset()
    if isinstance(top, list):
        return frozenset(f"[].{name}" for name in _members(top[0])) | {"[]"} if top else frozenset({"[]"})
    return frozenset(top) | {f"{name}.{inner}" for name, value in top.items() for inner in _members(value)}


def first_text(row: Mapping[str, Any], *names: str) -> str:
    """The first of these members that holds a text or a number; "" when none does."""
    return next((str(v) for name in names if isinstance(v := row.get(name), str | int) and v != ""), "")


def first_rows(row: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """The objects in the first of these members that is a list; none when none is."""
    listed = next((value for name in names if isinstance(value := row.get(name), list)), [])
    return [item for item in listed if isinstance(item, dict)]


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


def _in_utf8(body: bytes) -> bytes:
    for mark, codec in MARKS:
        if body.startswith(mark) and codec != "utf-8":
            return body[len(mark) :].decode(codec, errors="replace").encode(errors="replace")
    text = body.removeprefix(codecs.BOM_UTF8)
    start = text.lstrip(_BLANKS)[:4]
    found = next((codec for zeros, codec in _ZEROS if zeros.match(start)), None)
    if found is not None:
        return text.decode(found, errors="replace").encode(errors="replace")
    return likeliest_text(text).encode()


def _mended(piece: re.Match[bytes]) -> bytes:
    """A text with its control characters escaped; nothing for a comma that nothing follows."""
    if piece[0] == b",":
        return b""
    return _CONTROL.sub(lambda control: rb"\u%04x" % control[0][0], piece[0])


def _members(value: msgspec.Raw) -> tuple[str, ...]:
    try:
        inner = msgspec.json.decode(value, type=_MEMBERS)
        first = inner if isinstance(inner, dict) else msgspec.json.decode(inner[0], type=_MEMBERS)
        return tuple(first) if isinstance(first, dict) else ()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, IndexError):
        return ()
