"""Our own web server as it runs, on a port of loopback, with somebody who asks it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession
from starlette.applications import Starlette

from adapters.web.area import Area
from adapters.web.server import BOUNDS, Bounds, face, listeners, serve_on
from bot.clock import Clock, SimulatedClock
from bot.ports import Binding
from tests.builders import NOON


@asynccontextmanager
async def asked(*areas: Area, clock: Clock | None = None) -> AsyncIterator[ClientSession]:
    """Serve these areas while somebody asks; he gives no more than a path."""
    async with served(face(clock or SimulatedClock(NOON), areas)) as base, ClientSession(base) as client:
        yield client


@asynccontextmanager
async def served(app: Starlette, bounds: Bounds = BOUNDS) -> AsyncIterator[str]:
    """Serve until the end, and yield the address."""
    sockets = await listeners(Binding("SHAREDFATE_WEB_PORT", "127.0.0.1", 0))
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(serve_on(sockets, app, bounds))
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        serving.cancel()
