"""The tables beside the facts: what is known to have happened, whose services they are, where it is from."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.lab.evaluation.naming import Naming

Row = Mapping[str, str]

EVENTS: Final = "shared_events.json"
# Kept of an event: what happened and when. Counts can be made again.
_OF_AN_EVENT: Final = (
    "event", "title", "infrastructure", "start", "end", "infra_first_post", "infra_first_post_seen_by_poller",
)  # fmt: skip
# Kept of each table. Not among them: titles, quoted sentences, and reasons, which quote.
TABLES: Final[Mapping[str, Sequence[str]]] = {
    "events_more.tsv": ("event", "provider", "start", "end"),
    "labels.tsv": ("event", "service_id", "incident_id", "label"),
    "labels_more.tsv": ("event", "service_id", "incident_id", "label"),
    "co_mentions.tsv": (
        "provider", "day", "judged_shared", "role", "service_id", "incident_id", "at", "first_observed_at",
    ),
    "announcements_reread.tsv": (
        "nr", "announced", "grade", "root", "probability", "verdict", "provider_right", "right_root",
        "with_what_the_record_held",
    ),
}  # fmt: skip


def write_truth(folder: Path, out: Path) -> None:
    """The events, and each table that the folder has."""
    events = [_event(event) for event in json.loads((folder / EVENTS).read_text(encoding="utf-8"))]
    (out / EVENTS).write_text(json.dumps(events, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, columns in TABLES.items():
        if (folder / name).is_file():
            rows = list(_rows(folder / name))
            kept = [column for column in columns if rows and column in rows[0]]
            _write(out / name, kept, ([row[column] for column in kept] for row in rows))


def write_services(out: Path, services: Iterable[str], catalog: Catalog) -> None:
    """Of each service of the facts: what the catalogue calls it, the company behind it, and its page."""
    naming = Naming(catalog=catalog)
    rows = []
    for name in sorted(set(services)):
        known = catalog.services.get(naming.service(name))
        page = known.status_url if known else None
        rows.append([name, naming.service(name), naming.group(name), known.name if known else "", page or ""])
    _write(out / "services.tsv", ["service_id", "catalogue_id", "company", "name", "page"], rows)


def write_sources(
    folder: Path, out: Path, histories: Iterable[str], taken: frozenset[tuple[str, str]]
) -> None:
    """How many records each collection gave, with its commit and licence where an index names them."""
    records = Counter[str]()
    for name in histories:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if (line["service_id"], line["incident_id"]) in taken:
                    records.update(line["source"])
    index = {row["source"]: row for path in sorted(folder.glob("INDEX*.tsv")) for row in _rows(path)}
    kept = ("commit", "commit_date", "licence_file")
    rows = (
        [source, str(number), *(index.get(source, {}).get(column, "") for column in kept)]
        for source, number in sorted(records.items())
    )
    _write(out / "sources.tsv", ["source", "records", "commit", "commit_date", "licence"], rows)


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    groups = {
        label: {"service_groups": judged["service_groups"]}
        for label, judged in event.get("labelled", {}).items()
        if judged["service_groups"]
    }
    return {name: event[name] for name in _OF_AN_EVENT if event.get(name)} | {"labelled": groups}


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {name: cell or "" for name, cell in row.items() if name}


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = ("\t".join(row) for row in (columns, *rows))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
