"""A command to a channel from the command line: by whoever runs us, who may change every channel."""

from collections.abc import Mapping

from adapters.chat import TRAITS
from bot.alerting.routing import destination_in, destinations_in, fixed_channels
from bot.catalog.loader import load
from bot.channel_commands.command import OpenForm
from bot.channel_commands.context import CommandContext
from bot.channel_commands.parser import command_in
from bot.channel_commands.watches import import_command
from bot.chat.channel_commands import ChannelCommands
from bot.chat.channel_directory import ChannelDirectory
from bot.clock import SystemClock
from bot.domain.contact import Contact
from bot.domain.message import Message
from bot.errors import ConfigurationError
from bot.questions.names import Names
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_reader
from bot.storage.stores import stores_of


async def command_channel(
    destination: str, text: str, stack: str | None, environ: Mapping[str, str]
) -> Message:
    """Carry out `text`, or import `stack`. Raises ConfigurationError for what cannot be understood."""
    place = destination_in(destination, TRAITS)
    settings = BotSettings.read(environ)
    catalog = load(settings.catalog, shipped=settings.shipped_catalog)
    names = Names(catalog)
    context = CommandContext(names=names, catalog=catalog, traits=TRAITS)
    command = import_command(stack, context) if stack is not None else command_in(text, context)
    if command is None or isinstance(command, OpenForm):
        raise ConfigurationError(
            f"“{text}” is no command for a channel: try watch github, list or settings show"
        )
    fixed = fixed_channels(destinations_in(settings.announce_to, TRAITS))
    contact = Contact(
        id="command-line",
        place=place,
        team=place.team,
        user="operator",
        may_manage=True,
        name="whoever runs me",
    )
    async with open_reader(StoreSettings.read(environ)) as client:
        stores, clock = stores_of(client, "command line"), SystemClock()
        commands = ChannelCommands(
            stores=stores,
            directory=ChannelDirectory(channels=stores.channels, clock=clock, fixed=fixed),
            context=context,
            clock=clock,
        )
        reply = await commands.command(command, contact)
    return reply.message or Message(headline="Done.")
