"""`sharedfate demo`."""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from adapters.chat import TRAITS
from adapters.chat.console import Console, ConsoleSettings
from adapters.status_pages import FORMATS
from bot import log
from bot.alerting.routing import destination_in, destinations_in
from bot.app import connect_platforms
from bot.catalog.loader import load
from bot.cli.surroundings import environment
from bot.demo.driver import Demo
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_store
from bot.storage.vault import StoredVault


def demo(
    speed: Annotated[float, typer.Option(help="Simulated seconds a real second.", min=1)] = 1200,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as the machine can.")] = False,
    to: Annotated[
        list[str] | None, typer.Option(help="Also send the cards to slack:#channel or discord:ID.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Keep, or continue, the demo's store here.")] = None,
) -> None:
    """Replay the Cloudflare outage of 18 November 2025 through the whole system.

    Example: sharedfate demo --fast
    """
    asyncio.run(_demo(0.0 if fast else speed, to or [], data, environment().variables))


async def _demo(speed: float, to: list[str], data: Path | None, environ: Mapping[str, str]) -> None:
    log.configure("ERROR")
    destinations = destinations_in(",".join(to), TRAITS)
    async with AsyncExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sharedfate-demo-")))
        settings = StoreSettings(redis_url=None, sharedfate_data_dir=folder)
        client = await stack.enter_async_context(open_store(settings))
        vault = StoredVault(client, BotSettings.read(environ).vault_key)
        platforms = await connect_platforms(stack, {d.platform for d in destinations}, environ, vault)
        console = Console(ConsoleSettings(journal=folder / "console.jsonl"))
        outlets = [
            (console, destination_in("console:demo", TRAITS)),
            *((platforms[d.platform], d) for d in destinations),
        ]
        await Demo(
            client=client, catalog=load(), formats=FORMATS, traits=TRAITS, outlets=outlets, speed=speed
        ).run()
