"""Connections to web servers: the only importer of httpx, whose errors become ours here and nowhere else.

They take whatever address there is. Pages that are known go the light way (`light_connections.py`).
"""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol, runtime_checkable

import httpx

from bot.domain.probe import HttpAnswer, Silence
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.polling.exchanges import LateError, ProtocolError
from bot.polling.exhaustion import is_exhaustion
from bot.polling.http_answers import beginning, kept_headers
from bot.polling.public_addresses import Target

MAX_CONNECTIONS: Final = 100
# As many addresses as are asked in turn, with room.
_MOST_TARGETS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limits in seconds. `total` ends a body that drips for ever.

    On a connection that was `kept`, or whose TLS goes on where it ended, there is a word so soon, or it is
    given up for a new one. Of a probe, `answer` is how long status and headers may take from the look-up of
    the name on, and `body` how long what follows them.
    """

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    kept: float = 3.0
    answer: float = 12.0
    body: float = 2.0


@dataclass(slots=True)
class Attempt:
    """How far a request has got: the silence that it would be, were nothing more to come.

    None while nothing has been asked, and once an answer has begun. It `is_elsewhere` once it was redirected.
    """

    silence: Silence | None = None
    is_elsewhere: bool = False
    _stream: "_Stream | None" = None

    async def follow(self, event: str, info: Mapping[str, object]) -> None:
        """Take in an event of the `trace` extension: https://www.encode.io/httpcore/extensions/."""
        self.silence = _REACHED.get(event, self.silence)
        stream = info.get("return_value") if event == "connection.connect_tcp.complete" else None
        if isinstance(stream, _Stream):
            self._stream = stream

    async def hang_up(self) -> None:
        """Close what a request that failed leaves open, as httpcore does if cancelled amidst TLS."""
        if self._stream is not None:
            await self._stream.aclose()


@runtime_checkable
class _Stream(Protocol):
    async def aclose(self) -> None: ...


_REACHED: Final[Mapping[str, Silence | None]] = {
    "connection.connect_tcp.started": Silence.TCP,
    "connection.start_tls.started": Silence.TLS,
    "http11.send_request_headers.started": Silence.HTTP,
    "http11.receive_response_headers.complete": None,
}


class Response(Protocol):
    """What is to come of an answer."""

    def aiter_raw(self) -> AsyncIterator[bytes]:
        """Read the body as it was sent."""

    async def aclose(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An answer whose body is still to come. Close it."""

    address: str
    status: int
    headers: Mapping[str, str]
    is_verified: bool
    response: Response

    async def answer(self, seconds: float, *, body_from: int) -> HttpAnswer:
        """What of it is kept; of a body, read for `seconds`, only from that status on. Never raises."""
        has_body = self.status >= body_from
        return HttpAnswer(
            url=self.address,
            status=self.status,
            headers=self.headers,
            body=await beginning(self.chunks(), self.headers, seconds) if has_body else b"",
            is_verified=self.is_verified,
        )

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it was sent, compressed or not. Raises PageUnreadable."""
        with mapped(self.address, Attempt()):
            async for chunk in self.response.aiter_raw():
                yield chunk

    async def aclose(self) -> None:
        """Hang up."""
        with mapped(self.address, Attempt()):
            await self.response.aclose()


class Connections:
    """A pool of connections.

    Keep-alive is off unless `keep_alive` connections are asked for: at a minute's interval an idle one is
    gone before it is used again, and httpx walks its whole pool on every request
    (https://github.com/encode/httpx/issues/3215).
    """

    def __init__(
        self,
        user_agent: str,
        timeouts: Timeouts,
        *,
        keep_alive: int = 0,
        trust: ssl.SSLContext,
    ) -> None:
        self._headers = asking_as(user_agent)
        self._client = httpx.AsyncClient(
            verify=trust,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=keep_alive),
            timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, pool=timeouts.total),
        )

    async def aclose(self) -> None:
        """Hang up everywhere."""
        await self._client.aclose()

    async def open(
        self, address: str, target: Target, attempt: Attempt, headers: Mapping[str, str] | None = None
    ) -> Opened:
        """GET what was checked, until status and headers are here. Raises PageUnreadable with the silence."""
        with mapped(address, attempt):
            request = self._client.build_request(
                "GET",
                target.url,
                headers={**self._headers, "Host": target.host_header, **(headers or {})},
                extensions={"sni_hostname": target.host, "trace": attempt.follow},
            )
            try:
                response = await self._client.send(request, stream=True)
            except BaseException:
                await attempt.hang_up()
                raise
            if response.status_code < 200:
                await response.aclose()
                attempt.silence = Silence.HTTP
                raise httpx.RemoteProtocolError(f"answered {response.status_code}, for which we did not ask")
        # Pages set cookies; keeping them would tell one page of another visit.
        self._client.cookies.clear()
        return Opened(
            address=address,
            status=response.status_code,
            headers=kept_headers(response.headers.multi_items()),
            is_verified=target.scheme == "https",
            response=response,
        )


def asking_as(user_agent: str) -> dict[str, str]:
    """The headers that every request has, but for its Host."""
    return {
        "Connection": "keep-alive", "User-Agent": user_agent, "Accept-Encoding": "gzip", "Accept": "*/*",
    }  # fmt: skip


def request_target(target: Target) -> str:
    """Path and query as they stand in a request, escaped. Raises httpx.InvalidURL."""
    return _escaped(target.path)


@lru_cache(_MOST_TARGETS)
def _escaped(path: str) -> str:
    return httpx.URL(f"http://host{path}").raw_path.decode("ascii")


@contextmanager
def mapped(address: str, attempt: Attempt) -> Iterator[None]:
    """Make what a connection raises ours: PageUnreadable, with how far the attempt had got."""
    try:
        yield
    except (httpx.TimeoutException, LateError) as error:
        detail = f"{address} did not answer in time"
        raise PageUnreadable(UnreadableReason.TIMEOUT, detail, answer=attempt.silence) from error
    except (httpx.HTTPError, httpx.InvalidURL, ProtocolError, ssl.SSLError, OSError) as error:
        reason = (
            UnreadableReason.TLS_FAILED
            if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "CERTIFICATE" in str(error)
            else UnreadableReason.CONNECTION_FAILED
        )
        detail = f"{address}: {type(error).__name__}: {error}"
        silence = None if is_exhaustion(error) else attempt.silence
        raise PageUnreadable(reason, detail[:500], answer=silence) from error
