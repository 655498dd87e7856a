"""Many web sites on one port of loopback, told apart by the Host header: what they serve is a table."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

from tests.servers.loopback import connections


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    body: bytes = b""
    status: int = 200
    headers: tuple[str, ...] = ()


# A site that takes the request and never says a word.
SILENCE = Answer(status=0)
# One that takes the request and hangs up.
HANGS_UP = Answer(status=-1)
NOT_FOUND = Answer(b"<!doctype html><html>nothing here</html>", 404)
Serve = Callable[[str, str], Answer]
"""Host and path to an answer."""


@dataclass
class Sites:
    """Running sites. `asked` counts requests by host and path."""

    serve: Serve
    port: int = 0
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    tls: SSLContext | None = None

    def url(self, host: str, path: str = "") -> str:
        """The address of a page."""
        return f"http{'s' if self.tls else ''}://{host}:{self.port}{path}"

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Every name is here."""
        assert host
        assert port
        return ["127.0.0.1"]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until the connection ends."""
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            host = next(
                line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("host:")
            ).partition(":")[0]
            self.asked[host, path] += 1
            said = self.serve(host, path)
            if said is SILENCE:
                await reader.read()
                return
            if said is HANGS_UP:
                return
            rows = (f"HTTP/1.1 {said.status} X", f"Content-Length: {len(said.body)}", *said.headers)
            writer.write("\r\n".join(rows).encode() + b"\r\n\r\n" + said.body)
            await writer.drain()


@asynccontextmanager
async def sites(serve: Serve, tls: SSLContext | None = None) -> AsyncIterator[Sites]:
    """Run the sites."""
    running = Sites(serve, tls=tls)
    async with connections(running.answer, tls) as running.port:
        yield running


def table(pages: dict[str, Answer]) -> Serve:
    """Sites from a table of `host/path`; anything else is not found."""
    return lambda host, path: pages.get(f"{host}{path}", NOT_FOUND)
