"""A recorded history, as the commands read it."""

from collections.abc import Iterable
from pathlib import Path

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.lab.evaluation.records import Key, ReportRecord


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
