"""For how long an organisation was watched, found from its own rhythm. Times in hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

DAY: Final = 24.0
# Silence this many times the mean gap has a chance of one in a thousand: then nobody was watching.
_SILENCES: Final = 7.0
_SHORTEST_SILENCE: Final = 3 * DAY
_LONGEST_SILENCE: Final = 180 * DAY
# Whoever was seen at all was watched for a month.
LEAST: Final = 30 * DAY
# What was seen this much watched time ago counts half.
HALF_LIFE: Final = 75 * DAY


@dataclass(frozen=True, slots=True)
class Exposure:
    """The watched time of an organisation, and the weight of each of its events in it.

    `hours` is the watched time with what is older counting less: `weights` add up to what was seen in it.
    `spans` are the stretches without a gap, from event to event. `mean_gap` is within stretches.
    """

    hours: float
    weights: tuple[float, ...]
    spans: tuple[tuple[float, float], ...]
    mean_gap: float

    def covers(self, moment: float) -> bool:
        """Whether the organisation was watched then, as far as its reports can tell."""
        return any(start - self.mean_gap <= moment <= end + self.mean_gap for start, end in self.spans)


def exposure_of(times: Sequence[float], until: float) -> Exposure:
    """The exposure of an organisation by the times of its events, in order, none after `until`."""
    gaps = [later - earlier for earlier, later in pairwise(times)]
    longest, mean = _longest_gap(gaps)
    covered = min(until - times[-1], longest if until - times[-1] <= longest else mean)
    backwards: list[float] = []
    spans: list[tuple[float, float]] = []
    end = times[-1]
    for index in range(len(times) - 1, -1, -1):
        backwards.append(0.5 ** (covered / HALF_LIFE))
        if index and gaps[index - 1] <= longest:
            covered += gaps[index - 1]
        else:  # a window of watching opens and closes about one gap away from the events in it
            spans.append((times[index], end))
            end = times[index - 1]
            covered += mean if index == 0 else 2 * mean
    total = max(covered, LEAST)
    return Exposure(
        hours=HALF_LIFE / log(2) * (1 - 0.5 ** (total / HALF_LIFE)),
        weights=tuple(reversed(backwards)),
        spans=tuple(reversed(spans)),
        mean_gap=mean,
    )


def _longest_gap(gaps: Sequence[float]) -> tuple[float, float]:
    """The longest silence that may be chance, and the mean of the gaps that are none."""
    longest, mean = _LONGEST_SILENCE, 0.0
    for _ in range(3):
        kept = [gap for gap in gaps if gap <= longest]
        mean = sum(kept) / len(kept) if kept else min(LEAST, longest)
        longest = min(max(_SILENCES * mean, _SHORTEST_SILENCE), _LONGEST_SILENCE)
    return longest, mean
