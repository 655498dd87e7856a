"""`sharedfate replay`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def replay(
    history: Annotated[Path, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    start: Annotated[datetime | None, typer.Option("--from", help="Leave out what began before.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Stop at this time.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one a change.")] = False,
    hindsight: Annotated[
        bool, typer.Option("--hindsight", help="Use edges that were only found out later, too.")
    ] = False,
) -> None:
    """Feed recorded reports to the correlator, each at its own time, and print what it makes of them.

    Example: sharedfate replay history.jsonl.gz --from 2025-11-18 --to 2025-11-19
    """
    from datetime import UTC
    from json import dumps

    from bot.catalog.loader import load
    from bot.cli.replaying import changes
    from bot.rendering.json import change_json
    from bot.rendering.text import clock

    bounds = [None if t is None else t.replace(tzinfo=t.tzinfo or UTC) for t in (start, end)]
    for change in changes(history, load(), bounds[0], bounds[1], hindsight=hindsight):
        if json:
            typer.echo(dumps(change_json(change), ensure_ascii=False))
        else:
            i = change.incident
            who = ", ".join(i.services)
            typer.echo(
                f"{change.at:%Y-%m-%d} {clock(change.at)}  {i.id}  {change.kind:<9} {i.grade:<10} "
                f"{i.probability:.2f}  {i.root}: {who}"
            )
