"""The light way to a page: a GET over a socket of our own, at a third of what httpx takes.

It takes what `Connections` takes and gives what they give: the same request to the byte, the same limits, the
same refusals. Where a page is elsewhere, it says so and leaves the rest to them.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Final

from bot.domain.probe import Silence
from bot.polling.byte_streams import ByteStream, connected
from bot.polling.connections import Attempt, Opened, Timeouts, asking_as, mapped, request_target
from bot.polling.exchanges import Exchange, LateError, ProtocolError, in_time, request
from bot.polling.http_answers import kept_headers
from bot.polling.kept_streams import MOST_KEPT, KeptStreams, Origin
from bot.polling.public_addresses import Target
from bot.polling.tls_sessions import MAX_SESSIONS, TlsSessions

MOST_AT_ONCE: Final = 400


class LightConnections:
    """Asks, at most `most` at a time.

    If it `resumes`, TLS goes on where it ended, and connections on which nothing has changed stay open.
    """

    def __init__(
        self,
        user_agent: str,
        timeouts: Timeouts,
        *,
        trust: ssl.SSLContext,
        resumes: bool,
        most: int = MOST_AT_ONCE,
    ) -> None:
        self._headers = asking_as(user_agent)
        self._timeouts = timeouts
        self._trust = trust
        self._trust.set_alpn_protocols(["http/1.1"])
        self._sessions = TlsSessions(most=MAX_SESSIONS if resumes else 0)
        self._kept = KeptStreams(most=MOST_KEPT if resumes else 0)
        self._places = asyncio.Semaphore(most)

    async def aclose(self) -> None:
        """Hang up everywhere."""
        self._kept.close()

    async def open(
        self, address: str, target: Target, attempt: Attempt, headers: Mapping[str, str] | None = None
    ) -> Opened:
        """GET what was checked, until status and headers are here. Raises PageUnreadable with the silence."""
        asked = {"Host": target.host_header, **self._headers, **(headers or {})}
        await self._places.acquire()
        try:
            with mapped(address, attempt):
                wanted = request(request_target(target), asked)
                exchange = await self._asked(target, attempt, wanted)
        except BaseException:
            self._places.release()
            raise
        return Opened(
            address=address,
            status=exchange.status,
            headers=kept_headers(exchange.headers),
            is_verified=target.scheme == "https",
            response=_Response(exchange, partial(self._leave, target)),
        )

    def _leave(self, target: Target, exchange: Exchange) -> None:
        if stream := exchange.close():
            self._kept.keep(_origin(target), stream, _seconds())
        self._places.release()

    async def _asked(self, target: Target, attempt: Attempt, request: bytes) -> Exchange:
        if kept := self._kept.take(_origin(target), target.addresses, _seconds()):
            try:
                return await self._exchanged(kept, attempt, request, first_within=self._timeouts.kept)
            except (LateError, ProtocolError, OSError):
                # They may have hung up at that moment, or somebody on the way has forgotten the connection.
                self._kept.leave_alone(_origin(target), _seconds())
        stream = await self._connected(target, attempt)
        exchange = await self._exchanged(stream, attempt, request)
        if stream.tls:
            stream.verified_until = self._sessions.keep(target.host, target.port, stream.tls, _seconds())
        return exchange

    async def _exchanged(
        self, stream: ByteStream, attempt: Attempt, request: bytes, *, first_within: float | None = None
    ) -> Exchange:
        attempt.silence = Silence.HTTP
        exchange = Exchange(stream, self._timeouts.read)
        try:
            await exchange.ask(request, first_within=first_within)
        except BaseException:
            stream.close()
            raise
        attempt.silence = None
        return exchange

    async def _connected(self, target: Target, attempt: Attempt) -> ByteStream:
        """Connect. Whoever stumbles over the session that they gave us meets us once more, as a stranger."""
        if target.scheme == "http":
            return await self._stream(target, attempt)
        session = self._sessions.session(target.host, target.port, _seconds())
        try:
            return await self._secured(target, attempt, session)
        except OSError:
            self._sessions.forget(target.host, target.port)
            if session is None or attempt.silence is not Silence.TLS:
                raise
            return await self._secured(target, attempt, None)

    async def _secured(self, target: Target, attempt: Attempt, session: ssl.SSLSession | None) -> ByteStream:
        stream = await self._stream(target, attempt)
        attempt.silence = Silence.TLS
        try:
            await in_time(self._timeouts.connect, stream.start_tls(self._trust, target.host, session))
        except BaseException:
            stream.close()
            raise
        return stream

    async def _stream(self, target: Target, attempt: Attempt) -> ByteStream:
        attempt.silence = Silence.TCP
        return await in_time(self._timeouts.connect, connected(target.address, target.port))


class _Response:
    """What is to come of an answer; `leave` is called once."""

    def __init__(self, exchange: Exchange, leave: Callable[[Exchange], None]) -> None:
        self._exchange = exchange
        self._leave: Callable[[Exchange], None] | None = leave

    def aiter_raw(self) -> AsyncIterator[bytes]:
        return self._exchange.body()

    async def aclose(self) -> None:
        if self._leave is not None:
            self._leave(self._exchange)
            self._leave = None


def _origin(target: Target) -> Origin:
    return target.scheme, target.host, target.port


def _seconds() -> float:
    return asyncio.get_running_loop().time()
