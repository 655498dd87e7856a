"""`sharedfate channel`."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from adapters.chat.shared.terminal_text import text_of
from adapters.chat_platforms import TRAITS
from bot.alerting.routing import announced_channels, destination_in, destinations_in
from bot.app import configured, connect_platforms
from bot.asked_catalog import catalog_today
from bot.channel_commands.command import OpenForm
from bot.channel_commands.context import CommandContext
from bot.channel_commands.parser import command_in
from bot.channel_commands.watches import import_command
from bot.chat.access_check import AccessCheck
from bot.chat.channel_commands import ChannelCommands
from bot.chat.channel_directory import ChannelDirectory
from bot.cli.surroundings import environment
from bot.clock import SystemClock
from bot.domain.contact import Contact
from bot.domain.message import Message
from bot.errors import ConfigurationError
from bot.questions.names import Names
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_reader
from bot.storage.stores import stores_of
from bot.storage.vault import StoredVault


def channel(
    destination: Annotated[str, typer.Argument(help="slack:C0123, discord:123, webhook:ops, apprise:mail …")],
    words: Annotated[
        list[str] | None,
        typer.Argument(help="What you would write in chat: watch github, list, quiet 22-7 UTC."),
    ] = None,
    stack: Annotated[
        Path | None,
        typer.Option("--stack", help="A file with your vendors, one a line; - for standard input."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell a channel what to watch, from here: what is written in chat works here, too.

    The only way for what cannot be written to, such as webhooks; and a way to keep a stack in a file.

    Example: sharedfate channel slack:C0123ABCD --stack stack.txt
    """
    text = " ".join(words or [])
    if bool(text) == (stack is not None):
        raise ConfigurationError("say what the channel is to do, or give a --stack: one of the two")
    try:
        pasted = None
        if stack is not None:
            pasted = sys.stdin.read() if str(stack) == "-" else stack.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the stack {stack}: {error}") from error
    message = asyncio.run(_carried_out(destination, text, pasted, environment().variables))
    if json:
        document = {"channel": destination, "headline": message.headline, "text": text_of(message)}
        typer.echo(dumps(document, ensure_ascii=False))
    else:
        typer.echo(text_of(message))


async def _carried_out(destination: str, text: str, stack: str | None, environ: Mapping[str, str]) -> Message:
    """Carry out `text`, or import `stack`. Raises ConfigurationError for what cannot be understood."""
    place = destination_in(destination, TRAITS)
    place = TRAITS[place.platform].spelt(place)
    settings = BotSettings.read(environ)
    catalog = catalog_today(settings, SystemClock())
    names = Names(catalog)
    context = CommandContext(names=names, catalog=catalog, traits=TRAITS)
    command = import_command(stack, context) if stack is not None else command_in(text, context)
    if command is None or isinstance(command, OpenForm):
        raise ConfigurationError(
            f"“{text}” is no command for a channel: try watch github, list or settings show"
        )
    contact = Contact(
        id="command-line",
        place=place,
        team=place.team,
        user="operator",
        may_manage=True,
        name="whoever runs me",
        hindrance=_hindrance(place.platform, environ),
    )
    async with AsyncExitStack() as held:
        client = await held.enter_async_context(open_reader(StoreSettings.read(environ)))
        vault = StoredVault(client, settings.vault_key)
        reached = configured(environ) & {place.platform}
        platforms = await connect_platforms(held, reached, environ, vault)
        stores, clock = stores_of(client, "command line"), SystemClock()
        announced = destinations_in(settings.announce_to, TRAITS)
        fixed = announced_channels(announced, await stores.channels.load_all(), TRAITS)
        commands = ChannelCommands(
            stores=stores,
            directory=ChannelDirectory(channels=stores.channels, clock=clock, fixed=fixed),
            context=context,
            clock=clock,
            accesses=AccessCheck(platforms=platforms),
        )
        reply = await commands.command(command, contact)
    return reply.message or Message(headline="Done.")


def _hindrance(platform: str, environ: Mapping[str, str]) -> str | None:
    """That nothing can be told there, where the platform is not set up; else it is asked itself."""
    if platform in configured(environ):
        return None
    return f"{platform} is not set up: nothing is told there until it is (sharedfate env lists its settings)"
