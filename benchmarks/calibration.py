"""How fast this machine is just now: a loop of our own, that never changes."""

import statistics
import time
from typing import Final

TURNS: Final = 5
_ROUNDS: Final = 60_000


def calibration() -> float:
    """CPU-seconds of the loop: what Python does most here (dicts, strings, numbers). The median of five."""
    return statistics.median(_turn() for _ in range(TURNS))


def _turn() -> float:
    started = time.process_time()
    counts: dict[str, int] = {}
    for number in range(_ROUNDS):
        word = f"c{number * 7919 % 997}"
        counts[word] = counts.get(word, 0) + number % 13
    ordered = sorted(counts.items(), key=lambda row: (row[1], row[0]))
    if len(ordered) != 997:
        raise ArithmeticError("the calibration loop has been changed")
    return time.process_time() - started
