"""One call of Discord's REST API: in its turn, with an end, and with errors as ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import discord
from aiolimiter import AsyncLimiter

from adapters.chat.discord.errors import FAILURES, to_bot_error
from bot.domain.refusal import Refusal
from bot.errors import Undeliverable

# A Discord that hangs must not hold a channel for longer.
CALL_SECONDS: Final = 10.0
# So long discord.py may wait for a rate limit by itself, within a call; beyond, it raises.
LONGEST_WAIT_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True)
class Calls:
    """The SDK's client, and how often we may call."""

    client: discord.Client
    limit: AsyncLimiter

    @asynccontextmanager
    async def call(self, tried: str) -> AsyncIterator[None]:
        """Make one call inside. Raises RateLimited, DeliveryError or Undeliverable; `tried` says what of."""
        try:
            async with self.limit, asyncio.timeout(CALL_SECONDS):
                yield
        except FAILURES as error:
            raise to_bot_error(tried, error) from error

    def channel(self, channel: str) -> discord.PartialMessageable:
        """A channel or a thread by its id. Raises Undeliverable for what is no id."""
        if not (channel.isascii() and channel.isdecimal()):
            raise Undeliverable(
                f"Discord has no channel “{channel}”: give its id (developer mode, Copy Channel ID)",
                Refusal.CHANNEL,
            )
        return self.client.get_partial_messageable(int(channel))


def code_of(error: Undeliverable) -> int:
    """Discord's own code behind a refusal; 0 without one."""
    cause = error.__cause__
    return cause.code if isinstance(cause, discord.HTTPException) else 0
