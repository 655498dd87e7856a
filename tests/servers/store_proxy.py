"""Between us and a store: a line that may be encrypted, and that may swallow what is sent over it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class StoreProxy:
    """Passes bytes on to a port of 127.0.0.1 while it is `open`."""

    to_port: int
    port: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    refuses: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        if self.refuses:
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.to_port)
        self.writers |= {writer, back}
        try:
            with suppress(OSError, ssl.SSLError):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._pass(reader, back))
                    tasks.create_task(self._pass(there, writer))
        finally:
            self.writers -= {writer, back}
            writer.close()
            back.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self.open.wait()
            writer.write(data)
            await writer.drain()
        writer.close()

    def cut(self) -> None:
        """End all connections at once."""
        for writer in list(self.writers):
            writer.transport.abort()


@asynccontextmanager
async def store_proxy(to_port: int, context: ssl.SSLContext | None = None) -> AsyncIterator[StoreProxy]:
    """A proxy that passes all on."""
    proxy = StoreProxy(to_port=to_port)
    proxy.open.set()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=context)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.open.set()
        proxy.cut()
