"""The measures of the literature, each on plain values."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, pi, sqrt
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
# Probabilities, each with whether what was forecast came true.
Forecasts = Sequence[tuple[float, bool]]

ECE_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionRecall:
    """Precision and recall within [0, 1], None where there was nothing to be measured."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float | None:
        """Their harmonic mean."""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def share(part: float, whole: float) -> float | None:
    """A quotient, None of nothing."""
    return part / whole if whole else None


def b_cubed(truth: Mapping[K, Hashable], found: Mapping[K, Hashable]) -> PrecisionRecall:
    """B-cubed precision and recall of a clustering (Bagga and Baldwin 1998).

    Both map an item to its cluster. An item that `found` lacks is a cluster of its own.
    """
    if not truth:
        return PrecisionRecall(precision=None, recall=None)
    placed = {item: (True, found[item]) if item in found else (False, item) for item in truth}
    together, same = Counter(placed.values()), Counter(truth.values())
    both = Counter((placed[item], gold) for item, gold in truth.items())
    precision = fsum(n * n / together[cluster] for (cluster, _), n in both.items())
    recall = fsum(n * n / same[gold] for (_, gold), n in both.items())
    return PrecisionRecall(precision=precision / len(truth), recall=recall / len(truth))


def brier(forecasts: Forecasts) -> float | None:
    """Mean squared difference between probability and outcome: 0 is perfect (Brier 1950)."""
    if not forecasts:
        return None
    return sum((p - came_true) ** 2 for p, came_true in forecasts) / len(forecasts)


def expected_calibration_error(forecasts: Forecasts) -> float | None:
    """Mean distance between probability and share of hits, over ten bins of equal width, by their cases."""
    if not forecasts:
        return None
    bins: dict[int, list[tuple[float, bool]]] = {}
    for forecast in forecasts:
        bins.setdefault(min(int(forecast[0] * ECE_BINS), ECE_BINS - 1), []).append(forecast)
    return sum(
        abs(sum(p for p, _ in cases) - sum(came_true for _, came_true in cases)) for cases in bins.values()
    ) / len(forecasts)


def calibration_error_by_chance(probabilities: Sequence[float]) -> float | None:
    """The calibration error that forecasts which hold perfectly show on average, for want of cases.

    Sums of Bernoulli deviations in each bin, by the normal approximation: E|X| = sigma sqrt(2 / pi).
    """
    if not probabilities:
        return None
    variances: dict[int, float] = {}
    for p in probabilities:
        bin_ = min(int(p * ECE_BINS), ECE_BINS - 1)
        variances[bin_] = variances.get(bin_, 0.0) + p * (1 - p)
    return sum(sqrt(2 / pi * variance) for variance in variances.values()) / len(probabilities)


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval (Garwood 1936) of the mean behind a count."""
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _mean_with(count - 1, 1 - tail)
    return low, _mean_with(count, tail)


def _mean_with(count: int, probability: float) -> float:
    """The mean at which a Poisson variable is at most `count` with this probability, by bisection."""
    low, high = 0.0, 2.0 * count + 20.0
    for _ in range(60):
        middle = (low + high) / 2
        term = total = exp(-middle)
        for k in range(1, count + 1):
            term *= middle / k
            total += term
        low, high = (middle, high) if total > probability else (low, middle)
    return (low + high) / 2
