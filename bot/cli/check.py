"""`sharedfate check`."""

from datetime import datetime
from typing import Annotated

import typer


def check(
    target: Annotated[str, typer.Argument(help="A page's address, or a file with a page's bytes.")],
    format: Annotated[str | None, typer.Option(help="Name the format instead of detecting it.")] = None,  # noqa: A002
    as_of: Annotated[datetime | None, typer.Option(help="Read a file as of this time, ISO 8601.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch loopback and private addresses.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read one status page and say what it says.

    Example: sharedfate check https://www.githubstatus.com
    """
    import asyncio
    from datetime import UTC
    from json import dumps

    from bot.cli.checking import as_text, read_target
    from bot.clock import SystemClock
    from bot.rendering.json import reading_json

    now = SystemClock().now()
    if as_of is not None:
        now = as_of.replace(tzinfo=as_of.tzinfo or UTC)
    checked = asyncio.run(read_target(target, format, now, allow_private=allow_private))
    document = {**reading_json(checked.reading), "address": checked.address, "unproven": checked.unproven}
    typer.echo(dumps(document, ensure_ascii=False) if json else as_text(checked))
