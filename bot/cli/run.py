"""`sharedfate run`."""

import asyncio
import os
from typing import Annotated

import typer

from bot import app, log
from bot.cli.settings_check import setting_faults
from bot.settings import BotSettings


def run(
    role: Annotated[
        list[str] | None, typer.Option(help="poll, correlate, notify, chat or web; all if not given.")
    ] = None,
    announce_open: Annotated[
        bool, typer.Option("--announce-open", help="Also announce what was open at first sight of a page.")
    ] = False,
) -> None:
    """Poll pages, correlate, tell the channels of SHAREDFATE_ANNOUNCE_TO, answer questions.

    Example: SHAREDFATE_ANNOUNCE_TO=console:terminal sharedfate run
    """
    environ = dict(os.environ)
    if announce_open:
        environ["SHAREDFATE_ANNOUNCE_OPEN"] = "true"
    roles = app.known_roles(role or app.ROLES)
    faults = setting_faults(environ, roles)
    for fault in faults:
        typer.echo(f"sharedfate: {' '.join(fault.split())}", err=True)
    if faults:
        raise typer.Exit(2)
    log.configure(BotSettings.read(environ).log_level)
    asyncio.run(app.run(roles, environ))
