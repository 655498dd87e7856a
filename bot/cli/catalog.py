"""`sharedfate catalog`."""

from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Annotated, Final

import typer
from rapidfuzz import fuzz, process

from adapters.status_pages import FORMATS
from bot.catalog.catalog import Catalog
from bot.catalog.check import counts, problems
from bot.cli.catalog_text import as_text, one_line, service_json
from bot.cli.recorded import basis_of, learner_of
from bot.cli.suggestion_text import suggestions_json, suggestions_text
from bot.cli.surroundings import catalog_here
from bot.clock import SystemClock
from bot.domain.service import Service
from bot.errors import ConfigurationError
from bot.learned.loader import load as numbers_in
from bot.measuring.overlay import with_measured
from bot.questions.any_language import question_in
from bot.questions.names import Names, words_of

MAX_NEAREST: Final = 5

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
    known = catalog_here()
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
    # Who only searches needs no store, which takes as long to import as all else.
    from bot.cli.measured_store import measured_here  # noqa: PLC0415

    numbers, day = numbers_in(learned), (on or SystemClock().now()).date()
    records = measured_here()
    # What was seen today counts from tomorrow, and is shown.
    known = with_measured(catalog_here(), records, day + timedelta(days=1))
    asked = _service_named(service, known)
    record = records.get(asked.id)
    if json:
        typer.echo(dumps(service_json(known, asked, day, numbers, record), ensure_ascii=False))
    else:
        typer.echo(as_text(known, asked, day, numbers, record))


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
    known = catalog_here()
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
    known = catalog_here()
    names = Names(known)
    services = _found(words, limit, known, names)
    if json:
        rows = [{"id": s.id, "name": s.name, "category": s.category} for s in services]
        typer.echo(dumps(rows, ensure_ascii=False))
    else:
        for service in services:
            typer.echo(one_line(service))
    if not services:
        typer.echo(_nothing_found(words, known, names), err=True)
    raise typer.Exit(0 if services else 1)


def _service_named(name: str, known: Catalog) -> Service:
    """The service that this names, as a question would find it. Raises ConfigurationError with what is near.

    What names a part of one is found as that one.
    """
    names = Names(known)
    found = known.resolve(name) or _found_as(name, names)
    if found is None:
        near = ", ".join(names.nearest(words_of(name)))
        raise ConfigurationError(f"no service {name}" + (f": did you mean {near}?" if near else ""))
    return known.services[found]


def _found_as(name: str, names: Names) -> str | None:
    """The one service of what has this name, this label, or is asked about with it."""
    offered = names.offered(name)
    if offered is not None:
        return offered.service
    owners = {named.service for named in names.find(words_of(name))}
    if owners:
        return owners.pop() if len(owners) == 1 else None
    return question_in(f"is {name} down?", names).service


def _found(words: str, limit: int, known: Catalog, names: Names) -> list[Service]:
    """Services whose names hold the words or nearly do, then those of that category; best first."""
    wanted = words.casefold().strip()
    ids = [named.service for named in names.complete(words, limit=limit)]
    ids += [s.id for s in known.services.values() if wanted and wanted in s.category]
    return [known.services[id_] for id_ in dict.fromkeys(ids)][:limit]


def _nothing_found(words: str, known: Catalog, names: Names) -> str:
    """That nothing is called so, with what is nearest: whatever is asked for, it is a few letters away."""
    near = names.nearest(words_of(words)) or _spelt_like(words, known)
    return f"nothing in the catalogue is called “{words}”; the nearest are {', '.join(near)}"


def _spelt_like(words: str, known: Catalog) -> tuple[str, ...]:
    spelt = {service.id: service.name.casefold() for service in known.services.values()}
    near = process.extract(words.casefold(), spelt, scorer=fuzz.ratio, limit=MAX_NEAREST)
    return tuple(id_ for _, _, id_ in near)
