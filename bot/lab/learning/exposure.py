"""For how long an organisation was watched, found from its own rhythm. Times in hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

DAY: Final = 24.0
# A silence so many times as long as the gaps around it has a chance of one in a thousand: nobody watched.
# Of 16 gaps the two longest do not count, which takes a third off their mean.
_SILENCES: Final = 10.0
_NEIGHBOURS: Final = 8
_OUTLIERS: Final = 2
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
    gaps = [*(later - earlier for earlier, later in pairwise(times)), until - times[-1]]
    silences = [_is_silence(gaps, index) for index in range(len(gaps))]
    kept = [gap for gap, is_silence in zip(gaps[:-1], silences, strict=False) if not is_silence]
    mean = sum(kept) / len(kept) if kept else LEAST
    covered, end = 0.0, times[-1]
    weights: list[float] = []
    spans: list[tuple[float, float]] = []
    for index in range(len(times) - 1, -1, -1):
        if silences[index]:  # a window of watching opens and closes about one gap away from its events
            covered += mean if index == len(times) - 1 else 2 * mean
            spans.append((times[index + 1], end)) if index < len(times) - 1 else None
            end = times[index]
        else:
            covered += gaps[index]
        weights.append(0.5 ** (covered / HALF_LIFE))
    spans.append((times[0], end))
    total = max(covered + mean, LEAST)
    return Exposure(
        hours=HALF_LIFE / log(2) * (1 - 0.5 ** (total / HALF_LIFE)),
        weights=tuple(reversed(weights)),
        spans=tuple(reversed(spans)),
        mean_gap=mean,
    )


def _is_silence(gaps: Sequence[float], index: int) -> bool:
    """Whether a gap is too long to be chance beside the gaps around it. The last gap is still open."""
    gap = gaps[index]
    if not _SHORTEST_SILENCE < gap <= _LONGEST_SILENCE:
        return gap > _LONGEST_SILENCE
    closed = len(gaps) - 1
    first = max(0, min(index - _NEIGHBOURS, closed - 2 * _NEIGHBOURS - 1))
    window = range(first, min(first + 2 * _NEIGHBOURS + 1, closed))
    around = sorted(gaps[other] for other in window if other != index)[:-_OUTLIERS]
    return len(around) >= _NEIGHBOURS - _OUTLIERS and gap > _SILENCES * sum(around) / len(around)
