"""Whoever is answered before all was sent may go on for a moment, and no longer.

A connection that is closed at once resets, and the answer that was on its way is lost; one that stays open
takes what nobody reads for as long as somebody sends.
"""

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# How long whoever is refused may go on sending what nobody reads, in seconds.
LINGERING: Final = 1.0
# A body that says it is no longer than this, in bytes, may come to its end: the connection is kept.
SHORT: Final = 64 * 1024


class Lingering:
    """Stands around all routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what is left of the body is dropped, and the connection with it."""
        if scope["type"] != "http" or not _may_be_long(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        unread, closes = True, False

        async def received() -> Message:
            nonlocal unread
            message = await receive()
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                unread = False
            return message

        async def sent(message: Message) -> None:
            nonlocal closes
            if message["type"] == "http.response.start" and unread:
                closes = True
                MutableHeaders(scope=message)["Connection"] = "close"
            if message["type"] == "http.response.body" and closes and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await _drop(receive)
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        await self._app(scope, received, sent)


async def _drop(receive: Receive) -> None:
    """Take what still comes, for a moment."""
    try:
        async with asyncio.timeout(LINGERING):
            while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
                pass
    except TimeoutError:
        return


def _may_be_long(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdecimal() or int(length[:20]) > SHORT
