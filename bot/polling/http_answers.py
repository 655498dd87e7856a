"""What of an HTTP answer is kept: status, headers within bounds, and how an error page begins."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, suppress
from typing import Final

from bot.domain.probe import MAX_ANSWER_BYTES
from bot.errors import PageUnreadable
from bot.polling.content_coding import decoded_beginning

MAX_HEADERS: Final = 100
MAX_NAME_CHARACTERS: Final = 100
# Longer than any address that we follow: what is cut off was of no use.
MAX_HEADER_CHARACTERS: Final = 4_000


def kept_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first headers by name; those sent twice joined (RFC 9110, 5.3), of cookies (RFC 6265) the names."""
    kept: dict[str, str] = {}
    for name, value in headers:
        if len(name) > MAX_NAME_CHARACTERS:
            continue
        said = value.partition("=")[0] if name == "set-cookie" else value
        if name in kept:
            said = f"{kept[name]}, {said}"
        elif len(kept) == MAX_HEADERS:
            continue
        kept[name] = said[:MAX_HEADER_CHARACTERS]
    return kept


async def beginning(chunks: AsyncGenerator[bytes, None], headers: Mapping[str, str], seconds: float) -> bytes:
    """At most MAX_ANSWER_BYTES of a body, decompressed, as far as it comes in time. Never raises."""
    sent = bytearray()
    with suppress(TimeoutError, PageUnreadable):
        async with asyncio.timeout(seconds), aclosing(chunks) as arriving:
            async for chunk in arriving:
                sent += chunk
                if len(sent) >= MAX_ANSWER_BYTES:
                    break
    encoding = headers.get("content-encoding", "")
    return decoded_beginning(bytes(sent), encoding, MAX_ANSWER_BYTES)
