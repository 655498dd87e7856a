"""`sharedfate learn`."""

import asyncio
from datetime import date, datetime
from json import dumps
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.catalog.catalog import Catalog
from bot.cli.learn_text import as_json, as_text, own_json, own_text
from bot.cli.recorded import basis_of, learner_of
from bot.cli.suggestion_text import suggestions_text
from bot.cli.surroundings import catalog_here, environment
from bot.correlation.state import State
from bot.errors import ConfigurationError
from bot.lab.learning.contradictions import contradictions
from bot.lab.learning.learner import Basis
from bot.lab.learning.lesson import Lesson, changes
from bot.lab.learning.own_lesson import own_lesson
from bot.learned.loader import load as numbers_in
from bot.learned.text import as_toml
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_reader
from bot.storage.incidents import Incidents

_MADE_BY: Final = "The numbers of the model, made by `sharedfate learn`; see docs/learning.md."
_NOTHING_YET: Final = "nothing is learned yet: `sharedfate run` counts what it watches, each day at 00:00 UTC"


def learn(
    history: Annotated[
        Path | None, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Show what this installation has learned from what it watches.")
    ] = False,
    until: Annotated[
        datetime | None, typer.Option("--until", help="Use only what was seen before this day (UTC).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the numbers to this file; compare with it if it exists."),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print edges that the catalogue lacks, too: `catalog suggest`.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Learn the model's numbers from a history, and show what changed against those in use.

    Nothing is written without --out. With --own, show what `run` has learned by itself and uses already.

    Example: sharedfate learn history.jsonl.gz --until 2026-01-01 --out numbers.toml
    """
    if own:
        _only_own(history, until, suggest=suggest)
        _show_own(out, json=json)
        return
    if history is None:
        raise ConfigurationError("nothing to learn from: name a file of reports, or ask for --own")
    catalog = catalog_here()
    found = _lesson(history, catalog, until.date() if until else None, out)
    if out is not None:
        _write(out, as_toml(found.learned, _origin(found.basis)))
    if json:
        typer.echo(dumps(as_json(found, catalog, with_suggestions=suggest), ensure_ascii=False))
        return
    typer.echo(as_text(found, out))
    if suggest:
        typer.echo(suggestions_text(found.suggestions, catalog))


def _only_own(history: Path | None, until: datetime | None, *, suggest: bool) -> None:
    """Raise ConfigurationError for what goes only with a history."""
    given = [("a history", history), ("--until", until), ("--suggest", suggest)]
    for name, value in given:
        if value:
            raise ConfigurationError(f"--own learns from the store alone: leave out {name}")


def _show_own(out: Path | None, *, json: bool) -> None:
    """What the store's counts make of the numbers that `run` begins with."""
    path = BotSettings.read(environment().variables).learned
    state = asyncio.run(_stored())
    day = state.now.date() if state.now is not None else None
    found = own_lesson(numbers_in(path), state.backgrounds, day, str(path or "the shipped numbers"))
    if found is None:
        typer.echo(dumps(None) if json else _NOTHING_YET)
        return
    if out is not None:
        origin = f"Learned from {found.organisations} organisations, watched since {found.since}, on top of"
        _write(out, as_toml(found.learned, (_MADE_BY, origin, f"{found.compared_with}.")))
    typer.echo(dumps(own_json(found), ensure_ascii=False) if json else own_text(found, out))


async def _stored() -> State:
    async with open_reader(StoreSettings.read(environment().variables)) as client:
        return await Incidents(client).load()


def _lesson(history: Path, catalog: Catalog, until: date | None, out: Path | None) -> Lesson:
    """Learn until a day, or from all there is. Raises ConfigurationError where there is nothing."""
    learner = learner_of([history], catalog)
    day, basis = basis_of(learner, [history], until)
    learned = learner.learned(day)
    exists = out is not None and out.exists()
    return Lesson(
        learned=learned,
        basis=basis,
        compared_with=str(out) if exists else "the shipped numbers",
        changes=changes(numbers_in(out if exists else None), learned),
        contradictions=contradictions(learned, catalog.known_on(day)),
        suggestions=learner.suggestions(day),
    )


def _origin(basis: Basis) -> tuple[str, ...]:
    return (
        _MADE_BY,
        f"Learned from {basis.reports} reports of {basis.organisations} organisations,",
        f"seen {basis.first} to {basis.last}; {basis.failures} failures among them that several told of.",
    )


def _write(out: Path, text: str) -> None:
    """Write the numbers to a file. Raises ConfigurationError where that is not possible."""
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write {out}: {error.strerror}") from error
