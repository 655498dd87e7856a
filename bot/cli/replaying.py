"""A history through the correlator."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.domain.incident import IncidentChange
from bot.lab.evaluation.knowing import Lessons, known_now, known_then
from bot.lab.evaluation.records import RecordedReport, observations
from bot.lab.evaluation.running import changes as run
from bot.lab.learning.learner import Learner
from bot.learned.loader import load as shipped_numbers


def changes(
    history: Path, catalog: Catalog, start: datetime | None, end: datetime | None, *, hindsight: bool
) -> Iterator[IncidentChange]:
    """Every change, in time order.

    Without hindsight an edge counts from the day after its evidence, and numbers are learned month by month
    from what the history holds before; where that is too little, the shipped numbers serve.
    """
    records = read_records(history, catalog)
    lessons = Lessons(records, Learner(catalog), shipped_numbers())
    known = known_now(catalog, lessons.all_told()) if hindsight else known_then(catalog, lessons)
    yield from run(observations(records, start, end), known, end)


def read_records(history: Path, catalog: Catalog) -> list[RecordedReport]:
    """The records of a file, without maintenance and without what was written after the fact.

    Raises ConfigurationError naming the file and the line that cannot be read.
    """
    found: list[RecordedReport] = []
    for line in read_history(history):
        report = None if line.retrospective or line.kind == "maintenance" else line.report()
        if report is None:
            continue
        service = catalog.resolve(line.service_id) or line.service_id
        found.append(
            RecordedReport(
                service=service, report=report, seen=line.seen or report.started_at, gone=line.gone
            )
        )
    return found


def aware(moment: datetime | None) -> datetime | None:
    """A time given on the command line; without a zone it is UTC."""
    return None if moment is None else moment.replace(tzinfo=moment.tzinfo or UTC)
