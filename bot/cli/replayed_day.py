"""The recorded day through the whole system, on this terminal and wherever else it is asked for."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from adapters.chat.console import Console, ConsoleSettings
from adapters.chat_platforms import TRAITS
from adapters.edges import read_answer
from adapters.status_pages import FORMATS
from bot import log
from bot.alerting.routing import destination_in, destinations_in
from bot.app import connect_platforms
from bot.catalog.loader import load
from bot.cli.surroundings import environment
from bot.demo.driver import Demo, reached
from bot.demo.opening import going_on
from bot.demo.recording import Recording
from bot.demo.staging import StagedDemo
from bot.domain.message import Destination
from bot.ports import ChatPlatform
from bot.settings import BotSettings, StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.vault import StoredVault


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """A store and a folder of the demo's own, and where its messages go."""

    client: Client
    folder: Path
    outlets: Sequence[tuple[ChatPlatform, Destination]]


async def replay_day(recording: Recording, speed: float, to: Sequence[str], data: Path | None) -> None:
    """Run the demo to its end. Raises ConfigurationError."""
    async with _stage(to, data) as stage:
        if (words := going_on(recording, await reached(stage.client), speed)) is not None:
            typer.echo(words)
        demo = Demo(
            client=stage.client,
            catalog=load(),
            formats=FORMATS,
            traits=TRAITS,
            outlets=stage.outlets,
            speed=speed,
        )
        await demo.run(recording)


async def play_early(speed: float, to: Sequence[str]) -> None:
    """Run the staged outage to its end, on a store of its own. Raises ConfigurationError."""
    async with _stage(to, None) as stage:
        demo = StagedDemo(
            client=stage.client,
            folder=stage.folder,
            catalog=load(),
            formats=FORMATS,
            read_answer=read_answer,
            traits=TRAITS,
            outlets=stage.outlets,
            speed=speed,
        )
        await demo.run()


@asynccontextmanager
async def _stage(to: Sequence[str], data: Path | None) -> AsyncIterator[_Stage]:
    log.configure("ERROR")
    environ = environment().variables
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
        yield _Stage(client=client, folder=folder, outlets=outlets)
