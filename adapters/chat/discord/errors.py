"""The SDK's errors as ours, with what a person can do."""

from typing import Final

import aiohttp
import discord

from adapters.chat.discord.refusals import WAITS, advice_on, refusal_of
from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.refusal import Refusal
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

# What the SDK makes of an answer that is not Discord's, such as a page of a proxy on the way.
UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError)
FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError, *UNREADABLE)
_WAIT_SECONDS: Final = 60.0
# Whatever it says: after so long we ask again.
_LONGEST_WAIT_SECONDS: Final = 600.0
_MAX_DETAIL_CHARACTERS: Final = 200


def to_bot_error(tried: str, error: BaseException) -> BotError:
    """Discord's error as one of ours, with what to do."""
    if isinstance(error, BotError):
        return error
    if isinstance(error, discord.LoginFailure):
        return Undeliverable(f"Discord: cannot {tried}: {advice_on(Refusal.ACCOUNT, 401)}", Refusal.ACCOUNT)
    if isinstance(error, discord.RateLimited):
        return _asked_to_wait(tried, error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _refused(tried, error)
    if isinstance(error, TimeoutError):
        return DeliveryError(f"Discord: cannot {tried}: no answer in time")
    if isinstance(error, UNREADABLE):
        return DeliveryError(f"Discord: cannot {tried}: the answer is not Discord's ({type(error).__name__})")
    return DeliveryError(f"Discord: cannot {tried}: {type(error).__name__}: {_words(str(error))}")


def _refused(tried: str, error: discord.HTTPException) -> BotError:
    wait = WAITS.get(error.code) or (_WAIT_SECONDS if error.status == 429 else None)
    if wait is not None:
        return _asked_to_wait(tried, wait)
    refusal = refusal_of(error.code, error.status)
    if refusal is Refusal.PASSING:
        return DeliveryError(f"Discord: cannot {tried}: {error.status}: {_words(error.text)}")
    code = f"{error.status} ({error.code})" if error.code else str(error.status)
    advice = advice_on(refusal, error.status) or _words(error.text)
    return Undeliverable(f"Discord: cannot {tried}: {code}: {advice}", refusal)


def _asked_to_wait(tried: str, seconds: float) -> RateLimited:
    seconds = min(seconds, _LONGEST_WAIT_SECONDS)
    return RateLimited(
        f"Discord: cannot {tried} yet: asked to wait {seconds:g} s", retry_after_seconds=seconds
    )


def _words(text: str) -> str:
    return cut(inert(text), _MAX_DETAIL_CHARACTERS)
