"""`sharedfate catalog`."""

from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from adapters.status_pages import FORMATS
from bot.catalog.catalog import Catalog
from bot.catalog.check import counts, problems
from bot.catalog.loader import load
from bot.cli.catalog_text import as_text, one_line, service_json
from bot.cli.history import basis_of, learner_of
from bot.cli.suggestion_text import suggestions_json, suggestions_text
from bot.clock import SystemClock
from bot.domain.service import Service
from bot.errors import ConfigurationError
from bot.learned.loader import load as numbers_in
from bot.questions.names import Names, words_of

catalog = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Look into the catalogue, and prove it."
)


@catalog.command("check")
def check_catalog(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prove the catalogue's files; exit 1 if there are problems.

    Example: sharedfate catalog check
    """
    known = load()
    found = problems(known, FORMATS)
    numbers = counts(known)
    if json:
        typer.echo(dumps({**numbers, "problems": list(found)}, ensure_ascii=False))
    else:
        typer.echo(", ".join(f"{number} {name}" for name, number in numbers.items()))
        for problem in found:
            typer.echo(f"problem: {problem}")
    raise typer.Exit(1 if found else 0)


@catalog.command("show")
def show(
    service: Annotated[str, typer.Argument(help="An id, a name or an alias.")],
    on: Annotated[
        datetime | None, typer.Option("--on", help="Count the age of evidence on this day. Default: today.")
    ] = None,
    learned: Annotated[
        Path | None,
        typer.Option("--learned", help="A file of `sharedfate learn`. Default: the shipped one."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show one service: its sources, what it stands on, how strongly and why, and who stands on it.

    Example: sharedfate catalog show discord
    """
    known, numbers = load(), numbers_in(learned)
    asked = _service_named(service, known)
    day = (on or SystemClock().now()).date()
    if json:
        typer.echo(dumps(service_json(known, asked, day, numbers), ensure_ascii=False))
    else:
        typer.echo(as_text(known, asked, day, numbers))


@catalog.command("suggest")
def suggest(
    history: Annotated[list[Path], typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    until: Annotated[
        datetime | None, typer.Option("--until", help="Use only what was seen before this day (UTC).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print edges that the catalogue lacks, ready to paste, with the reports that speak for each.

    A service's own words blame the provider, or it posted in at least three of its failures. For a person to
    judge: nothing here is used by the correlator, or put into the catalogue by itself.

    Example: sharedfate catalog suggest history.jsonl.gz --until 2026-01-01
    """
    known = load()
    learner = learner_of(history, known)
    day, _ = basis_of(learner, history, until.date() if until else None)
    found = learner.suggestions(day)
    if json:
        typer.echo(dumps({"suggestions": suggestions_json(found, known)}, ensure_ascii=False))
    else:
        typer.echo(suggestions_text(found, known))


@catalog.command("search")
def search(
    words: Annotated[str, typer.Argument(help="Part of a name, an alias, a domain or a category.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 25,
) -> None:
    """Search the catalogue; exit 1 when nothing is found.

    Example: sharedfate catalog search airlines
    """
    services = _found(words, limit)
    if json:
        rows = [{"id": s.id, "name": s.name, "category": s.category} for s in services]
        typer.echo(dumps(rows, ensure_ascii=False))
    else:
        for service in services:
            typer.echo(one_line(service))
    raise typer.Exit(0 if services else 1)


def _service_named(name: str, known: Catalog) -> Service:
    """The service of that id, name or alias. Raises ConfigurationError with what may be meant."""
    id_ = known.resolve(name)
    if id_ is None:
        near = ", ".join(Names(known).nearest(words_of(name)))
        raise ConfigurationError(f"no service {name}" + (f": did you mean {near}?" if near else ""))
    return known.services[id_]


def _found(words: str, limit: int) -> list[Service]:
    """Services whose names hold the words or nearly do, then those of that category; best first."""
    known = load()
    wanted = words.casefold().strip()
    ids = [named.service for named in Names(known).complete(words, limit=limit)]
    ids += [s.id for s in known.services.values() if wanted and wanted in s.category]
    return [known.services[id_] for id_ in dict.fromkeys(ids)][:limit]
