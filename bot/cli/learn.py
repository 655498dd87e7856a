"""`sharedfate learn`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def learn(
    history: Annotated[Path, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    until: Annotated[
        datetime | None, typer.Option("--until", help="Use only what was seen before this day (UTC).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the numbers to this file; compare with it if it exists."),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print edges that the catalogue lacks, ready to paste.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Learn the model's numbers from a history, and show what changed against those in use.

    Nothing is written without --out.

    Example: sharedfate learn history.jsonl.gz --until 2026-01-01 --out numbers.toml
    """
    from json import dumps

    from bot.catalog.loader import load
    from bot.cli.learning import lesson, write
    from bot.cli.learning_text import as_json, as_text, suggestions_text

    catalog = load()
    found = lesson(history, catalog, until.date() if until else None, out)
    if out is not None:
        write(found, out)
    if json:
        typer.echo(dumps(as_json(found, catalog, with_suggestions=suggest), ensure_ascii=False))
        return
    typer.echo(as_text(found, out))
    if suggest:
        typer.echo(suggestions_text(found.suggestions, catalog))
