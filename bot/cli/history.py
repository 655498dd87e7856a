"""A recorded history, as the commands read it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.errors import ConfigurationError
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.learning.learner import Basis, Learner


def read_records(history: Path, catalog: Catalog) -> list[ReportRecord]:
    """The records of a file, without maintenance and without what was written after the fact.

    Raises ConfigurationError naming the file and the line that cannot be read.
    """
    return read_histories((history,), catalog)


def read_histories(histories: Iterable[Path], catalog: Catalog) -> list[ReportRecord]:
    """The records of several files in the order in which they were made; of one that two hold the first.

    Raises ConfigurationError naming the file and the line that cannot be read.
    """
    found: dict[Key, ReportRecord] = {}
    for history in histories:
        for line in read_history(history):
            report = None if line.retrospective or line.kind == "maintenance" else line.report()
            if report is None:
                continue
            service = catalog.resolve(line.service_id) or line.service_id
            seen = line.seen or report.started_at
            record = ReportRecord(service=service, report=report, seen=seen, gone=line.gone)
            found.setdefault(record.key, record)
    return sorted(found.values(), key=lambda record: record.report.started_at)


def learner_of(histories: Iterable[Path], catalog: Catalog) -> Learner:
    """A learner that has taken every report of the histories; services not in the catalogue are left out.

    Raises ConfigurationError.
    """
    learner = Learner(catalog)
    for record in read_histories(histories, catalog):
        if record.service in catalog.services:
            learner.take(record.service, record.report, record.seen)
    return learner


def basis_of(learner: Learner, histories: Sequence[Path], until: date | None) -> tuple[date, Basis]:
    """The day to learn until, by default the one after the last report, and what there is to learn from.

    Raises ConfigurationError where there is nothing.
    """
    basis = learner.basis(until or date.max - timedelta(days=1))
    if basis.last is None:
        before = f" seen before {until}" if until else ""
        names = " and ".join(str(history) for history in histories)
        raise ConfigurationError(f"no report{before} of a service of the catalogue is in {names}")
    return until or basis.last + timedelta(days=1), basis
