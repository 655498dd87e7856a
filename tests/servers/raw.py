"""A web server that answers every request with the very bytes it is given, for ever if told so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

from tests.servers.loopback import connections


@dataclass(frozen=True, slots=True)
class Raw:
    """One answer: `sent`, in which {port} is the server's; then `repeated` until the client has gone."""

    sent: bytes
    repeated: bytes = b""
    drips: bool = False
    """Whether there is a pause after each repetition."""


@dataclass(slots=True)
class RawServer:
    """A running server. `requests` counts what it was asked, `asked` is the last of it."""

    raw: Raw
    port: int = 0
    requests: int = 0
    asked: bytes = b""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, host: str = "127.0.0.1") -> str:
        """The address of the answer, under any name that leads here."""
        return f"http://{host}:{self.port}/"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, then hang up."""
        self.asked = await reader.read(65_536)  # also the opening of TLS, which has no end that we know
        self.requests += 1
        writer.write(self.raw.sent.replace(b"{port}", str(self.port).encode()))
        await writer.drain()
        while (self.raw.repeated or self.raw.drips) and not self.released.is_set():
            writer.write(self.raw.repeated)
            await writer.drain()
            if self.raw.drips:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.released.wait(), 0.02)


@asynccontextmanager
async def raw_server(raw: Raw, tls: SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Run the server on an ephemeral port of loopback."""
    running = RawServer(raw)
    async with connections(running.answer, tls) as running.port:
        try:
            yield running
        finally:
            running.released.set()
