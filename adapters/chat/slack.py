"""Slack: settings and entry point. What needs Slack's SDK is in `slack_client`, imported when connecting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.errors import MissingSecret
from bot.ports import ChatPlatform, Platform, Vault
from bot.settings import EnvironmentSettings


class SlackSettings(EnvironmentSettings):
    """How we reach Slack: a bot token, and Socket Mode or signed HTTP to be reached."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="SLACK_")

    bot_token: SecretStr | None = Field(
        default=None, description="xoxb-…: api.slack.com/apps, your app, OAuth & Permissions."
    )
    app_token: SecretStr | None = Field(
        default=None, description="xapp-… for Socket Mode: your app, Basic Information, App-Level Tokens."
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="For HTTP instead of Socket Mode: your app, Basic Information."
    )
    http_host: str = Field(default="127.0.0.1", description="Address that the HTTP mode listens on.")
    http_port: int = Field(default=3000, description="Port of /slack/events in HTTP mode.", ge=0, le=65535)
    api_base_url: str = Field(
        default="https://slack.com/api/", description="Slack's Web API; another one only behind a proxy."
    )


@asynccontextmanager
async def _connect(settings: SlackSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    if settings.bot_token is None:
        raise MissingSecret(
            "SLACK_BOT_TOKEN",
            "copy the Bot User OAuth Token from api.slack.com/apps, your app, OAuth & Permissions",
        )
    from adapters.chat.slack_client import Slack  # noqa: PLC0415  -- 0.9 s to import

    yield Slack(settings)


def _is_configured(settings: SlackSettings) -> bool:
    return settings.bot_token is not None


PLATFORM: Final = Platform(settings=SlackSettings, connect=_connect, is_configured=_is_configured)
