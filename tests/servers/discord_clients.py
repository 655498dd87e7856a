"""The real platform, connected to the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from adapters.chat.discord.platform import PLATFORM
from adapters.chat.discord.settings import DiscordSettings
from bot.ports import ChatPlatform
from tests.servers.discord import FakeDiscord
from tests.servers.respondent import Echo
from tests.servers.vault import MemoryVault
from tests.waiting import wait_until


@asynccontextmanager
async def connected(fake: FakeDiscord, **settings: Any) -> AsyncIterator[ChatPlatform]:
    """A client that can send."""
    ours = {"bot_token": SecretStr("token"), "api_base_url": fake.api, "gateway_url": fake.gateway}
    async with PLATFORM.connect(DiscordSettings(**{**ours, **settings}), MemoryVault()) as platform:
        yield platform


@asynccontextmanager
async def listening(fake: FakeDiscord, echo: Any = None, **settings: Any) -> AsyncIterator[Any]:
    """A client that listens, fresh and ready; what it heard."""
    fake.identified = 0
    echo = echo or Echo()
    async with connected(fake, **settings) as platform, asyncio.TaskGroup() as tasks:
        task = tasks.create_task(platform.listen(echo))
        await wait_until(lambda: fake.is_connected, "the client connects")
        yield echo
        task.cancel()
