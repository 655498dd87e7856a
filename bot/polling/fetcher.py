"""Conditional GET with manners and limits: the only importer of httpx."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin

import httpx

from bot.domain.report import MAX_BODY_BYTES, Page, Validators
from bot.domain.retry_after import retry_after
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.polling.content_coding import decoded
from bot.polling.public_addresses import Resolve, Target, check, system_resolve
from bot.watching.cadence import LONGEST_RETRY_AFTER

MAX_REDIRECTS: Final = 3
MAX_CONNECTIONS: Final = 100
PER_HOST: Final = 2
_REASONS: Final = {
    401: UnreadableReason.HTTP_401,
    403: UnreadableReason.HTTP_403,
    404: UnreadableReason.HTTP_404,
    429: UnreadableReason.HTTP_429,
}
# 203 is 200, touched by a proxy on the way (RFC 9110, 15.3.4).
_PAGES: Final = frozenset({200, 203})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page, or None when it is unchanged; what to send next time; where it was found, and at which IPs."""

    page: Page | None
    validators: Validators
    final_url: str
    retry_after: timedelta | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limits in seconds. `total` ends a body that drips for ever."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0


_NO_VALIDATORS: Final = Validators()


class Fetcher:
    """Fetches pages. An async context manager: it holds connections.

    Keep-alive is off unless `keep_alive` connections are asked for: at a minute's interval an idle one is
    gone before it is used again, and httpx walks its whole pool on every request
    (https://github.com/encode/httpx/issues/3215).
    """

    def __init__(
        self,
        user_agent: str,
        *,
        timeouts: Timeouts | None = None,
        resolve: Resolve = system_resolve,
        keep_alive: int = 0,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._resolve = resolve
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=keep_alive),
            timeout=httpx.Timeout(
                self._timeouts.read, connect=self._timeouts.connect, pool=self._timeouts.total
            ),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        url: str,
        *,
        now: datetime,
        validators: Validators = _NO_VALIDATORS,
        allow_private: bool = False,
        trusted: tuple[str, ...] = (),
    ) -> Fetched:
        """Fetch a page, following at most three redirects, each checked. Raises PageUnreadable.

        `allow_private` is about the machine that the address names, not about those that it redirects to;
        `trusted` are IPs that may be reached although they are not public.
        """
        async with within(self._timeouts.total, url):
            return await self._follow(url, validators, now, trusted, allow_private=allow_private)

    async def _follow(
        self,
        url: str,
        validators: Validators,
        now: datetime,
        trusted: tuple[str, ...],
        *,
        allow_private: bool,
    ) -> Fetched:
        address = url
        for hop in range(MAX_REDIRECTS + 1):
            mine = allow_private and hop == 0
            target = await check(address, self._resolve, allow_private=mine, trusted=trusted)
            trusted = target.addresses if mine else trusted
            async with self._hosts[target.host], self._open(address, target, validators) as response:
                if response.status_code not in _REDIRECTS:
                    fetched = await _fetched(address, response, validators, now)
                    return replace(fetched, addresses=target.addresses)
                location = response.headers.get("Location", "")
            address = _redirected(address, location)
        raise PageUnreadable(
            UnreadableReason.TOO_MANY_REDIRECTS, f"{url} redirects more than {MAX_REDIRECTS} times"
        )

    def _open(
        self, address: str, target: Target, validators: Validators
    ) -> AbstractAsyncContextManager[httpx.Response]:
        headers = {**self._headers, "Host": target.host_header}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        return self._mapped(address, target, headers)

    @asynccontextmanager
    async def _mapped(
        self, address: str, target: Target, headers: Mapping[str, str]
    ) -> AsyncIterator[httpx.Response]:
        """Open a response; errors of httpx and below become ours, here and nowhere else."""
        try:
            request = self._client.build_request(
                "GET", target.url, headers=headers, extensions={"sni_hostname": target.host}
            )
            response = await self._client.send(request, stream=True)
            # Pages set cookies; keeping them would tell one page of another visit.
            self._client.cookies.clear()
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.TimeoutException as error:
            raise PageUnreadable(UnreadableReason.TIMEOUT, f"{address} did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            reason = (
                UnreadableReason.TLS_FAILED
                if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "CERTIFICATE" in str(error)
                else UnreadableReason.CONNECTION_FAILED
            )
            detail = f"{address}: {type(error).__name__}: {error}"
            raise PageUnreadable(reason, detail[:500]) from error


@asynccontextmanager
async def within(seconds: float, url: str) -> AsyncIterator[None]:
    """End what takes longer. Raises PageUnreadable."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        detail = f"{url} took longer than {seconds:g} s"
        raise PageUnreadable(UnreadableReason.TIMEOUT, detail) from error


async def _fetched(address: str, response: httpx.Response, validators: Validators, now: datetime) -> Fetched:
    wait = _retry_after(response.headers.get("Retry-After"), now)
    if response.status_code == 304:
        if not validators.can_be_asked:
            detail = f"{address} answered 304 (not modified), though we asked for all of it"
            raise PageUnreadable(UnreadableReason.NOT_MODIFIED, detail)
        return Fetched(page=None, validators=validators, final_url=address, retry_after=wait)
    if response.status_code not in _PAGES:
        reason = _REASONS.get(response.status_code, UnreadableReason.HTTP_OTHER)
        reason = UnreadableReason.HTTP_5XX if response.status_code >= 500 else reason
        seconds = wait.total_seconds() if wait else None
        detail = f"{address} answered {response.status_code}"
        raise PageUnreadable(reason, detail, retry_after_seconds=seconds)
    body = await _body(address, response)
    body_hash = blake2b(body, digest_size=16).hexdigest()
    after = Validators(
        etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified"), body_hash=body_hash
    )
    content_type = response.headers.get("Content-Type", "")[:200]
    page = Page(url=address, body=body, fetched_at=now, content_type=content_type)
    unchanged = body_hash == validators.body_hash
    return Fetched(page=None if unchanged else page, validators=after, final_url=address, retry_after=wait)


async def _body(address: str, response: httpx.Response) -> bytes:
    """The decompressed body, cut off as soon as it is too large.

    httpx would inflate each chunk whole, a thousandfold for a bomb.
    """
    sent = bytearray()
    async for chunk in response.aiter_raw():
        sent += chunk
        if len(sent) > MAX_BODY_BYTES:
            raise _too_large(address)
    try:
        body = decoded(bytes(sent), response.headers.get("Content-Encoding", ""), MAX_BODY_BYTES)
    except PageUnreadable as error:
        raise PageUnreadable(error.reason, f"{address}: {error.detail}") from error
    if len(body) > MAX_BODY_BYTES:
        raise _too_large(address)
    return body


def _too_large(address: str) -> PageUnreadable:
    detail = f"{address} is larger than {MAX_BODY_BYTES} bytes"
    return PageUnreadable(UnreadableReason.TOO_LARGE, detail)


def _redirected(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        detail = f"{address} redirects to what is no address: {error}"
        raise PageUnreadable(UnreadableReason.BAD_ADDRESS, detail[:500]) from error


def _header(response: httpx.Response, name: str) -> str | None:
    """A header that can be sent back as it came."""
    value: str = response.headers.get(name, "")
    return value if 0 < len(value) <= 500 and value.isascii() else None


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """What the server asks for, at most six hours."""
    wait = retry_after(value, now)
    return None if wait is None else min(wait, LONGEST_RETRY_AFTER)
