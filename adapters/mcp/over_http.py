"""Streamable HTTP at `/mcp`: no sessions, bounded requests, and only under names that are ours."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PATH: Final = "/mcp"
MAX_BODY_BYTES: Final = 64 * 1024
MAX_AT_ONCE: Final = 16
LONGEST_S: Final = 30.0
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


class McpEndpoint:
    """The endpoint of one process. Every request stands for itself, so any process may answer it."""

    def __init__(self, server: MCPServer[Any], hosts: Iterable[str] = ()) -> None:
        """`hosts` are those, with their port if any, under which we are reached beside loopback."""
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY_BYTES,
            transport_security=_security(hosts),
        )
        self._sessions = server.session_manager
        self._room = MAX_AT_ONCE

    def routes(self) -> list[Route]:
        """POST alone: there is nothing to subscribe to."""
        return [Route(PATH, self, methods=["POST"])]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve as long as this lasts, once: for the lifespan of the application."""
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one too many is sent away, and one that takes too long is broken off."""
        if self._room <= 0:
            busy = PlainTextResponse("too many requests at once: try again", 503, {"Retry-After": "5"})
            await busy(scope, receive, send)
            return
        self._room -= 1
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._sessions.handle_request(scope, receive, send)
        finally:
            self._room += 1


def _security(hosts: Iterable[str]) -> TransportSecuritySettings:
    """A page in a browser that rebinds a name to us is refused: it comes with its own name and origin."""
    named = tuple(hosts)
    return TransportSecuritySettings(
        allowed_hosts=[*named, *_LOOPBACK, *(f"{host}:*" for host in _LOOPBACK)],
        allowed_origins=[
            *(f"https://{host}" for host in named),
            *(f"http://{host}{port}" for host in _LOOPBACK for port in ("", ":*")),
        ],
    )
