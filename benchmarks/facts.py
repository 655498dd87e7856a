"""Make `benchmarks/history/`: facts of recorded reports, and what is known to have happened, without texts.

    python -m benchmarks.facts CORPUS [--out benchmarks/history]

CORPUS has a folder `history` with the recorded reports and the tables of what happened. The same corpus,
catalogue and reader of words give the same files to the byte.
"""

import argparse
import gzip
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.history import FACTS, VERSION, Line, read_history
from benchmarks.facts_tables import write_services, write_sources, write_truth
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.domain.report import Report
from bot.lab.evaluation.baselines.feed import Graph
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.spelling import spelling
from bot.lab.note_taking import NoteTaker

Fact = dict[str, Any]

HERE: Final = Path("benchmarks/history")
HISTORIES: Final = ("incidents.jsonl.gz", "incidents_more.jsonl.gz")
FACTS_FILE: Final = "incidents.jsonl.gz"
# Kept as the record has them.
_KEPT: Final = (
    "service_id", "incident_id", "created_at", "started_at", "resolved_at", "first_observed_at",
    "first_observed_absent_at",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the facts of recorded reports.")
    parser.add_argument("corpus", type=Path, help="a folder with a folder `history`")
    parser.add_argument("--out", type=Path, default=HERE, help=f"default: {HERE}")
    arguments = parser.parse_args()
    folder, out, catalog = arguments.corpus / "history", arguments.out, load()
    out.mkdir(parents=True, exist_ok=True)
    facts = facts_of([folder / name for name in HISTORIES], catalog)
    write_facts(out / FACTS_FILE, facts)
    write_truth(folder, out)
    write_services(out, (fact["service_id"] for fact in facts), catalog)
    write_sources(folder, out, HISTORIES, frozenset((f["service_id"], f["incident_id"]) for f in facts))
    total = sum(path.stat().st_size for path in out.iterdir())
    print(f"{out}: {len(facts)} records, {total / 1e6:.2f} MB")


def facts_of(histories: Iterable[Path], catalog: Catalog) -> list[Fact]:
    """One value a record, as first seen. Left out: maintenance, and what was written after the fact."""
    maker = _FactMaker(catalog)
    found: dict[tuple[str, str], tuple[datetime, Fact]] = {}
    for history in histories:
        for line in read_history(history):
            report = None if line.retrospective or line.kind == "maintenance" else line.report()
            if report is not None:
                key = line.service_id, line.incident_id
                found.setdefault(key, (line.seen or report.started_at, maker.fact(line, report)))
    return [fact for _, (_, fact) in sorted(found.items(), key=lambda item: (item[1][0], item[0]))]


def write_facts(path: Path, facts: Iterable[Fact]) -> None:
    """The file: a header, then one record a line."""
    header = {"format": FACTS, "version": VERSION}
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("".join(f"{_json(line)}\n" for line in (header, *facts)).encode())


class _FactMaker:
    def __init__(self, catalog: Catalog) -> None:
        naming = Naming(catalog=catalog)
        self._naming = naming
        self._graph = Graph(catalog=catalog, naming=naming)
        self._taker = NoteTaker(catalog=catalog, spells=spelling(naming))

    def fact(self, line: Line, report: Report) -> Fact:
        """What is kept of one record."""
        service = self._naming.service(line.service_id)
        title, *posts = self._taker.trees(report, service, self._graph.providers(service))
        fact = {name: getattr(line, name) for name in _KEPT} | {
            "impact": report.impact,
            "components": report.components,
            "regions": report.regions,
            "says": title or {},
            "updates": [
                {"at": _instant(update.at), "status": update.status}
                | ({} if says is None else {"says": says})
                for update, says in zip(report.updates, posts, strict=True)
            ],
        }
        return {name: value for name, value in fact.items() if value not in (None, (), [])}


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
