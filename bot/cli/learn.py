"""`sharedfate learn`."""

from datetime import date, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.cli.history import read_recorded
from bot.cli.learn_text import as_json, as_text, suggestions_text
from bot.errors import ConfigurationError
from bot.lab.learning.learner import Learner
from bot.lab.learning.lesson import Lesson, changes
from bot.learned.loader import load as numbers_in
from bot.learned.text import as_toml


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
    catalog = load()
    found = _lesson(history, catalog, until.date() if until else None, out)
    if out is not None:
        _write(found, out)
    if json:
        typer.echo(dumps(as_json(found, catalog, with_suggestions=suggest), ensure_ascii=False))
        return
    typer.echo(as_text(found, out))
    if suggest:
        typer.echo(suggestions_text(found.suggestions, catalog))


def _lesson(history: Path, catalog: Catalog, until: date | None, out: Path | None) -> Lesson:
    """Learn until a day, or from all there is. Raises ConfigurationError where there is nothing."""
    learner = _learner_of(history, catalog)
    day = until or date.max - timedelta(days=1)
    basis = learner.basis(day)
    if basis.last is None:
        before = f" seen before {until}" if until else ""
        raise ConfigurationError(f"{history} has no report{before} of a service of the catalogue")
    if until is None:
        day = basis.last + timedelta(days=1)
    learned = learner.learned(day)
    exists = out is not None and out.exists()
    return Lesson(
        learned=learned,
        basis=basis,
        compared_with=str(out) if exists else "the shipped numbers",
        changes=changes(numbers_in(out if exists else None), learned),
        suggestions=learner.suggestions(day),
    )


def _learner_of(history: Path, catalog: Catalog) -> Learner:
    """A learner that has taken every report of a history; services not in the catalogue are left out.

    Also left out is what was written afterwards, and maintenance. Raises ConfigurationError.
    """
    recorded = read_recorded((history,), catalog)
    learner = Learner(catalog, recorded.reader)
    for record in recorded.records:
        if record.service in catalog.services:
            learner.take(record.service, record.report, record.seen)
    return learner


def _write(found: Lesson, out: Path) -> None:
    """Write the numbers to a file. Raises ConfigurationError where that is not possible."""
    basis = found.basis
    origin = (
        "The numbers of the model, made by `sharedfate learn`; see docs/learning.md.",
        f"Learned from {basis.reports} reports of {basis.organisations} organisations,",
        f"seen {basis.first} to {basis.last}; {basis.failures} failures among them that several told of.",
    )
    try:
        out.write_text(as_toml(found.learned, origin), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write {out}: {error.strerror}") from error
