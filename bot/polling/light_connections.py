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
        """Hang up where nothing is being asked."""
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
        is_secured = target.scheme == "https"
        session = self._sessions.session(target.host, target.port, _seconds()) if is_secured else None
        if session is None:
            return await self._asked_anew(target, attempt, request, None)
        try:
            return await self._asked_anew(target, attempt, request, session)
        except (LateError, ProtocolError, OSError):
            if attempt.silence is Silence.TCP:
                raise
        # They may have stumbled over the session: whoever answers a stranger has done so.
        exchange = await self._asked_anew(target, attempt, request, None)
        self._sessions.leave_alone(target.host, target.port, _seconds())
        return exchange

    async def _asked_anew(
        self, target: Target, attempt: Attempt, request: bytes, session: ssl.SSLSession | None
    ) -> Exchange:
        """Ask over a connection of its own. A session under which no answer came is used no more."""
        try:
            stream = await self._connected(target, attempt, session)
            exchange = await self._exchanged(
                stream, attempt, request, first_within=self._timeouts.kept if session else None
            )
        except BaseException:
            self._sessions.forget(target.host, target.port)
            raise
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

    async def _connected(
        self, target: Target, attempt: Attempt, session: ssl.SSLSession | None
    ) -> ByteStream:
        attempt.silence = Silence.TCP
        stream = await in_time(self._timeouts.connect, connected(target.address, target.port))
        if target.scheme == "http":
            return stream
        attempt.silence = Silence.TLS
        try:
            await in_time(self._timeouts.connect, stream.start_tls(self._trust, target.host, session))
        except BaseException:
            stream.close()
            raise
        return stream


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
