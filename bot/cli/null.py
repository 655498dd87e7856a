"""`sharedfate evaluate --null`: what we claim of histories in which everything is chance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Final

import typer

from bot.catalog.catalog import Catalog
from bot.cli.recorded import RecordedHistory, read_recorded
from bot.errors import ConfigurationError
from bot.lab.null.counting import NullFigure, null_figure
from bot.lab.null.giving import NullKind, Year
from bot.lab.null.history import NullPlan, best_read_year, null_history
from bot.lab.null.showing import claim_lines, document_of, head_of, line_of
from bot.learned.loader import load as shipped_numbers

SIZES: Final = (70, 250, 700, 1_300, 2_557)


@dataclass(frozen=True, slots=True)
class NullOptions:
    """What is asked of null histories: one for each size and each seed."""

    kind: NullKind
    sizes: Sequence[int]
    seeds: Sequence[int]
    start: datetime | None
    months: int
    learns: bool
    verbose: bool
    json: bool


def show_null(histories: Iterable[Path], catalog: Catalog, options: NullOptions) -> None:
    """Print a line as soon as it is known, or one document. Raises ConfigurationError for what is wrong."""
    recorded = read_recorded(histories, catalog)
    year = best_read_year(recorded.records, options.months, options.start)
    if year is None:
        raise ConfigurationError(
            "the history has no report that could be given to others; give one that does"
        )
    figures = _figures(recorded, catalog, year, options)
    if options.json:
        document = document_of(
            [*figures], year, options.kind, learns=options.learns, with_claims=options.verbose
        )
        typer.echo(dumps(document, ensure_ascii=False))
        return
    typer.echo(head_of(options.kind, year, learns=options.learns))
    for figure in figures:
        typer.echo(line_of(figure))
        for line in claim_lines(figure) if options.verbose else ():
            typer.echo(line)


def _figures(
    recorded: RecordedHistory, catalog: Catalog, year: Year, options: NullOptions
) -> Iterator[NullFigure]:
    shipped = shipped_numbers()
    for services in options.sizes:
        for seed in options.seeds:
            plan = NullPlan(services=services, year=year, kind=options.kind, seed=seed)
            history = null_history(recorded.records, catalog, plan)
            if not history.donors:
                raise ConfigurationError(
                    "nobody in the history has eight reports over half a year that could be given to others"
                )
            yield null_figure(history, catalog, shipped, learns=options.learns, reader=recorded.reader)
