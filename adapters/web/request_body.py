"""The body of a request, within bounds of size and time, whatever it claims of itself."""

import asyncio
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from starlette.requests import ClientDisconnect, Request

from bot.errors import ArrivalRefused

MAX_BYTES: Final = 256 * 1024
WITHIN: Final = timedelta(seconds=10)
_GZIP: Final = b"\x1f\x8b"  # RFC 1952, 2.3.1
_CODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip"})
_NO_JSON: Final = (
    "multipart/",
    "application/x-www-form-urlencoded",
    "text/html",
    "application/xml",
    "text/xml",
)
_BRACES: Final = (b"{", b"[")
_BOM: Final = b"\xef\xbb\xbf"


def json_in(raw: bytes, headers: Mapping[str, str]) -> bytes:
    """What looks like JSON in the bytes as they were sent. Raises ArrivalRefused."""
    coding = headers.get("Content-Encoding", "").strip().casefold()
    if coding not in _CODINGS:
        raise ArrivalRefused("send it as it is, or in gzip: no other Content-Encoding is read", status=415)
    body = _unpacked(raw).removeprefix(_BOM).strip()
    if body.startswith(_BRACES):
        return body
    kind = headers.get("Content-Type", "").strip().casefold()
    if kind.startswith(_NO_JSON):
        raise ArrivalRefused(f"send JSON, this is {kind.split(';')[0]}", status=415)
    raise ArrivalRefused("send JSON: an object in braces" if body else "send JSON: this is empty")


async def raw_of(request: Request) -> bytes:
    """The bytes as they were sent; no more of them are read than may be. Raises ArrivalRefused."""
    if _length_of(request) > MAX_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(WITHIN.total_seconds()):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise _too_large()
    except TimeoutError as error:
        raise ArrivalRefused(f"send it within {WITHIN.total_seconds():g} seconds", status=408) from error
    except (ClientDisconnect, OSError) as error:
        raise ArrivalRefused("the request broke off: send it again") from error
    return bytes(body)


def _length_of(request: Request) -> int:
    """How long the body says that it is, in bytes; 0 where it does not say."""
    length = request.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def _unpacked(body: bytes) -> bytes:
    """The body without gzip, at most as long as one that comes without it may be. Raises ArrivalRefused."""
    if not body.startswith(_GZIP):
        return body
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = stream.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise ArrivalRefused("its gzip is broken: send it again") from error
    if len(plain) > MAX_BYTES:
        raise _too_large()
    if not stream.eof:
        raise ArrivalRefused("its gzip ends too early: send it again")
    return plain


def _too_large() -> ArrivalRefused:
    return ArrivalRefused(f"send at most {MAX_BYTES // 1024} KB: fewer checks at a time", status=413)
