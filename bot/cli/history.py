"""`sharedfate history`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from json import dumps
from typing import Annotated, Final

import typer

from bot.asked_catalog import catalog_today
from bot.catalog.catalog import Catalog
from bot.cli.options import aware
from bot.cli.surroundings import environment
from bot.clock import SystemClock
from bot.domain.kept import Holdings, Kept
from bot.domain.overview import PastQuery
from bot.domain.times import day
from bot.errors import ConfigurationError
from bot.questions.names import Names, words_of
from bot.rendering.kept import kept_json, kept_line, uptime_line
from bot.rendering.text import plural
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_reader
from bot.storage.history import History

_DAYS: Final = 90


def history(
    name: Annotated[str, typer.Argument(help="A service; by default all of them.")] = "",
    since: Annotated[datetime | None, typer.Option(help="Not what ended before this day (UTC).")] = None,
    until: Annotated[
        datetime | None, typer.Option(help="Not what began on this day (UTC), or later.")
    ] = None,
    text: Annotated[str, typer.Option(help="Only what has all of these words.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="So many entries at most; 0: all there are.")] = 50,
    json: Annotated[
        bool, typer.Option("--json", help="Print all of each as JSON Lines: an export, with --limit 0.")
    ] = False,
) -> None:
    """Search what was, newest first: incidents of ours, and reports of what channels watch.

    400 days are kept. Also while `run` runs. Exit 1 if nothing is found.

    Example: sharedfate history slack --since 2026-11-01

    Example: sharedfate history --limit 0 --json > past.jsonl
    """
    catalog = catalog_today(BotSettings.read(environment().variables), SystemClock())
    query = PastQuery(service=_service(name, catalog), text=text, since=aware(since), until=aware(until))
    if not asyncio.run(_printed(query, catalog, limit, json=json)):
        raise typer.Exit(1)


async def _printed(query: PastQuery, catalog: Catalog, limit: int, *, json: bool) -> int:
    """Print what is found; return how much that was."""
    now, shown = SystemClock().now(), 0
    async with open_reader(StoreSettings.read(environment().variables)) as client:
        kept = History(client)
        if query.service is not None and not json:
            speaker = next(iter(catalog.speakers_for(query.service)), query.service)
            uptime = await kept.uptime(speaker, _DAYS, now)
            typer.echo(uptime_line(catalog.name_of(query.service), uptime))
        async for entry in _found(kept, query, catalog):
            if limit and shown >= limit:
                typer.echo("there is more: --limit 0 shows all", err=True)
                break
            shown += 1
            line = dumps(kept_json(entry), ensure_ascii=False) if json else kept_line(entry, catalog, now)
            typer.echo(line)
        if not json:
            typer.echo(f"kept: {holdings_line(await kept.holdings())}")
    return shown


async def _found(kept: History, query: PastQuery, catalog: Catalog) -> AsyncIterator[Kept]:
    while True:
        page = await kept.search(query, catalog.name_of)
        for entry in page.entries:
            yield entry
        if page.cursor is None:
            return
        query = replace(query, cursor=page.cursor)


def holdings_line(held: Holdings) -> str:
    """How much is kept, and what becomes of more."""
    room = f"{held.bytes / 1e6:.1f} MB of {held.bound / 1e6:.0f} MB, then the oldest go"
    begins = (
        f"since {day(held.since)}" if held.since is not None else "nothing yet: `sharedfate run` keeps it"
    )
    return f"{plural(held.entries, 'entry', 'entries')} {begins}; {room}"


def _service(name: str, catalog: Catalog) -> str | None:
    """The service of a name. Raises ConfigurationError."""
    if not name:
        return None
    known = catalog.resolve(name)
    found = {known} if known is not None else {one.service for one in Names(catalog).find(words_of(name))}
    if len(found) != 1:
        meant = (
            f"it may be {', '.join(sorted(found)[:5])}" if found else "`sharedfate catalog` looks for names"
        )
        raise ConfigurationError(f"{name!r} is no service of the catalogue: {meant}")
    return found.pop()
