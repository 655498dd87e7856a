"""`sharedfate run`."""

from typing import Annotated

import typer


def run(
    role: Annotated[
        list[str] | None, typer.Option(help="poll, correlate, notify, chat or web; all if not given.")
    ] = None,
) -> None:
    """Poll pages, correlate, tell the channels of SHAREDFATE_ANNOUNCE_TO, answer questions.

    Example: SHAREDFATE_ANNOUNCE_TO=console:terminal sharedfate run
    """
    import asyncio
    import os

    from bot import app, log
    from bot.settings import BotSettings

    log.configure(BotSettings.read(os.environ).log_level)
    asyncio.run(app.run(role or app.ROLES, os.environ))
