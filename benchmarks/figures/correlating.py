"""What an observation costs the correlator: on the recorded history, and in fleets of any size.

The history is that of `benchmarks/history/`, in one process and with all edges of today. Its years differ:
the more pages are recorded, the more one report touches.
"""

import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.correlate import measure
from benchmarks.figure import Figure, Reading
from bot.catalog.loader import load
from bot.cli.recorded import read_recorded
from bot.correlation.correlator import advance, correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.observation import Observation
from bot.lab.evaluation.records import observations

HISTORY: Final = Path(__file__).parent.parent / "history" / "incidents.jsonl.gz"
# A quick look takes so many stretches, as far from each other, of so many observations: 3,000 of 51,000.
STRETCHES: Final = 10
STRETCH: Final = 300
# Before each the state fills for as many: what is forgotten within a day or two.
WARM: Final = 300
SMALL: Final = 500
LARGE: Final = 50_000
# Of a fleet so many fail at once.
SHARE: Final = 0.01


def seconds_of(seen: Sequence[Observation], knowledge: Knowledge, *, warm: int = 0) -> float:
    """CPU of correlating them, without the first few."""
    state, started = State(), time.process_time()
    for number, observation in enumerate(seen):
        if number == warm:
            started = time.process_time()
        state = correlate(state, observation, knowledge).state
    advance(state, seen[-1].at + timedelta(days=2), knowledge)
    return time.process_time() - started


def _seconds(*, quick: bool) -> tuple[float, int]:
    """CPU of all of history, and its observations. A quick look infers it from a few stretches."""
    catalog = load()
    recorded = read_recorded((HISTORY,), catalog)
    seen = observations(recorded.records, None, None)
    knowledge = Knowledge(catalog=catalog, reader=recorded.reader)
    if not quick:
        return seconds_of(seen, knowledge), len(seen)
    every = (len(seen) - WARM - STRETCH) // (STRETCHES - 1)
    taken = [
        seconds_of(seen[first : first + WARM + STRETCH], knowledge, warm=WARM)
        for first in range(0, every * STRETCHES, every)
    ]
    return statistics.mean(taken) / STRETCH * len(seen), len(seen)


def _an_observation(quick: bool) -> Reading:
    seconds, number = _seconds(quick=quick)
    return Reading(ours=seconds / number * 1000)


def _growth(quick: bool) -> Reading:
    small, large = (
        statistics.median(measure(services, shares=(SHARE,)).rows[0].seconds) * 1000
        for services in (SMALL, LARGE // 10 if quick else LARGE)
    )
    return Reading(ours=large, beside=small)


FIGURES: Final = (
    Figure(
        name="an observation of the recorded history",
        unit="CPU-ms",
        at_most=1.2,
        measure=_an_observation,
    ),
    Figure(
        name="all of the recorded history",
        unit="CPU-s",
        at_most=60.0,
        measure=lambda quick: Reading(ours=_seconds(quick=quick)[0]),
    ),
    Figure(
        name=f"an observation while 1 % of {LARGE:,} services fail",
        unit="CPU-ms",
        at_most=2.0,
        measure=_growth,
        beside=f"of {SMALL}",
    ),
)
