"""Discord: settings and entry point. What needs the SDK is in `discord_client`, imported when connecting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.errors import MissingSecret
from bot.ports import ChatPlatform, Platform, Vault
from bot.settings import EnvironmentSettings


class DiscordSettings(EnvironmentSettings):
    """How we reach Discord: one bot token does it all."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="DISCORD_")

    bot_token: SecretStr | None = Field(
        default=None, description="discord.com/developers/applications, your application, Bot, Reset Token."
    )
    dev_guild_id: int | None = Field(
        default=None,
        description="A server's id: commands appear there at once instead of everywhere in an hour.",
    )
    api_base_url: str | None = Field(
        default=None, description="Discord's REST API; another one only behind a proxy."
    )
    gateway_url: str | None = Field(
        default=None, description="Discord's gateway; another one only behind a proxy."
    )


@asynccontextmanager
async def _connect(settings: DiscordSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    if settings.bot_token is None:
        raise MissingSecret(
            "DISCORD_BOT_TOKEN",
            "make one at discord.com/developers/applications, your application, Bot, Reset Token",
        )
    from adapters.chat.discord_client import connected  # noqa: PLC0415  -- a second to import

    async with connected(settings) as platform:
        yield platform


def _is_configured(settings: DiscordSettings) -> bool:
    return settings.bot_token is not None


PLATFORM: Final = Platform(settings=DiscordSettings, connect=_connect, is_configured=_is_configured)
