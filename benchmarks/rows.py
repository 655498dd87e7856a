"""The rows of the table of speed: what was measured, whether the target is met, and what became slower."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from benchmarks.figure import Figure, Reading

# So much slower than last time is worth a word; less is what machines differ by.
SLOWER: Final = 0.20


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure as it was measured. `calibration` is that of the same process, in CPU-seconds.

    `trouble` says in a line why there is no reading.
    """

    name: str
    unit: str
    at_most: float
    against: str = ""
    ours: float | None = None
    beside: float | None = None
    calibration: float | None = None
    trouble: str = ""

    @property
    def ratio(self) -> float | None:
        """What is held against the target."""
        return None if self.ours is None else Reading(ours=self.ours, beside=self.beside).ratio

    @property
    def is_met(self) -> bool:
        """Whether the target is reached. What could not be measured is not."""
        return self.ratio is not None and self.ratio <= self.at_most

    @property
    def steady(self) -> float | None:
        """What may be compared with another machine's: a ratio, a count, or times of the calibration loop."""
        is_time = self.unit.split()[0].removeprefix("CPU-") in {"s", "ms"}
        if self.ratio is None or self.beside is not None or not is_time:
            return self.ratio
        return self.ratio / self.calibration if self.calibration else None


def row_of(figure: Figure, reading: Reading | None, calibration: float | None, trouble: str = "") -> Row:
    """A figure with what came of it."""
    return Row(
        name=figure.name,
        unit=figure.unit,
        at_most=figure.at_most,
        against=figure.beside,
        ours=reading.ours if reading else None,
        beside=reading.beside if reading else None,
        calibration=calibration,
        trouble=trouble,
    )


def markdown(rows: Sequence[Row]) -> str:
    """The table, as Markdown."""
    head = "| figure | unit | ours | beside it | ratio | target | met |\n|---|---|---|---|---|---|---|\n"
    return head + "".join(_line(row) for row in rows)


def slower(rows: Sequence[Row], last: Mapping[str, Row]) -> Iterator[str]:
    """A warning for each row that is a fifth slower than it was, or that can no longer be measured."""
    for row in rows:
        before = last.get(row.name)
        was, now = before.steady if before else None, row.steady
        if was is None:
            continue
        if now is None:
            yield f"{row.name}: not measured: {row.trouble}"
        elif now > was * (1 + SLOWER):
            yield f"{row.name}: {now / was:.2f} times what it was"


def _line(row: Row) -> str:
    beside = f"{_number(row.beside)}, {row.against}" if row.beside is not None else row.against or "-"
    ratio = _number(row.ratio) if row.beside is not None else "-"
    met = row.trouble or ("yes" if row.is_met else "**no**")
    cells = (row.name, row.unit, _number(row.ours), beside, ratio, f"≤ {_number(row.at_most)}", met)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def _number(value: float | None) -> str:
    """Three figures that matter."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
