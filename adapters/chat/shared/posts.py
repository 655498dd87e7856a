"""One POST to an address that an operator has set, and what its answer means, the same for all platforms."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from adapters.chat.shared.untrusted_text import cut, inert
from bot.clock import Clock
from bot.domain.refusal import Refusal
from bot.domain.retry_after import retry_after
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

if TYPE_CHECKING:
    import aiohttp

TIMEOUT: Final = timedelta(seconds=10)
MAX_ANSWER_BYTES: Final = 1_024
DEFAULT_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
# 408 Request Timeout and 425 Too Early pass by themselves, as 5xx do; these until somebody mends them.
_FOR_NOW: Final = frozenset({408, 425})
_CLOSED: Final = frozenset({401, 402, 403, 404, 405, 407, 426, 451})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTarget:
    """Where to post. `what` names it in errors, which never hold its address; `variable` is its setting."""

    url: str
    what: str
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPosts:
    """JsonPosts with one session."""

    session: "aiohttp.ClientSession"
    clock: Clock

    async def post(self, target: PostTarget, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Deliver one request. Redirects are not followed, and a body is read only of a refusal.

        Raises RateLimited or DeliveryError (try later), or Undeliverable.
        """
        import aiohttp  # noqa: PLC0415  -- 0.2 s to import; loaded since connecting

        try:
            async with self.session.post(
                target.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                if response.status // 100 != 2:
                    answer = (await response.content.read(MAX_ANSWER_BYTES)).decode(errors="replace")
                    wait = retry_after(response.headers.get("Retry-After"), self.clock.now())
                    raise _refusal(target, response.status, answer, wait)
        except TimeoutError as error:
            raise DeliveryError(f"{target.what}: no answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            # The words of these errors hold the address.
            raise DeliveryError(f"{target.what}: {type(error).__name__}") from error


@asynccontextmanager
async def posting(user_agent: str, clock: Clock, within: timedelta = TIMEOUT) -> AsyncIterator[JsonPosts]:
    """Open a session for JSON; nothing is sent yet. `within` is for a whole request."""
    import aiohttp  # noqa: PLC0415  -- 0.2 s to import

    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=within.total_seconds()),
        headers={
            "User-Agent": user_agent,
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
        },
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    ) as session:
        yield JsonPosts(session=session, clock=clock)


def _refusal(target: PostTarget, status: int, answer: str, wait: timedelta | None) -> BotError:
    """What was answered as one of our errors, with what to do."""
    if status == 429 or (status == 503 and wait is not None):
        seconds = min(DEFAULT_WAIT if wait is None else wait, LONGEST_WAIT).total_seconds()
        return RateLimited(f"{target.what}: asked to wait {seconds:g} s", retry_after_seconds=seconds)
    if status >= 500 or status in _FOR_NOW:
        return DeliveryError(f"{target.what}: failed with {status}: {cut(inert(answer), 200)}")
    if 300 <= status < 400 or status == 410:
        moved = f"a redirect ({status}), which is not followed: set the address that it leads to in"
        why = "the endpoint is gone (410): take it out of" if status == 410 else moved
        return Undeliverable(f"{target.what}: {why} {target.variable}", Refusal.CHANNEL)
    refusal = Refusal.CHANNEL if status in _CLOSED else Refusal.MESSAGE
    return Undeliverable(f"{target.what}: refused with {status}: {cut(inert(answer), 200)}", refusal)
