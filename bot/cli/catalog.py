"""`sharedfate catalog`."""

from typing import Annotated

import typer

catalog_app = typer.Typer(no_args_is_help=True, help="Look into the catalogue, and prove it.")


@catalog_app.command("check")
def check_catalog(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Prove the catalogue's files; exit 1 if there are problems.

    Example: sharedfate catalog check
    """
    from json import dumps

    from adapters.status_pages import FORMATS
    from bot.catalog.check import counts, problems
    from bot.catalog.loader import load

    catalog = load()
    found = problems(catalog, FORMATS)
    numbers = counts(catalog)
    if json:
        typer.echo(dumps({**numbers, "problems": list(found)}, ensure_ascii=False))
    else:
        typer.echo(", ".join(f"{number} {name}" for name, number in numbers.items()))
        for problem in found:
            typer.echo(f"problem: {problem}")
    raise typer.Exit(1 if found else 0)


@catalog_app.command("show")
def show(
    service: Annotated[str, typer.Argument(help="An id, a name or an alias.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show one service: its sources, what it stands on and who stands on it, with references.

    Example: sharedfate catalog show discord
    """
    from json import dumps

    from bot.cli.catalog_text import as_text, found_service, service_json

    catalog, known = found_service(service)
    typer.echo(dumps(service_json(catalog, known), ensure_ascii=False) if json else as_text(catalog, known))


@catalog_app.command("search")
def search(
    words: Annotated[str, typer.Argument(help="Part of a name, an alias, a domain or a category.")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 25,
) -> None:
    """Search the catalogue; exit 1 when nothing is found.

    Example: sharedfate catalog search airlines
    """
    from json import dumps

    from bot.cli.catalog_text import found, one_line

    services = found(words, limit)
    if json:
        rows = [{"id": s.id, "name": s.name, "category": s.category} for s in services]
        typer.echo(dumps(rows, ensure_ascii=False))
    else:
        for service in services:
            typer.echo(one_line(service))
    raise typer.Exit(0 if services else 1)
