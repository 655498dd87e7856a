"""Slack as an entry of the registry. What needs Slack's SDK is in `client`, imported when connecting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from adapters.chat.slack.notation import TRAITS
from adapters.chat.slack.setting_faults import bindings, setting_faults
from adapters.chat.slack.settings import SlackSettings
from bot.errors import MissingSecret
from bot.ports import ChatPlatform, Platform, Vault


@asynccontextmanager
async def _connect(settings: SlackSettings, vault: Vault) -> AsyncIterator[ChatPlatform]:
    if settings.bot_token is None and not settings.is_distributed:
        raise MissingSecret(
            "SLACK_BOT_TOKEN",
            "copy the Bot User OAuth Token from api.slack.com/apps, your app, OAuth & Permissions",
        )
    if settings.is_distributed:
        # A vault without a key says so here, and not when the first workspace has given its consent.
        await vault.put("slack:ready", b"", ttl=timedelta(seconds=1))
    from adapters.chat.slack.client import connected  # noqa: PLC0415  -- 0.9 s to import

    async with connected(settings, vault) as platform:
        yield platform


def _is_configured(settings: SlackSettings) -> bool:
    can_listen = settings.signing_secret is not None or settings.app_token is not None
    return settings.bot_token is not None or (settings.is_distributed and can_listen)


PLATFORM: Final = Platform(
    settings=SlackSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=setting_faults,
    bindings=bindings,
    traits=TRAITS,
)
