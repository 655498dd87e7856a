"""Score the claims of any method on the facts in `benchmarks/history/`; its README says what a claim is.

    python -m benchmarks.claims CLAIMS.jsonl [--from 2023-07-01] [--to 2025-01-01]

CLAIMS.jsonl has one line each time that a claim changes, in any order:

    {"claim": "c1", "at": "2025-10-20T07:26:00Z", "root": "aws", "members": [["perplexity", "d1b4ddvqkfxm"]]}

with `grade` (default probable) and `probability` (default 1) where the method has them, and `"ended": true`
in the line from which on the claim no longer stands.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from adapters.times import moment
from benchmarks.facts import FACTS_FILE, HERE
from benchmarks.facts_tables import EVENTS
from bot.catalog.loader import load
from bot.cli.labelled import Files, case_of
from bot.domain.incident import Grade, IncidentState
from bot.errors import ConfigurationError
from bot.lab.evaluation.claims import Claim, Stage
from bot.lab.evaluation.evaluation import Evaluation, evaluated
from bot.lab.evaluation.events import EventScore
from bot.lab.evaluation.lines import GRADE_HEADS, grade_rows, number, remarks, root_words
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import period_of
from bot.lab.evaluation.records import reports_a_month, services_a_month
from bot.lab.evaluation.score import Case

_EVENT_HEADS: Final = ("event", "companies", "minutes", "root", "found")


class ClaimLine(msgspec.Struct):
    """One line of the file."""

    claim: str
    at: str
    root: str
    members: list[tuple[str, str]] = []
    grade: Grade = Grade.PROBABLE
    probability: float = 1.0
    ended: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the claims of any method.")
    parser.add_argument("claims", type=Path)
    parser.add_argument("--from", dest="start", type=datetime.fromisoformat)
    parser.add_argument("--to", dest="end", type=datetime.fromisoformat)
    parser.add_argument("--history", type=Path, default=HERE, help=f"default: {HERE}")
    arguments = parser.parse_args()
    try:
        print("\n".join(_scored(arguments.claims, arguments.history, arguments.start, arguments.end)))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def read_claims(path: Path, naming: Naming) -> list[Claim]:
    """The claims of a file. Raises ConfigurationError naming the line that is none."""
    try:
        rows = path.read_bytes().splitlines()
    except OSError as error:
        raise ConfigurationError(f"cannot read the claims {path}: {error}") from error
    stages: dict[str, list[tuple[datetime, ClaimLine]]] = {}
    for number_of_row, row in enumerate(rows, start=1):
        if row.strip():
            at, line = _line(row, f"{path}, line {number_of_row}")
            stages.setdefault(line.claim, []).append((at, line))
    return [_claim(id_, sorted(lines, key=lambda one: one[0]), naming) for id_, lines in stages.items()]


def _scored(claims: Path, folder: Path, start: datetime | None, end: datetime | None) -> Iterator[str]:
    catalog = load()
    made = read_claims(claims, Naming(catalog=catalog))
    files = Files(histories=(folder / FACTS_FILE,), events=folder / EVENTS)
    evaluation = _evaluation(made, case_of(files, catalog), start, end)
    period = evaluation.overall.period
    yield from _table(_EVENT_HEADS, [_event(score) for score in evaluation.events])
    yield ""
    yield f"{period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}, {period.days:.0f} days with records"
    yield from _table(GRADE_HEADS, grade_rows(evaluation.overall))
    yield from remarks(evaluation.overall)


def _evaluation(
    claims: Iterable[Claim], case: Case, start: datetime | None, end: datetime | None
) -> Evaluation:
    seen = [record.seen for record in case.records]
    period = period_of(
        start.replace(tzinfo=UTC) if start else min(seen),
        end.replace(tzinfo=UTC) if end else max(seen) + timedelta(seconds=1),
        reports_a_month(case.records),
        services_a_month(case.records),
    )
    return evaluated(claims, case.truth, period, case.naming)


def _claim(id_: str, lines: Sequence[tuple[datetime, ClaimLine]], naming: Naming) -> Claim:
    ended = next((at for at, line in lines if line.ended), None)
    standing = [(at, line) for at, line in lines if not line.ended] or list(lines[:1])
    return Claim(
        id=id_,
        stages=tuple(
            Stage(
                at=at,
                grade=line.grade,
                probability=line.probability,
                root=line.root,
                members=frozenset((naming.service(service), report) for service, report in line.members),
            )
            for at, line in standing
        ),
        closed_at=ended,
        ending=IncidentState.RESOLVED if ended else IncidentState.OPEN,
    )


def _line(row: bytes, where: str) -> tuple[datetime, ClaimLine]:
    try:
        line = msgspec.json.decode(row, type=ClaimLine)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{where}: {error}") from error
    at = moment(line.at)
    if at is None:
        raise ConfigurationError(f"{where}: {line.at!r} is no time; write 2025-11-18T11:20:00Z")
    return at, line


def _event(score: EventScore) -> tuple[str, ...]:
    found = f"{score.members.records_found} of {score.members.records_affected}"
    minutes = number(score.minutes_from(score.event.start))
    return score.event.id, str(len(score.event.groups)), minutes, root_words(score), found


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [heads, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return ("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines)


if __name__ == "__main__":
    main()
