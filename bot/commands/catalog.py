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
def show(service: Annotated[str, typer.Argument(help="An id, a name or an alias.")]) -> None:
    """Show one service: its sources, and what it stands on, with references.

    Example: sharedfate catalog show discord
    """
    from bot.catalog.loader import load
    from bot.errors import ConfigurationError

    catalog = load()
    id_ = catalog.resolve(service)
    if id_ is None:
        from bot.answering.names import Names, words_of

        near = ", ".join(Names(catalog).nearest(words_of(service)))
        raise ConfigurationError(f"no service {service}" + (f": did you mean {near}?" if near else ""))
    known = catalog.services[id_]
    typer.echo(f"{known.name} ({known.id}), {known.category}; aliases: {', '.join(known.aliases) or 'none'}")
    for source in known.sources:
        typer.echo(f"  reads {source.url} as {source.format}")
    if known.unreadable_because and not known.sources:
        typer.echo(f"  not read: {known.unreadable_because}")
    for edge in catalog.edges_from(id_):
        typer.echo(f"  stands on {edge.infrastructure} ({edge.strength})")
        for evidence in edge.evidence:
            typer.echo(f"    {evidence.kind}, {evidence.known_from or 'undated'}: {evidence.source}")
