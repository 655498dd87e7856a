"""News for open pages by server-sent events: one look at the store a second, however many listen.

An event says only that something has changed; the page asks again for itself.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.clock import Clock
from bot.domain.overview import Overview
from bot.errors import StoreUnavailable

MOST_LISTENERS: Final = 200
EVERY: Final = timedelta(seconds=1)
# Proxies close what is silent for a minute.
_PING_SECONDS: Final = 20
_RETRY_MS: Final = 3_000


class NewsStream:
    """Tells open pages when to ask again. It holds no task: it ends with whoever listens.

    `listeners` is how many do.
    """

    def __init__(self, overview: Overview, clock: Clock, most: int = MOST_LISTENERS) -> None:
        self._overview = overview
        self._clock = clock
        self._most = most
        self.listeners = 0
        self._looking = asyncio.Lock()
        self._looked_at: datetime | None = None
        self._revision = ""

    async def respond(self, _: Request) -> Response:
        """A stream of events, unless too many listen already."""
        if self.listeners >= self._most:
            return PlainTextResponse(
                f"{self._most} pages listen already: reload by hand", 503, {"Retry-After": "60"}
            )
        return EventSourceResponse(
            self._events(), ping=_PING_SECONDS, headers={"Cache-Control": "no-store"}, send_timeout=10
        )

    async def _events(self) -> AsyncIterator[ServerSentEvent]:
        if self.listeners >= self._most:
            return
        self.listeners += 1
        try:
            async for revision in self._revisions():
                yield ServerSentEvent(data=revision, event="revision", retry=_RETRY_MS)
        finally:
            self.listeners -= 1

    async def _revisions(self) -> AsyncIterator[str]:
        """The mark of now, then each other one. While the store is away it says "lost", once."""
        known = None
        while True:
            try:
                newest = await self._newest()
            except StoreUnavailable:
                newest = "lost"
            if newest != known:
                known = newest
                yield newest
            await self._clock.sleep(EVERY)

    async def _newest(self) -> str:
        """The mark, looked up by the first who asks in a while. Raises StoreUnavailable."""
        async with self._looking:
            now = self._clock.now()
            if self._looked_at is None or not timedelta(0) <= now - self._looked_at < EVERY:
                self._revision = await self._overview.revision()
                self._looked_at = now
            return self._revision
