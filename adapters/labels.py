"""Files that say what happened: events as JSON or table, judged records, clusters, claims read again."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from bot.errors import ConfigurationError

_VERDICTS: Final = ("yes", "unsure", "no")
_LABELS: Final = ("victim", "likely", "unclear", "unrelated", "root")
_FINDINGS: Final = ("shared", "root+1", "wrong root", "coincidence", "unclear")
T = TypeVar("T", bound=msgspec.Struct)


class _Groups(msgspec.Struct):
    service_groups: list[str] = []


class EventLine(msgspec.Struct):
    """One entry of EVENTS.json; unknown fields are ignored. Times are ISO 8601.

    `labelled` gives, by label, the groups of services with at least one such record.
    """

    event: str
    infrastructure: str
    start: str
    end: str
    infra_first_post: str | None = None
    infra_first_post_seen_by_poller: str | None = None
    labelled: dict[str, _Groups] = {}

    def groups(self, label: str) -> tuple[str, ...]:
        """The groups with a record of this label."""
        found = self.labelled.get(label)
        return tuple(found.service_groups) if found else ()


class _EventRow(msgspec.Struct):
    event: str
    provider: str
    start: str
    end: str


class LabelLine(msgspec.Struct):
    """One row of a table of labels: what was judged of one record in one event's window."""

    event: str
    service_id: str
    incident_id: str
    label: str


class MentionLine(msgspec.Struct):
    """One row of a table of clusters: a record that names a provider, and whether its cluster is shared."""

    provider: str
    day: str
    judged_shared: str
    service_id: str
    incident_id: str
    at: str
    role: str = "names it"


class RereadLine(msgspec.Struct):
    """One row of a table of claims that were read again: when and of what they were, and what they were.

    `right_root` is who had failed instead, where that is known; a table may leave the column out.
    """

    announced: str
    root: str
    verdict: str
    right_root: str = ""


def read_events(path: Path) -> list[EventLine]:
    """The events of a file. Raises ConfigurationError naming the file and what is wrong in it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[EventLine])
    except OSError as error:
        raise ConfigurationError(f"cannot read the events {path}: {error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} is no list of events: {error}; each needs event, infrastructure, start and end"
        ) from error


def read_event_rows(path: Path) -> list[EventLine]:
    """The events of a table. Raises ConfigurationError naming the file and the line."""
    return [
        EventLine(event=row.event, infrastructure=row.provider, start=row.start, end=row.end)
        for row in _table(path, _EventRow)
    ]


def read_labels(path: Path) -> list[LabelLine]:
    """The rows of a table of labels. Raises ConfigurationError naming the file and the line."""
    return _table(path, LabelLine, lambda row: row.label, _LABELS)


def read_mentions(path: Path) -> list[MentionLine]:
    """The rows of a table of clusters. Raises ConfigurationError naming the file and the line."""
    return _table(path, MentionLine, lambda row: row.judged_shared, _VERDICTS)


def read_rereads(path: Path) -> list[RereadLine]:
    """The rows of a table of claims read again. Raises ConfigurationError naming the file and the line."""
    return _table(path, RereadLine, lambda row: row.verdict, _FINDINGS)


def _table(
    path: Path, kind: type[T], judged: Callable[[T], str] | None = None, words: tuple[str, ...] = ()
) -> list[T]:
    rows: list[T] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(_cells(file), start=2):
                row = _row(path, number, kind, cells)
                if judged is not None and judged(row) not in words:
                    raise ConfigurationError(
                        f"{path}, line {number}: {judged(row)!r} is none of {', '.join(words)}"
                    )
                rows.append(row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"cannot read the table {path}: {error}") from error
    return rows


def _cells(file: Iterator[str]) -> Iterator[dict[str, str]]:
    for cells in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {name: cell for name, cell in cells.items() if name is not None and cell is not None}


def _row(path: Path, number: int, kind: type[T], cells: dict[str, str]) -> T:
    try:
        return msgspec.convert(cells, type=kind)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}, line {number}: {error}") from error
