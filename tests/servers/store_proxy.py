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
    _holes: int = 0
    _served: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._served += 1
        number = self._served
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, back}
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pass(reader, back, number))
                tasks.create_task(self._pass(there, writer, number))
        finally:
            self.writers -= {writer, back}
            writer.close()
            back.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await self.open.wait()
                if number > self._holes:
                    writer.write(data)
                    await writer.drain()
        writer.close()

    def swallow(self) -> None:
        """Say nothing more over the connections that there are; new ones are as ever."""
        self._holes = self._served

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
