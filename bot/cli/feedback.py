"""`sharedfate feedback`."""

import asyncio
from typing import Annotated

import typer

from adapters.feedback import as_line
from bot.cli.surroundings import environment
from bot.lab.evaluation.people import opinion_columns, opinions_of
from bot.settings import StoreSettings
from bot.storage.connection import open_reader
from bot.storage.notifications import ReactionLog


def feedback(
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines, one word of a person a line.")
    ] = False,
) -> None:
    """Export what people said of claims: right cause, wrong cause, we are affected too.

    Feed the lines to `sharedfate evaluate --feedback`. Voters are hashes: one from another, nobody by name.

    Example: sharedfate feedback --json > feedback.jsonl
    """

    async def load() -> None:
        async with open_reader(StoreSettings.read(environment().variables)) as client:
            votes = await ReactionLog(client).votes()
        if json:
            for vote in votes:
                typer.echo(as_line(vote))
            return
        if not votes:
            typer.echo("nobody has said anything of a claim yet")
            return
        for line in opinion_columns(opinions_of(votes)):
            typer.echo(line)

    asyncio.run(load())
