"""What the stand-ins of alerting tools share: a server on loopback that can be told to refuse."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.loopback import all_begun


@dataclass
class Troubled:
    """Answers the next requests as it is told to, before anything takes effect, or `is_late`, after it."""

    url: str = ""
    requests: list[tuple[str, Any]] = field(default_factory=list)
    is_late: bool = False
    _refusals: deque[tuple[int, str, dict[str, str]]] = field(default_factory=deque)

    def refuse(self, status: int, body: str = "", **headers: str) -> None:
        """Refuse the next request so; a header's name has `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._refusals.append((status, body, named))

    def refusal(self) -> web.Response | None:
        """What the request is to be refused with, if it is."""
        if not self._refusals:
            return None
        status, body, headers = self._refusals.popleft()
        return web.Response(status=status, text=body, headers=headers)


@asynccontextmanager
async def serving(
    tool: Troubled, handle: Callable[[web.Request, Any], Awaitable[web.Response]]
) -> AsyncIterator[None]:
    """Serve on an ephemeral port; each request is noted with its path and its JSON."""

    async def answer(request: web.Request) -> web.Response:
        document = await request.json()
        tool.requests.append((request.path_qs, document))
        refusal = tool.refusal()
        if refusal is not None and not tool.is_late:
            return refusal
        answered = await handle(request, document)
        return refusal or answered

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        tool.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield
    finally:
        await all_begun()
        await runner.cleanup()
