"""`sharedfate replay`."""

from collections.abc import Iterator
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.catalog import Catalog
from bot.cli.options import aware
from bot.cli.recorded import read_recorded
from bot.cli.surroundings import catalog_here
from bot.domain.incident import IncidentChange
from bot.domain.times import clock
from bot.lab.evaluation.knowing import Lessons, known_now, known_then
from bot.lab.evaluation.records import observations
from bot.lab.evaluation.running import changes
from bot.lab.learning.learner import Learner
from bot.learned.loader import load as shipped_numbers
from bot.rendering.json import change_json


def replay(
    history: Annotated[Path, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    start: Annotated[datetime | None, typer.Option("--from", help="Leave out what began before.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Stop at this time.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one a change.")] = False,
    hindsight: Annotated[
        bool, typer.Option("--hindsight", help="Use edges that were only found out later, too.")
    ] = False,
) -> None:
    """Feed recorded reports to the correlator, each at its own time, and print what it makes of them.

    Example: sharedfate replay history.jsonl.gz --from 2025-11-18 --to 2025-11-19
    """
    for change in _changes(history, catalog_here(), aware(start), aware(end), hindsight=hindsight):
        typer.echo(dumps(change_json(change), ensure_ascii=False) if json else _as_text(change))


def _changes(
    history: Path, catalog: Catalog, start: datetime | None, end: datetime | None, *, hindsight: bool
) -> Iterator[IncidentChange]:
    """Every change, in time order.

    Without hindsight an edge counts from the day after its evidence, and numbers are learned month by month
    from what the history holds before; where that is too little, the shipped numbers serve.
    """
    recorded = read_recorded((history,), catalog)
    reader = recorded.reader
    lessons = Lessons(recorded.records, Learner(catalog, reader), shipped_numbers())
    known = (
        known_now(catalog, lessons.all_told(), reader=reader)
        if hindsight
        else known_then(catalog, lessons, reader=reader)
    )
    yield from changes(observations(recorded.records, start, end), known, end)


def _as_text(change: IncidentChange) -> str:
    incident = change.incident
    who = ", ".join(incident.services) or "only seen"
    return (
        f"{clock(change.at)}  {incident.id}  {change.kind:<9} {incident.grade:<10} "
        f"{incident.probability:.2f}  {incident.root}: {who}"
    )
