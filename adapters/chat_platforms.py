"""The registry of chat platforms.

To add one: write a file or folder in `adapters/chat/` with its own settings class, a `connect` that yields a
ChatPlatform, its traits, and `PLATFORM`; then add one line to PLATFORMS. Settings appear in `.env.example` by
themselves, and nothing else knows the platform's name. Import the platform's SDK only when connecting, so
that the command line stays quick.
"""

from collections.abc import Mapping
from typing import Final

from adapters.chat import alertmanager, apprise, console, jsm, pagerduty, webhook
from adapters.chat.discord import platform as discord
from adapters.chat.slack import platform as slack
from bot.domain.chat_traits import Traits
from bot.ports import Platform

PLATFORMS: Final[Mapping[str, Platform]] = {
    "console": console.PLATFORM,
    "slack": slack.PLATFORM,
    "discord": discord.PLATFORM,
    "webhook": webhook.PLATFORM,
    "apprise": apprise.PLATFORM,
    "pagerduty": pagerduty.PLATFORM,
    "jsm": jsm.PLATFORM,
    "alertmanager": alertmanager.PLATFORM,
}
TRAITS: Final[Traits] = {name: platform.traits for name, platform in PLATFORMS.items()}
