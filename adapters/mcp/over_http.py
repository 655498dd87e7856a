"""Streamable HTTP at `/mcp`: no sessions, bounded requests, and none from a stranger's page in a browser."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from adapters.web.area import Area

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH: Final = "/mcp"
MAX_BODY_BYTES: Final = 64 * 1024
MAX_AT_ONCE: Final = 16
LONGEST_S: Final = 30.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class McpEndpoint:
    """The endpoint of one process. Every request stands for itself, so any process may answer it.

    Most installations never have one: the server is made for the first, in a thread, for its SDK takes as
    long to import as all else.
    """

    def __init__(self, make: "Callable[[], MCPServer[Any]]", origins: Iterable[str] = ()) -> None:
        """`origins` are those, beside loopback, whose pages may ask in a browser: `https://host`."""
        self._make = make
        self._wanted = asyncio.Event()
        self._sessions: asyncio.Future[StreamableHTTPSessionManager] | None = None
        self._origins = frozenset(origins)
        self._room = MAX_AT_ONCE

    @property
    def area(self) -> Area:
        """POST alone: there is nothing to subscribe to."""
        return Area([Route(PATH, self, methods=["POST"])], self.running)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve as long as this lasts, once: for the lifespan of the application."""
        self._sessions = asyncio.get_running_loop().create_future()
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(self._serve(self._sessions))
            yield
            serving.cancel()

    async def _serve(self, sessions: "asyncio.Future[StreamableHTTPSessionManager]") -> None:
        await self._wanted.wait()
        try:
            made = await asyncio.to_thread(self._made)
        except Exception as error:  # noqa: BLE001  -- whoever asks is told; the board goes on
            sessions.set_exception(error)
            return
        async with made.run():
            sessions.set_result(made)
            await asyncio.Event().wait()

    def _made(self) -> "StreamableHTTPSessionManager":
        from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415

        server = self._make()
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY_BYTES,
            # Whoever asks is let in, or not, before he comes here; where a request comes from, we look.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        return server.session_manager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one too many is sent away, and one that takes too long is broken off."""
        refusal = self._refusal(Headers(scope=scope).get("origin"))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self._room -= 1
        try:
            async with asyncio.timeout(LONGEST_S):
                self._wanted.set()
                assert self._sessions is not None, "asked only while it runs"
                sessions = await asyncio.shield(self._sessions)
                await sessions.handle_request(scope, receive, send)
        finally:
            self._room += 1

    def _refusal(self, origin: str | None) -> PlainTextResponse | None:
        """A page of a stranger names itself in what its scripts post, whatever name it has given our address.

        https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
        """
        if origin is not None and not self._is_ours(origin):
            return PlainTextResponse("pages of this origin may not ask here\n", 403)
        if self._room <= 0:
            return PlainTextResponse("too many requests at once: try again\n", 503, {"Retry-After": "5"})
        return None

    def _is_ours(self, origin: str) -> bool:
        try:
            host = urlsplit(origin).hostname
        except ValueError:
            return False
        return host in _LOOPBACK or origin in self._origins
