"""The table of speed: every figure of benchmarks/figures, each in a process of its own.

`python -m benchmarks.table` prints it and writes docs/performance.md; with `--only` the other rows stay there
as they were. With `--quick` it takes minutes, writes nothing, and warns of what is a fifth slower than in
benchmarks/last.json; `--keep` makes that file anew.
"""

import argparse
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

import benchmarks.figures
from benchmarks.calibration import calibration
from benchmarks.figure import Figure
from benchmarks.rows import Row, markdown, row_of, slower

PAGE: Final = Path("docs/performance.md")
LAST: Final = Path(__file__).with_name("last.json")
BEGIN: Final = "<!-- the table: make bench writes it -->\n"
END: Final = "<!-- the end of the table -->\n"
# A figure that hangs is a figure that is not met.
LIMIT_S: Final = {True: 120, False: 1_200}


def figures() -> dict[str, Figure]:
    """All of them, by `subject:index`, in the order of the files."""
    found = {}
    for module in sorted(pkgutil.iter_modules(benchmarks.figures.__path__), key=lambda m: m.name):
        held = importlib.import_module(f"benchmarks.figures.{module.name}")
        found |= {f"{module.name}:{index}": figure for index, figure in enumerate(held.FIGURES)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer turns; nothing is written")
    parser.add_argument("--keep", action="store_true", help=f"write {LAST.name}, to be compared with")
    parser.add_argument("--only", default="", help="figures whose name or file holds this text")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(msgspec.json.encode(_measured(figures()[given.one], quick=given.quick)).decode())
        return
    rows = []
    for key, figure in figures().items():
        if given.only in key or given.only in figure.name:
            rows.append(_apart(key, figure, quick=given.quick))
            print(markdown(rows[-1:]).splitlines()[-1], flush=True)
    print("\n" + markdown(rows))
    if given.keep:
        LAST.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
    elif given.quick:
        _warn(rows)
    else:
        _write(rows)


def _measured(figure: Figure, *, quick: bool) -> Row:
    before = calibration()
    reading = figure.measure(quick)
    return row_of(figure, reading, (before + calibration()) / 2)


def _apart(key: str, figure: Figure, *, quick: bool) -> Row:
    """Measured in a process of its own: what one figure leaves behind is not in another's way."""
    command = [sys.executable, "-m", "benchmarks.table", "--one", key, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S[quick], check=True)
    except subprocess.TimeoutExpired:
        return row_of(figure, None, None, f"not within {LIMIT_S[quick]} s")
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or ["nothing was said"]
        return row_of(figure, None, None, f"failed: {said[-1][:160]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Row)


def _warn(rows: list[Row]) -> None:
    if not LAST.exists():
        print(f"There is no {LAST.name} to compare with; --keep makes it.")
        return
    last = {row.name: row for row in msgspec.json.decode(LAST.read_bytes(), type=list[Row])}
    found = [*slower(rows, last)]
    for line in found:
        print(f"WARNING: {line}")
    print(f"{len(found)} of {len(rows)} figures are slower by a fifth or more than in {LAST.name}.")


def _write(rows: list[Row]) -> None:
    """Put the rows on the page, in the order of the figures; those that were not measured now stay."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    table, after = rest.split(END)
    head, *lines = markdown(rows).strip().split("\n| ")
    kept = {line.split("|")[1].strip(): line[2:] for line in table.splitlines()[3:] if line.strip()}
    shown = kept | {line.split("|")[0].strip(): line for line in lines}
    ordered = [shown[figure.name] for figure in figures().values() if figure.name in shown]
    PAGE.write_text(
        before + BEGIN + "\n" + "\n| ".join([head, *ordered]) + "\n\n" + END + after, encoding="utf-8"
    )


if __name__ == "__main__":
    main()
