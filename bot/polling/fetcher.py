"""Conditional GET of pages, and probes, with manners and limits."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin
from weakref import WeakValueDictionary

from bot.domain.probe import HttpAnswer, Silence
from bot.domain.report import MAX_BODY_BYTES, Page, Validators
from bot.domain.retry_after import retry_after
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.polling.connections import Attempt, Connections, Opened, Timeouts
from bot.polling.content_coding import decoded
from bot.polling.exhaustion import is_exhaustion
from bot.polling.light_connections import LightConnections
from bot.polling.public_addresses import Resolve, Target, check, system_resolve
from bot.watching.cadence import LONGEST_RETRY_AFTER

MAX_REDIRECTS: Final = 3
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
# Error pages that say whose fault it is are HTML (Cloudflare's go by what we accept:
# https://developers.cloudflare.com/fundamentals/reference/error-responses/), or headers for who asks for them
# (https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol).
PROBE_HEADERS: Final = {"Accept": "text/html,*/*;q=0.8", "X-Azure-DebugInfo": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page, or None when it is unchanged; what to send next time; where it was found, and at which IPs.

    `answer` is that of HTTP, without the page.
    """

    page: Page | None
    validators: Validators
    final_url: str
    answer: HttpAnswer
    retry_after: timedelta | None = None
    addresses: tuple[str, ...] = ()


_NO_VALIDATORS: Final = Validators()


class Fetcher:
    """Fetches and probes. An async context manager: it holds connections, `keep_alive` of them idle.

    Certificates are those of the system, or what `trust` trusts.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        timeouts: Timeouts | None = None,
        resolve: Resolve = system_resolve,
        keep_alive: int = 0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._resolve = resolve
        # A host is forgotten once nobody is there: redirects may name ever new ones.
        self._hosts = WeakValueDictionary[str, asyncio.Semaphore]()
        trust = trust or ssl.create_default_context()
        self._connections = Connections(user_agent, self._timeouts, keep_alive=keep_alive, trust=trust)
        self._pages = LightConnections(user_agent, self._timeouts, trust=trust, resumes=True)
        # A probe is to see the certificate that anybody sees now.
        self._probes = LightConnections(user_agent, self._timeouts, trust=trust, resumes=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for way in (self._connections, self._pages, self._probes):
            await way.aclose()

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
        attempt = Attempt(Silence.RESOLVER)
        try:
            async with within(self._timeouts.total, url, attempt):
                return await self._follow(url, validators, now, trusted, attempt, allow_private=allow_private)
        except PageUnreadable as error:
            await self._give_back(error)
            if attempt.is_elsewhere and isinstance(error.answer, Silence):
                error.answer = None
            raise

    async def probe(
        self, url: str, *, allow_private: bool = False, trusted: tuple[str, ...] = ()
    ) -> HttpAnswer | Silence:
        """Ask once for what an address says, and hang up: nothing is followed, below 500 no body is read.

        Raises PageUnreadable where nobody was asked: it must not be (PRIVATE_ADDRESS, BAD_ADDRESS), or we had
        no room for it. That says nothing about whom it was for.
        """
        attempt = Attempt(Silence.RESOLVER)
        try:
            async with AsyncExitStack() as place:
                async with within(self._timeouts.answer, url, attempt):
                    target = await check(url, self._resolve, allow_private=allow_private, trusted=trusted)
                    attempt.silence = None
                    await place.enter_async_context(self._place_at(target.host))
                    opened = await self._probes.open(url, target, attempt, PROBE_HEADERS)
                await place.enter_async_context(aclosing(opened))
                return await opened.answer(self._timeouts.body, body_from=500)
        except PageUnreadable as error:
            await self._give_back(error)
            if isinstance(error.answer, Silence):
                return error.answer
            raise

    async def _give_back(self, error: PageUnreadable) -> None:
        """Where there is no file left for us, whoever is idle gives up his."""
        if is_exhaustion(error):
            await self._pages.aclose()

    def _place_at(self, host: str) -> asyncio.Semaphore:
        return self._hosts.setdefault(host, asyncio.Semaphore(PER_HOST))

    async def _follow(
        self,
        url: str,
        validators: Validators,
        now: datetime,
        trusted: tuple[str, ...],
        attempt: Attempt,
        *,
        allow_private: bool,
    ) -> Fetched:
        address = url
        for hop in range(MAX_REDIRECTS + 1):
            mine = allow_private and hop == 0
            target = await check(address, self._resolve, allow_private=mine, trusted=trusted)
            trusted = target.addresses if mine else trusted
            attempt.silence = None
            async with self._place_at(target.host):
                opened = await self._opened(address, target, attempt, validators)
                async with aclosing(opened):
                    if opened.status not in _REDIRECTS:
                        return await self._fetched(opened, target, validators, now)
            address = _redirected(address, opened.headers.get("location", ""))
            attempt.is_elsewhere = True
        raise PageUnreadable(
            UnreadableReason.TOO_MANY_REDIRECTS, f"{url} redirects more than {MAX_REDIRECTS} times"
        )

    async def _opened(self, address: str, target: Target, attempt: Attempt, validators: Validators) -> Opened:
        """Ask for a page: the light way where it was read before; by httpx what is unknown, or elsewhere."""
        conditions = _conditions(validators)
        if validators != _NO_VALIDATORS and not attempt.is_elsewhere:
            opened = await self._pages.open(address, target, attempt, conditions)
            if opened.status not in _REDIRECTS:
                return opened
            await opened.aclose()
        return await self._connections.open(address, target, attempt, conditions)

    async def _fetched(
        self, opened: Opened, target: Target, validators: Validators, now: datetime
    ) -> Fetched:
        address = opened.address
        answer = await opened.answer(self._timeouts.body, body_from=400)
        wait = _retry_after(opened.headers.get("retry-after"), now)
        if opened.status == 304:
            if not validators.can_be_asked:
                detail = f"{address} answered 304 (not modified), though we asked for all of it"
                raise PageUnreadable(UnreadableReason.NOT_MODIFIED, detail, answer=answer)
            return Fetched(
                page=None,
                validators=validators,
                final_url=address,
                retry_after=wait,
                answer=answer,
                addresses=target.addresses,
            )
        if opened.status not in _PAGES:
            reason = _REASONS.get(opened.status, UnreadableReason.HTTP_OTHER)
            reason = UnreadableReason.HTTP_5XX if opened.status >= 500 else reason
            seconds = wait.total_seconds() if wait else None
            detail = f"{address} answered {opened.status}"
            raise PageUnreadable(reason, detail, retry_after_seconds=seconds, answer=answer)
        body = await _body(address, opened)
        body_hash = blake2b(body, digest_size=16).hexdigest()
        after = Validators(
            etag=_header(opened, "etag"), last_modified=_header(opened, "last-modified"), body_hash=body_hash
        )
        content_type = opened.headers.get("content-type", "")[:200]
        page = Page(url=address, body=body, fetched_at=now, content_type=content_type)
        unchanged = body_hash == validators.body_hash
        return Fetched(
            page=None if unchanged else page,
            validators=after,
            final_url=address,
            retry_after=wait,
            answer=answer,
            addresses=target.addresses,
        )


@asynccontextmanager
async def within(seconds: float, url: str, attempt: Attempt | None = None) -> AsyncIterator[None]:
    """End what takes longer. Raises PageUnreadable with the silence that it was."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        detail = f"{url} took longer than {seconds:g} s"
        silence = attempt.silence if attempt else None
        raise PageUnreadable(UnreadableReason.TIMEOUT, detail, answer=silence) from error


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask for a page only if it has changed."""
    asked = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in asked.items() if value}


async def _body(address: str, opened: Opened) -> bytes:
    """The decompressed body, cut off as soon as it is too large.

    httpx would inflate each chunk whole, a thousandfold for a bomb.
    """
    sent = bytearray()
    async for chunk in opened.chunks():
        sent += chunk
        if len(sent) > MAX_BODY_BYTES:
            raise _too_large(address)
    try:
        body = decoded(bytes(sent), opened.headers.get("content-encoding", ""), MAX_BODY_BYTES)
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


def _header(opened: Opened, name: str) -> str | None:
    """A header that can be sent back as it came."""
    value: str = opened.headers.get(name, "")
    return value if 0 < len(value) <= 500 and value.isascii() else None


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """What the server asks for, at most six hours."""
    wait = retry_after(value, now)
    return None if wait is None else min(wait, LONGEST_RETRY_AFTER)
