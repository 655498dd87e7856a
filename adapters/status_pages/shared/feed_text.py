"""A feed's bytes as text, refused before any XML parser sees them where that could do harm; its entries."""

import calendar
import codecs
import io
import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from adapters.encodings import MARKS, likeliest_text
from adapters.times import moment
from adapters.wire import looks_inactive, looks_like_html, web_page_instead
from bot.domain.report import Page
from bot.domain.status import UnreadableReason
from bot.errors import ParseError

_ROOT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_END: Final = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"<\?xml\b[^>]{0,300}>", re.IGNORECASE)
_DECLARED: Final = re.compile(
    rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
)
# What XML 1.0 allows nowhere (https://www.w3.org/TR/xml/#charsets): zeros could also hide a definition.
_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufeff\ufffe\uffff]")
# How XML begins where nothing marks its encoding (https://www.w3.org/TR/xml/#sec-guessing-no-ext-info).
_STARTS: Final = (
    *MARKS,
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# Encodings in which "<" is the byte 0x3C and nothing else. Others (UTF-7, EBCDIC) could hide a definition
# from us and show it to a parser: what claims them is read as UTF-8, and so are misspelt names.
_HARMLESS: Final = re.compile(
    r"utf-8|ascii|iso8859-\d{1,2}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|cp932|euc[_-](?:jp|kr)"
)
# Statuspage's feeds are under 500 kB; feedparser needs about a millisecond a kilobyte.
MAX_FEED_BYTES: Final = 1_500_000
_ENTRY_BEGIN: Final = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)
_ENTRY_END: Final = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
MAX_PARSED_CHARACTERS: Final = 200_000
MAX_PARSED_TAGS: Final = 3_000
# Feeds carry 25 to 50 entries.
MAX_ENTRIES: Final = 500
_ROOT_WITHIN: Final = 4_096
# feedparser looks for e-mail addresses in what names a person, and compares each attribute of a tag with all
# others, in time that grows with the square: we read neither. A prefix may be any name, a value hold ">".
_PERSON: Final = re.compile(
    r"<(?P<name>(?:[^\s<>/:!?]{1,200}:)?(?:author|contributor|creator|owner|managingEditor|webMaster|publisher"
    r"|maintainer|errorReportsTo|name|email))(?=[\s/>])[^<>]*(?<!/)>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<([^\s<>/!?]++)\s(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+>")
MAX_TAG_CHARACTERS: Final = 4_000
# What could be the beginning of an e-mail address; no word is that long, and no address.
_LONG_WORD: Final = re.compile(r"([\w.+-]{1000})[\w.+-]++")
_HEAD_WITHIN: Final = 20_000


def begins_like_a_feed(body: bytes) -> bool:
    """Whether the bytes open with an element of RSS or Atom, in any encoding."""
    text = _decoded(body[:_ROOT_WITHIN])
    return text.startswith("<") and _ROOT.search(text) is not None


def feed_text(body: bytes) -> str:
    """The document without its XML declaration. Raises ParseError with the reason for a refusal."""
    if len(body) > MAX_FEED_BYTES:
        raise ParseError(f"a feed of {len(body)} bytes", reason=UnreadableReason.TOO_LARGE)
    if looks_inactive(body):
        raise ParseError("the platform says that this page is inactive", reason=UnreadableReason.INACTIVE)
    text = _decoded(body)
    is_feed = _ROOT.search(text[:_ROOT_WITHIN]) is not None
    if not is_feed and looks_like_html(body):
        raise web_page_instead(body, "HTML where a feed was promised")
    if text.startswith("<") and _FORBIDDEN.search(text):
        raise ParseError("a document type or entity definition", reason=UnreadableReason.FORBIDDEN_XML)
    if not is_feed or not text.startswith("<"):
        raise ParseError("neither RSS nor Atom")
    if not _END.search(text[-_ROOT_WITHIN:]):
        raise ParseError("a feed that ends before its last tag", reason=UnreadableReason.TRUNCATED)
    return _DECLARATION.sub("", text, count=1)


def parsed_feed(body: bytes) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The channel, and at most 500 entries as feedparser gives them. Raises ParseError."""
    import feedparser  # noqa: PLC0415  -- 0.2 s to import: only when a feed is read

    # Only ever bytes in a file: feedparser takes a string for an address to fetch or a file to open.
    text = _LONG_WORD.sub(r"\1", _without_persons(_shortened(feed_text(body))))
    document = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode())
    try:
        feed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser promises none, but hostile bytes have found some
        raise ParseError(f"feedparser could not read it: {type(error).__name__}") from error
    channel = feed.get("feed", {})
    entries = feed.get("entries", [])[:MAX_ENTRIES]
    if not feed.get("version") or not (channel.get("title") or channel.get("link") or entries):
        raise ParseError("no feed, or one with neither title, link nor entry")
    return channel, entries


def time_in(entry: Mapping[str, Any], name: str) -> datetime | None:
    """The time that an entry or a channel gives as `published` or `updated`, in UTC."""
    assert isinstance(entry, dict)
    # feedparser's own `get` passes one date off as another, with a warning: ask the dictionary beneath. It
    # takes a zone that it does not know for UTC, and a clock of twelve hours for no clock.
    written = moment(str(dict.get(entry, name) or ""))
    if written is not None:
        return written
    parsed = dict.get(entry, f"{name}_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def channel_says(page: Page, *words: bytes) -> bool:
    """Whether the bytes are a feed whose head, before the first entry, holds all of these words."""
    head = re.split(rb"<(?:item|entry)\b", page.body[:_HEAD_WITHIN], maxsplit=1)[0]
    return begins_like_a_feed(page.body) and all(word in head for word in words)


def _without_persons(text: str) -> str:
    """The document without the elements that name persons, and without the attributes of very long tags."""
    text = _TAG.sub(_of_bearable_length, text)
    lowered = text.lower() if len(text.lower()) == len(text) else text
    kept: list[str] = []
    at = 0
    for opening in _PERSON.finditer(text):
        if opening.start() < at:
            continue
        kept.append(text[at : opening.start()])
        end = lowered.find(f"</{opening['name'].lower()}", opening.end())
        # Without an end of its own in this entry, it is only a stray tag.
        stray = end < 0 or _ENTRY_BEGIN.search(text, opening.end(), end)
        at = opening.end() if stray else lowered.find(">", end) + 1 or len(text)
    return "".join((*kept, text[at:]))


def _of_bearable_length(tag: re.Match[str]) -> str:
    if len(tag[0]) <= MAX_TAG_CHARACTERS:
        return tag[0]
    return f"<{tag[1]}/>" if tag[0].endswith("/>") else f"<{tag[1]}>"


def _shortened(text: str) -> str:
    """A long feed without its last entries: feedparser takes time by the kilobyte, and by the tag."""
    if _is_short(text):
        return text
    ends = [match.end() for match in _ENTRY_END.finditer(text)]
    tail = text[ends[-1] :][-_ROOT_WITHIN:] if ends else ""
    kept = bisect_left(ends, 1, key=lambda end: int(not _is_short(text[:end])))
    if kept == 0:
        raise ParseError("a feed whose first entry is longer than any", reason=UnreadableReason.TOO_LARGE)
    return text[: ends[kept - 1]] + tail


def _is_short(text: str) -> bool:
    return len(text) <= MAX_PARSED_CHARACTERS and text.count("<") <= MAX_PARSED_TAGS


def _decoded(body: bytes) -> str:
    """The text from its first character on; what cannot be decoded becomes a question mark."""
    start = body.lstrip(b" \t\r\n")
    codec = next((codec for mark, codec in _STARTS if start.startswith(mark)), None)
    return _NOT_XML.sub("", start.decode(codec, errors="replace") if codec else _unmarked(start)).lstrip()


def _unmarked(body: bytes) -> str:
    """UTF-8 wherever it can be that, whatever is declared; else what is declared, or the likeliest."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        declared = _declared(body)
        if declared in (None, "utf-8"):
            return likeliest_text(body)
        return body.decode(declared or "utf-8", errors="replace")


def _declared(body: bytes) -> str | None:
    """The encoding that the XML declaration names, if it is one that hides nothing."""
    match = _DECLARED.match(body)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    return name if _HARMLESS.fullmatch(name) else "utf-8"
