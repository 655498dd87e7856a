"""Discord as an entry of the registry. What needs the SDK is in `client`, imported when connecting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from adapters.chat.discord.notation import TRAITS
from adapters.chat.discord.setting_faults import setting_faults
from adapters.chat.discord.settings import DiscordSettings
from bot.errors import MissingSecret
from bot.ports import ChatPlatform, Platform, Vault


@asynccontextmanager
async def _connect(settings: DiscordSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    if settings.bot_token is None:
        raise MissingSecret(
            "DISCORD_BOT_TOKEN",
            "make one at discord.com/developers/applications, your application, Bot, Reset Token",
        )
    from adapters.chat.discord.client import connected  # noqa: PLC0415  -- a second to import

    async with connected(settings) as platform:
        yield platform


def _is_configured(settings: DiscordSettings) -> bool:
    return settings.bot_token is not None


PLATFORM: Final = Platform(
    settings=DiscordSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=setting_faults,
    traits=TRAITS,
)
