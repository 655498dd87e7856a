"""Content codings: the bytes of an answer to the bytes of the page, never more than a bound.

We ask for gzip or nothing. What comes may be mislabelled: gzip is told by how it begins, and a coding that is
no compression (`aws-chunked`, `UTF-8`, `none`) says nothing about the bytes: they are the page.
"""

import re
import zlib
from typing import Final

from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable

# Compressions that we cannot undo, of the content coding registry:
# https://www.iana.org/assignments/http-parameters/http-parameters.xhtml
_FOREIGN: Final = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"})
_GZIP: Final = b"\x1f\x8b"  # RFC 1952, 2.3.1
# Data that we read begins so, whatever is said about it.
_PLAIN: Final = (b"{", b"[", b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOST_LAYERS: Final = 2
_MOST_MEMBERS: Final = 1_000


def decoded(body: bytes, encoding: str, limit: int, *, whole: bool = True) -> bytes:
    """The page, at most one byte longer than `limit`. Raises PageUnreadable.

    `encoding` is the Content-Encoding header, a list of codings (RFC 9110, 8.4). Unless it is the `whole` of
    it, a body may end anywhere.
    """
    codings = re.findall(r"[^\s,;]+", encoding.lower())[:10]
    try:
        for _ in range(_MOST_LAYERS):
            if body.startswith(_GZIP):
                body = _gunzipped(body, limit, whole=whole)
        if body.lstrip().startswith(_PLAIN):
            return body
        foreign = _FOREIGN.intersection(codings)
        if foreign:
            detail = f"compressed as {min(foreign)}, which we did not ask for"
            raise PageUnreadable(UnreadableReason.NOT_THIS_FORMAT, detail)
        return _inflated(body, limit, whole=whole) if "deflate" in codings else body
    except zlib.error as error:
        raise PageUnreadable(UnreadableReason.TRUNCATED, f"broken compression: {error}") from error


def decoded_beginning(body: bytes, encoding: str, limit: int) -> bytes:
    """How a page begins, of which `body` is a part; empty where it cannot be decoded."""
    try:
        return decoded(body, encoding, limit, whole=False)[:limit]
    except PageUnreadable:
        return b""


def _gunzipped(body: bytes, limit: int, *, whole: bool) -> bytes:
    """Gzip may be several members, one behind the other; what follows the last is padding."""
    page = bytearray()
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        page += member.decompress(body, limit + 1 - len(page))
        if len(page) > limit:
            break
        if not member.eof:
            if not whole:
                break
            raise PageUnreadable(UnreadableReason.TRUNCATED, "gzip that ends too early")
        body = member.unused_data
        if not body.startswith(_GZIP):
            break
    return bytes(page)


def _inflated(body: bytes, limit: int, *, whole: bool) -> bytes:
    """Deflate is in a zlib wrapper (RFC 9110, 8.4.1.2); some send it without."""
    wrapped = body[:1] == b"\x78"  # RFC 1950, 2.2: deflate with a window of 32 KB
    stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    page = stream.decompress(body, limit + 1)
    if whole and not stream.eof and len(page) <= limit:
        raise PageUnreadable(UnreadableReason.TRUNCATED, "deflate that ends too early")
    return page
