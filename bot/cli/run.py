"""`sharedfate run`."""

import asyncio
import gc
import os
from collections.abc import Collection, Mapping
from typing import Annotated, NoReturn

import structlog
import typer

from bot import app, log
from bot.cli.settings_check import setting_faults
from bot.cli.surroundings import environment, oddities, origins_line, secrets_in
from bot.settings import BotSettings
from bot.stopping import leave
from bot.tracing import tracing

logger = structlog.get_logger(__name__)


def run(
    role: Annotated[
        list[str] | None, typer.Option(help="poll, probe, correlate, notify, chat or web; all if not given.")
    ] = None,
    announce_open: Annotated[
        bool, typer.Option("--announce-open", help="Also announce what was open at first sight of a page.")
    ] = False,
) -> None:
    """Poll pages, correlate, tell the channels of SHAREDFATE_ANNOUNCE_TO, answer questions.

    Example: SHAREDFATE_ANNOUNCE_TO=console:terminal sharedfate run
    """
    gc.disable()  # until all is there that stays: see `bot.app`
    roles = app.known_roles(role or app.ROLES)
    found = environment()
    environ = dict(found.variables)
    if announce_open:
        environ["SHAREDFATE_ANNOUNCE_OPEN"] = "true"
    faults = setting_faults(environ, roles)
    # What is wrong may be no more than a slip in a name.
    for fault in (*faults, *(oddities(found) if faults else ())):
        typer.echo(f"sharedfate: {' '.join(fault.split())}", err=True)
    if faults:
        raise typer.Exit(2)
    settings = BotSettings.read(environ)
    log.configure(settings.log_level, json=settings.log_format == "json", secrets=secrets_in(environ))
    logger.info(f"Settings: {origins_line(found)}")  # noqa: G004  -- one line for people
    for line in oddities(found):
        logger.warning(line)
    asyncio.run(_run(roles, environ, is_traced=settings.tracing))


async def _run(roles: Collection[str], environ: Mapping[str, str], *, is_traced: bool) -> NoReturn:
    # The SDK reads its own variables, of the process alone.
    with tracing(os.environ, is_asked=is_traced):
        await app.run(roles, environ)
    leave()
