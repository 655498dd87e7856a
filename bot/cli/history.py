"""A recorded history, as the commands read it."""

from pathlib import Path

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.lab.evaluation.records import ReportRecord


def read_records(history: Path, catalog: Catalog) -> list[ReportRecord]:
    """The records of a file, without maintenance and without what was written after the fact.

    Raises ConfigurationError naming the file and the line that cannot be read.
    """
    found: list[ReportRecord] = []
    for line in read_history(history):
        report = None if line.retrospective or line.kind == "maintenance" else line.report()
        if report is None:
            continue
        service = catalog.resolve(line.service_id) or line.service_id
        found.append(
            ReportRecord(service=service, report=report, seen=line.seen or report.started_at, gone=line.gone)
        )
    return found
