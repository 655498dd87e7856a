"""`sharedfate mcp`."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from bot import log
from bot.asked_catalog import catalog_today
from bot.cli.surroundings import environment, secrets_in
from bot.clock import SystemClock
from bot.settings import BotSettings


def mcp(
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Read pages that nobody has read lately, 3 s at most.")
    ] = True,
) -> None:
    """Serve coding and operations agents: the Model Context Protocol on standard input and output.

    An agent starts it by itself; over HTTP `sharedfate run` serves the same at /mcp. See docs/mcp.md.

    Example: sharedfate mcp --no-read
    """
    # The SDK takes a second to import.
    from adapters.mcp.server import mcp_server  # noqa: PLC0415
    from bot.cli.overviewing import overview_here  # noqa: PLC0415

    variables = environment().variables
    settings = BotSettings.read(variables)
    log.configure(settings.log_level, json=settings.log_format == "json", secrets=secrets_in(variables))
    catalog = catalog_today(settings, SystemClock())
    here = partial(overview_here, variables, catalog, read=read)
    server = mcp_server(here, settings.public_url)
    asyncio.run(server.run_stdio_async())
