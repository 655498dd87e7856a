"""A recorded history, as the commands read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.errors import ConfigurationError
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.learning.learner import Basis, Learner
from bot.lab.notes import NotedTexts, TextNotes
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader


@dataclass(frozen=True, kw_only=True)
class RecordedHistory:
    """Records in the order in which they were made, and what was noted of texts where they have none."""

    records: tuple[ReportRecord, ...]
    noted: NotedTexts | None = None

    @property
    def reader(self) -> TextReader:
        """Who says what the texts come to."""
        return self.noted or PROSE


def read_recorded(histories: Iterable[Path], catalog: Catalog) -> RecordedHistory:
    """One or several files, without maintenance and without what was written after the fact.

    Of a record that two hold the first counts. Raises ConfigurationError naming the file and the line that
    cannot be read.
    """
    found: dict[Key, ReportRecord] = {}
    notes: dict[str, TextNotes] = {}
    for history in histories:
        for line in read_history(history):
            report = None if line.retrospective or line.kind == "maintenance" else line.report()
            if report is None:
                continue
            service = catalog.resolve(line.service_id) or line.service_id
            seen = line.seen or report.started_at
            record = ReportRecord(service=service, report=report, seen=seen, gone=line.gone)
            if found.setdefault(record.key, record) is record:
                notes |= {reference: _notes(said, history, reference) for reference, said in line.notes()}
    return RecordedHistory(
        records=tuple(sorted(found.values(), key=lambda record: record.report.started_at)),
        noted=NotedTexts(notes) if notes else None,
    )


def learner_of(histories: Iterable[Path], catalog: Catalog) -> Learner:
    """A learner that has taken every report of the histories; services not in the catalogue are left out.

    Raises ConfigurationError.
    """
    recorded = read_recorded(histories, catalog)
    learner = Learner(catalog, recorded.reader)
    for record in recorded.records:
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


def _notes(said: msgspec.Raw, history: Path, reference: str) -> TextNotes:
    try:
        return msgspec.json.decode(said, type=TextNotes)
    except msgspec.MsgspecError as error:
        raise ConfigurationError(f"{history}, {reference}: {error}; make the facts again") from error
