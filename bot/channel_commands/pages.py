"""What there is to look at of a channel, beside one setting by itself."""

from bot.channel_commands.context import CommandContext
from bot.channel_commands.settings import SETTINGS
from bot.domain.channel import Channel
from bot.domain.message import Message
from bot.rendering.channel.settings import render_settings
from bot.rendering.channel.watch_list import render_list


def list_page(channel: Channel, context: CommandContext) -> Message:
    """What it watches, and how that is told."""
    return render_list(channel, SETTINGS, context.catalog, context.traits)


def settings_page(channel: Channel, context: CommandContext) -> Message:
    """How everything is set."""
    return render_settings(channel, SETTINGS, context.traits)
