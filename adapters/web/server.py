"""One port for all that we answer over HTTP: areas beside one another, each with its routes."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapters.web.area import Area
from adapters.web.faults import Faults
from adapters.web.lingering import Lingering
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.ports import Binding

# How long an answer that is under way may go on once we are to stop, in seconds.
GRACE: Final = 0.3
_BACKLOG: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What connections may take: files are not without number, and what reads pages needs some, too.

    Whoever opens one, or keeps one, sends a whole head within so many looks, a second apart; `most` are open.
    """

    patience: int = 10
    most: int = 500


BOUNDS: Final = Bounds()


def face(clock: Clock, areas: Sequence[Area]) -> Starlette:
    """All routes, the earlier areas first."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for area in areas:
                if area.lifespan is not None:
                    await stack.enter_async_context(area.lifespan())
            yield

    app = Starlette(routes=[route for area in areas for route in area.routes], lifespan=lifespan)
    # A redirect would name the host that a stranger has written into his request.
    app.router.redirect_slashes = False
    for area in areas:
        # No route of its own: that would hide from others that they are asked in a way that they do not take.
        app.router.default = area.lost or app.router.default
    app.add_middleware(Faults, clock=clock)
    app.add_middleware(Lingering)
    return app


async def serve(address: Binding, app: Starlette) -> None:
    """Serve until cancelled. Raises ConfigurationError where we cannot listen."""
    await serve_on(await listeners(address), app)


async def listeners(address: Binding) -> list[socket.socket]:
    """Listen, on every address that the host stands for. Raises ConfigurationError."""
    opened, missing = list[socket.socket](), None
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            address.host or None, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, where in dict.fromkeys((family, where) for family, *_, where in found):
            try:
                opened.append(_listener(family, where))
            except OSError as error:
                # "localhost" stands for ::1, too, which not every machine has.
                if error.errno != errno.EADDRNOTAVAIL:
                    raise
                missing = error
    except OSError as error:
        for one in opened:
            one.close()
        raise _cannot_listen(address, error) from error
    if missing is not None and not opened:
        raise _cannot_listen(address, missing) from missing
    return opened


def _listener(family: int, where: tuple[str | int | bytes, ...]) -> socket.socket:
    # With its protocol named: for others asyncio does not switch Nagle's algorithm off, at 40 ms an answer.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(where)
        opened.listen(_BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _cannot_listen(address: Binding, error: OSError) -> ConfigurationError:
    place = f"{address.host}:{address.port}"
    return ConfigurationError(f"{address.variable}: cannot listen on {place}: {error.strerror}")


async def serve_on(sockets: Sequence[socket.socket], app: Starlette, bounds: Bounds = BOUNDS) -> None:
    """Serve on sockets that listen, until cancelled; then they are closed.

    Requests are not logged: tokens stand in some addresses.
    """
    opened = asyncio.Event()
    config = uvicorn.Config(
        app,
        http=_connections_up_to(bounds.most, opened),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    server = _Server(config, bounds, opened)
    try:
        async with app.router.lifespan_context(app), asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(server.serve(sockets=list(sockets)))
            try:
                await asyncio.shield(serving)
            finally:
                server.stop()
                await asyncio.wait((serving,))
    finally:
        for one in sockets:
            one.close()


def _connections_up_to(most: int, opened: asyncio.Event) -> type[H11Protocol]:
    """Connections of which no more than so many are open: one more is closed. Each sets `opened`."""

    class Connection(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            opened.set()
            if len(self.connections) > most:
                transport.abort()

    return Connection


class _Server(uvicorn.Server):
    """One that lives within our process: signals are ours, and it is gone within a second."""

    def __init__(self, config: uvicorn.Config, bounds: Bounds, opened: asyncio.Event) -> None:
        super().__init__(config)
        self._bounds = bounds
        self._opened = opened
        self._stopping = asyncio.Event()
        self._waiting: dict[object, int] = {}

    def stop(self) -> None:
        """Take no more requests, and end."""
        self.should_exit = True
        self._stopping.set()
        self._opened.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever runs us."""
        yield

    async def main_loop(self) -> None:
        """Keep the time of the Date header, and look at who is idle, each second until we are to stop.

        While nobody is connected there is nothing to look at.
        """
        while not await self.on_tick(0):
            self._let_go()
            self._opened.clear()
            if not (self.server_state.connections or self._stopping.is_set()):
                await self._opened.wait()
                await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stopping.wait()

    def _let_go(self) -> None:
        """Close connections that ask for nothing, or go on and on with what they ask."""
        waiting: dict[object, int] = {}
        for connection in list(self.server_state.connections):
            assert isinstance(connection, H11Protocol)
            if connection.cycle is not None and not connection.cycle.response_complete:
                continue
            waiting[connection] = looks = self._waiting.get(connection, 0) + 1
            if looks > self._bounds.patience:
                connection.transport.abort()
        self._waiting = waiting

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let answers end that are short, and break off the others: a stream has no end of its own."""
        for server in self.servers:
            server.close()
        for one in sockets or ():
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if under_way := set(self.server_state.tasks):
            _, late = await asyncio.wait(under_way, timeout=GRACE)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=GRACE)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
