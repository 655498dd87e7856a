"""The SDK's errors as ours. Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json."""

from typing import Final

import aiohttp
import discord

from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)
THREAD_EXISTS: Final = 160004
_TOO_MANY_EDITS: Final = 30046
_WAIT_AFTER_EDITS_SECONDS: Final = 300.0
_WAIT_SECONDS: Final = 60.0
_ADVICE: Final = {
    401: "DISCORD_BOT_TOKEN is not valid: reset it in the developer portal",
    403: "the bot may not post there: give it View Channel, Send Messages, Embed Links, Attach Files, Create "
    "Public Threads and Send Messages in Threads",
    404: "no such channel or message: check the id",
}


def to_bot_error(tried: str, error: BaseException) -> BotError:
    """Discord's error as one of ours, with what to do."""
    if isinstance(error, discord.LoginFailure):
        return Undeliverable(f"Discord: cannot {tried}: {_ADVICE[401]}")
    if isinstance(error, discord.RateLimited):
        return RateLimited(f"Discord: cannot {tried} yet", retry_after_seconds=error.retry_after)
    if isinstance(error, discord.HTTPException):
        if error.code == _TOO_MANY_EDITS:
            detail = f"Discord: cannot {tried}: too many edits of an old message"
            return RateLimited(detail, retry_after_seconds=_WAIT_AFTER_EDITS_SECONDS)
        if error.status == 429:
            return RateLimited(f"Discord: cannot {tried} yet", retry_after_seconds=_WAIT_SECONDS)
        if 400 <= error.status < 500:
            advice = _ADVICE.get(error.status, error.text[:200])
            return Undeliverable(f"Discord: cannot {tried}: {error.status}: {advice}")
    return DeliveryError(f"Discord: cannot {tried}: {type(error).__name__}: {str(error)[:200]}")
