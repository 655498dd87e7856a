"""The recorded day through the whole system, on this terminal and wherever else it is asked for."""

import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import typer

from adapters.chat import TRAITS
from adapters.chat.console import Console, ConsoleSettings
from adapters.status_pages import FORMATS
from bot import log
from bot.alerting.routing import destination_in, destinations_in
from bot.app import connect_platforms
from bot.catalog.loader import load
from bot.cli.surroundings import environment
from bot.demo.driver import Demo, reached
from bot.demo.opening import going_on
from bot.demo.recording import Recording
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_store
from bot.storage.vault import StoredVault


async def replay_day(recording: Recording, speed: float, to: Sequence[str], data: Path | None) -> None:
    """Run the demo to its end. Raises ConfigurationError."""
    log.configure("ERROR")
    environ = environment().variables
    destinations = destinations_in(",".join(to), TRAITS)
    async with AsyncExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sharedfate-demo-")))
        settings = StoreSettings(redis_url=None, sharedfate_data_dir=folder)
        client = await stack.enter_async_context(open_store(settings))
        if (words := going_on(recording, await reached(client), speed)) is not None:
            typer.echo(words)
        vault = StoredVault(client, BotSettings.read(environ).vault_key)
        platforms = await connect_platforms(stack, {d.platform for d in destinations}, environ, vault)
        console = Console(ConsoleSettings(journal=folder / "console.jsonl"))
        outlets = [
            (console, destination_in("console:demo", TRAITS)),
            *((platforms[d.platform], d) for d in destinations),
        ]
        demo = Demo(
            client=client, catalog=load(), formats=FORMATS, traits=TRAITS, outlets=outlets, speed=speed
        )
        await demo.run(recording)
