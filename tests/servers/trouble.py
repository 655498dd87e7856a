"""What a web server of others may have for some seconds: it answers all alike, or not at all."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Mood(StrEnum):
    """How a server takes requests.

    One that is `LOSING` carries them out, and hangs up without an answer; before one that is `COVERED` stands
    a proxy with a page of its own.
    """

    WELL = "well"
    BROKEN = "broken"
    BUSY = "busy"
    HANGING = "hanging"
    DROPPING = "dropping"
    LOSING = "losing"
    GARBLED = "garbled"
    COVERED = "covered"
    GONE = "gone"
    FORBIDDEN = "forbidden"


_STATUS: Final = {Mood.BROKEN: 500, Mood.BUSY: 429, Mood.GONE: 410, Mood.FORBIDDEN: 401}
_BODY: Final = {Mood.GARBLED: b"\xff<html>{", Mood.COVERED: b"<!doctype html><html>Sign in</html>"}
_TYPE: Final = {Mood.GARBLED: "application/json", Mood.COVERED: "text/html"}
_RETRY_AFTER_SECONDS: Final = 2


@dataclass(slots=True)
class Trouble:
    """The mood of one server, towards requests; its web sockets go on. `shown` is how often it was felt."""

    mood: Mood = Mood.WELL
    shown: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def become(self, mood: Mood) -> None:
        """Be so from now on; who was kept waiting is hung up on."""
        self.mood = mood
        self._changed.set()
        self._changed = asyncio.Event()

    async def _stand_before(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        mood = self.mood
        if mood is Mood.WELL or "Upgrade" in request.headers:
            return await handler(request)
        self.shown += 1
        if mood is Mood.HANGING:
            await self._changed.wait()
        if mood is Mood.LOSING:
            await handler(request)
        if mood in _STATUS:
            return _refusal(_STATUS[mood])
        if mood in _BODY:
            return web.Response(body=_BODY[mood], headers={"Content-Type": _TYPE[mood]})
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    stand_before = web.middleware(_stand_before)
    """The middleware that has a server be so."""


def _refusal(status: int) -> web.Response:
    """As Slack and Discord would both put it."""
    wait = _RETRY_AFTER_SECONDS if status == _STATUS[Mood.BUSY] else None
    body = {"ok": False, "error": "ratelimited" if wait else "fatal_error", "message": "no", "code": 0}
    # Without Via Discord's client takes a 429 for a ban by the edge; it reads no other type than this.
    headers = {"Content-Type": "application/json", "Via": "1.1 google"}
    if wait:
        body |= {"retry_after": wait, "global": False}
        headers["Retry-After"] = str(wait)
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
