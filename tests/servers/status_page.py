"""A web server that misbehaves on demand, one behaviour a path."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.servers.loopback import connections

SUMMARY = (
    b'{"page":{"id":"abcdefghijkl","name":"Acme","url":"https://status.acme.example"},'
    b'"status":{"indicator":"none","description":"ok"},"components":[],"incidents":[]}'
)
ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<rss><channel><title>&b;</title></channel></rss>"
)


@dataclass
class BadServer:
    """A running server; `requests` holds the head of every request."""

    base: str = ""
    requests: list[str] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str) -> str:
        """The address of a behaviour."""
        return f"{self.base}/{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.requests.append(head)
        path = head.split(" ", 2)[1].strip("/")
        await self._behave(path, head, writer)

    async def _behave(self, path: str, head: str, writer: asyncio.StreamWriter) -> None:
        if path == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
            while not self.released.is_set():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)  # noqa: TID251  -- dripping is what this server is for
        elif path == "stall":
            await self.released.wait()
        elif path == "reset":
            writer.transport.abort()
        elif path == "large":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")
            for _ in range(50):
                writer.write(b"x" * 1024 * 1024)
                await writer.drain()
        else:
            writer.write(_whole(path, head))
            await writer.drain()


def _whole(path: str, head: str) -> bytes:  # noqa: C901, PLR0911, PLR0912  -- a table
    """A complete answer."""
    name, _, argument = path.partition("/")
    match name:
        case "ok":
            if 'if-none-match: "v1"' in head.lower():
                return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
            return _response(200, SUMMARY, 'ETag: "v1"')
        case "same":
            return _response(200, SUMMARY)
        case "html":
            return _response(200, b"<!doctype html><html><body>Sign in</body></html>")
        case "truncated":
            return _response(200, SUMMARY[:60])
        case "bomb":
            return _response(200, gzip.compress(b"\0" * 50_000_000), "Content-Encoding: gzip")
        case "entities":
            return _response(200, ENTITY_BOMB)
        case "status":
            return _response(int(argument), b"no", "Retry-After: 90")
        case "loop":
            return _response(302, b"", "Location: /loop")
        case "to":
            return _response(302, b"", f"Location: {argument}")
        case "headers":
            return _response(200, SUMMARY, "X-Big: " + "x" * 200_000)
        case "short":
            return b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + SUMMARY
        case "deep":
            return _response(200, b"[" * 100_000)
    return _response(404, b"not here")


def _response(status: int, body: bytes, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def bad_server() -> AsyncIterator[BadServer]:
    """Run the server on an ephemeral port of loopback."""
    bad = BadServer()
    async with connections(bad.answer) as port:
        bad.base = f"http://127.0.0.1:{port}"
        try:
            yield bad
        finally:
            bad.released.set()
