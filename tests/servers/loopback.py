"""Connections on a port of loopback, none of which outlives the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ssl import SSLContext
from typing import Final

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What is done with a connection. It may end with any error that a client who has gone away causes."""

# What is accepted begins some turns of the loop later. A server that is closed in between leaves it
# open for ever, and whichever test runs when it is collected fails for it.
_TURNS_TO_BEGIN: Final = 10


async def all_begun() -> None:
    """Let begin what was accepted at the last moment: to be awaited before a server is closed."""
    for _ in range(_TURNS_TO_BEGIN):
        await asyncio.sleep(0)  # noqa: TID251


@asynccontextmanager
async def connections(answer: Answer, tls: SSLContext | None = None) -> AsyncIterator[int]:
    """Answer on an ephemeral port and yield it; at the end break off what is open, and see it closed."""
    open_ones = dict[asyncio.StreamWriter, asyncio.Event]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones[writer] = asyncio.Event()
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await answer(reader, writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        finally:
            open_ones.pop(writer).set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        await all_begun()
        server.close()
        for writer, closed in tuple(open_ones.items()):
            writer.transport.abort()
            await closed.wait()
