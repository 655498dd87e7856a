"""One GET over HTTP/1.1 and its answer: written by us, read by h11 (RFC 9112), as httpx has it read."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from typing import Final, TypeVar

import h11

from bot.polling.byte_streams import ByteStream

# Of a head, or of the size of a chunk: what is longer and has no end is no answer.
MAX_HEAD_BYTES: Final = 102_400
# Chunks of a byte need no waiting: so many, and others have their turn.
_EVENTS_IN_A_ROW: Final = 64
# What h11 lets pass: nothing that ends a line.
_VALUE: Final = re.compile(r"[!-~]+(?:[ \t]+[!-~]+)*")
# Any GET: how an answer is to be read hangs on the method alone, and h11 takes long to write a request.
_A_GET: Final = h11.Request(method="GET", target="/", headers=[("Host", "any")])

_T = TypeVar("_T")


# What is no HTTP, of theirs or of ours.
ProtocolError: Final = h11.ProtocolError


class LateError(Exception):
    """Nothing came in time."""


class Exchange:
    """One request and its answer. Whatever goes wrong is a LateError, a ProtocolError or an OSError.

    No wait for what comes next is longer than `patience`, in seconds.
    """

    def __init__(self, stream: ByteStream, patience: float) -> None:
        self._stream = stream
        self._patience = patience
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._events = 0
        self.status = 0
        self.headers: list[tuple[str, str]] = []

    async def ask(self, request: bytes, *, first_within: float | None = None) -> None:
        """Ask, and wait for status and headers. What only informs (RFC 9110, 15.2) is passed over.

        `first_within` is the patience, in seconds, until the first of it is there.
        """
        self._http.send(_A_GET)
        self._http.send(h11.EndOfMessage())
        self._take(await in_time(first_within or self._patience, self._first(request)))
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                self.status, self.headers = event.status_code, _decoded(event.headers)
                return
            if isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                raise h11.RemoteProtocolError("answered 101, for which we did not ask")
            await asyncio.sleep(0)  # noqa: TID251  -- to read a long one takes 20 ms, and another may follow

    async def body(self) -> AsyncIterator[bytes]:
        """Read the body as it was sent."""
        while isinstance(event := await self._next(), h11.Data):
            yield bytes(event.data)

    def close(self) -> ByteStream | None:
        """Hang up. Where nothing has changed and another request may follow, return the stream instead."""
        if self.status == 304 and self._http.their_state is h11.SEND_BODY:
            self._http.next_event()  # a 304 has no body: this is its end
        states = {self._http.our_state, self._http.their_state}
        if self.status == 304 and states == {h11.DONE} and not self._http.trailing_data[0]:
            return self._stream
        self._stream.close()
        return None

    async def _first(self, request: bytes) -> bytes:
        try:
            await self._stream.send(request)
        except ssl.SSLError:
            raise
        except OSError:
            pass  # who hangs up before all is sent may have answered all the same
        return await self._stream.receive()

    async def _next(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        self._events += 1
        if self._events % _EVENTS_IN_A_ROW == 0:
            await asyncio.sleep(0)  # noqa: TID251  -- no time passes
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._take(await in_time(self._patience, self._stream.receive()))
        return event

    def _take(self, data: bytes) -> None:
        if not data and self._http.their_state is h11.SEND_RESPONSE:
            raise h11.RemoteProtocolError("Server disconnected without sending a response.")
        self._http.receive_data(data)


def request(target: str, headers: Mapping[str, str]) -> bytes:
    """A GET as it is sent. Raises h11.LocalProtocolError for a value that no header can have."""
    if not all(map(_VALUE.fullmatch, headers.values())):
        raise h11.LocalProtocolError("illegal header value")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {target} HTTP/1.1\r\n{lines}\r\n".encode("ascii")


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Headers as httpx reads them: all of them in the first of these codings that fits all."""
    rows = list(headers)
    for coding in ("ascii", "utf-8"):
        try:
            return [(name.decode(coding), value.decode(coding)) for name, value in rows]
        except UnicodeDecodeError:
            continue
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in rows]


async def in_time(seconds: float, awaited: Awaitable[_T]) -> _T:
    """Wait, but no longer. Raises LateError, and a TimeoutError only where the system said so."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await awaited
    except TimeoutError as error:
        if limit.expired():
            raise LateError from error
        raise
