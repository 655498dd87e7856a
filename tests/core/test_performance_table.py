"""The table of speed: what is met, what became slower, and that the page shows every figure there is."""

from pathlib import Path

import pytest

from benchmarks.figure import Figure, Reading
from benchmarks.rows import Row, markdown, row_of, slower
from benchmarks.table import BEGIN, END, PAGE, figures

ROOT = Path(__file__).parents[2]


def a_row(**fields: object) -> Row:
    known = {"name": "a poll", "unit": "CPU-ms", "at_most": 2.0, "ours": 1.0, "calibration": 0.01}
    return Row(**(known | fields))  # type: ignore[arg-type]


def a_figure(reading: Reading) -> Figure:
    return Figure(name="a poll", unit="CPU-ms", at_most=0.6, measure=lambda _: reading, beside="bare httpx")


@pytest.mark.parametrize(("ours", "beside", "met"), [(0.6, 1.0, True), (0.61, 1.0, False), (0.5, None, True)])
def test_the_target_is_of_the_ratio_where_something_stands_beside(
    ours: float, beside: float | None, *, met: bool
) -> None:
    reading = Reading(ours=ours, beside=beside)
    assert row_of(a_figure(reading), reading, 0.01).is_met is met


def test_what_could_not_be_measured_is_not_met_and_says_why() -> None:
    row = row_of(a_figure(Reading(ours=1)), None, None, "not within 120 s")
    assert not row.is_met
    assert "not within 120 s" in markdown([row])


@pytest.mark.parametrize(
    ("was", "now", "warned"),
    [
        ({"ours": 1.0}, {"ours": 1.19}, False),
        ({"ours": 1.0}, {"ours": 1.21}, True),
        # Another machine, twice as slow in everything.
        ({"ours": 1.0, "calibration": 0.01}, {"ours": 2.0, "calibration": 0.02}, False),
        ({"ours": 1.0, "beside": 1.0}, {"ours": 2.0, "beside": 2.0, "calibration": 0.05}, False),
        # A count is the same on every machine.
        ({"unit": "commands"}, {"unit": "commands", "ours": 2.0, "calibration": 0.02}, True),
        ({}, {"ours": None, "trouble": "failed: no store"}, True),
    ],
)
def test_a_fifth_more_than_last_time_is_warned_of(
    was: dict[str, object], now: dict[str, object], *, warned: bool
) -> None:
    last = {"a poll": a_row(**was)}
    assert bool([*slower([a_row(**now)], last)]) is warned


def test_a_figure_that_is_new_is_compared_with_nothing() -> None:
    assert not [*slower([a_row()], {})]


def test_every_figure_has_a_name_of_its_own_and_a_row_on_the_page() -> None:
    names = [figure.name for figure in figures().values()]
    assert len(names) == len(set(names))
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    table = text.split(BEGIN)[1].split(END)[0]
    shown = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    assert sorted(shown) == sorted(names)
