"""What is wrong with Discord's settings, before anything is asked of Discord."""

import re
from collections.abc import Iterator
from typing import Final

from adapters.chat.discord.notation import is_channel
from adapters.chat.discord.settings import DiscordSettings
from adapters.chat.shared.setting_faults import address_faults, unreachable
from bot.ports import SettingsUse

_WHERE: Final = "make one at discord.com/developers/applications, your application, Bot, Reset Token"
# What people copy instead: the header's whole value, the application's id, an address.
_NO_TOKEN: Final = re.compile(r"bot\s.*|\d+|\w+://.*|.*\s.*", re.IGNORECASE | re.DOTALL)


def setting_faults(settings: DiscordSettings, use: SettingsUse) -> Iterator[str]:
    """Everything that is wrong, a sentence each."""
    token = settings.bot_token
    if token is not None and _NO_TOKEN.fullmatch(token.get_secret_value()):
        yield f"DISCORD_BOT_TOKEN is no bot token, which is one long word of letters and dots: {_WHERE}"
    for variable, is_set in (
        ("DISCORD_DEV_GUILD_ID", settings.dev_guild_id is not None),
        ("DISCORD_API_BASE_URL", settings.api_base_url),
        ("DISCORD_GATEWAY_URL", settings.gateway_url),
    ):
        if is_set and token is None:
            yield f"{variable} is set without DISCORD_BOT_TOKEN: {_WHERE}, or take it out"
    yield from address_faults("DISCORD_API_BASE_URL", settings.api_base_url or "", "https", "http")
    yield from address_faults("DISCORD_GATEWAY_URL", settings.gateway_url or "", "wss", "ws")
    malformed = [to for to in use.destinations if not is_channel(to)]
    yield from unreachable(
        malformed,
        "Discord has no such channel: give its id, which is a number (developer mode on, right-click the "
        "channel, Copy Channel ID)",
    )
    if token is None:
        good = [to for to in use.destinations if is_channel(to)]
        yield from unreachable(good, f"DISCORD_BOT_TOKEN is not set: {_WHERE}, or take it out")
