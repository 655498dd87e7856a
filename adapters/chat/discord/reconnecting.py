"""How often the gateway is connected to anew.

The SDK does so at once after most of the codes with which Discord closes, and as often as it is closed: a
gateway that closes right after each hello (1011) would be asked two hundred times a second. discord.py waits
by itself only where a connection cannot be made.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Final

import aiohttp
import discord

from bot.clock import Clock, SystemClock
from bot.domain.backoff import back_off

# A connection is lost now and then for a reason of Discord's own; one that lasts is no storm.
WITHIN_SECONDS: Final = 600.0
AT_ONCE: Final = 3
FIRST: Final = timedelta(seconds=1)
# discord.py gives up on a connection that takes a minute to be made.
LONGEST: Final = timedelta(seconds=50)


@dataclass(slots=True)
class Turns:
    """When a connection may be made: some at once, then ever more slowly until there were few again."""

    clock: Clock = field(default_factory=SystemClock)
    made: list[float] = field(default_factory=list)

    async def wait(self, shards: int) -> None:
        """Wait for our turn; each of the shards has some of its own."""
        self.made = [at for at in self.made if monotonic() - at < WITHIN_SECONDS]
        over = len(self.made) - AT_ONCE * max(1, shards)
        if over >= 0:
            await self.clock.sleep(back_off(FIRST, LONGEST, over))
        self.made.append(monotonic())


def pace(client: discord.AutoShardedClient, turns: Turns) -> None:
    """Have each connection of a client to the gateway take its turn."""
    connect = client.http.ws_connect

    async def in_turn(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        await turns.wait(len(client.shards))
        return await connect(url, compress=compress)

    client.http.ws_connect = in_turn  # type: ignore[method-assign]  # the one place that all connections pass
