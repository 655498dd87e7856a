"""Few observations say little: estimates are drawn to what is usual."""

from collections.abc import Sequence
from statistics import fmean, pvariance
from typing import Final

# With fewer organisations than this the spread between them cannot be told: then it is taken as wide.
_FEWEST: Final = 5
# A gamma prior narrower than so many events would hide differences; a wider one would not shrink at all.
_SHAPES: Final = (0.3, 20.0)


def gamma_prior(counts: Sequence[float], exposures: Sequence[float], mean: float) -> tuple[float, float]:
    """Shape and rate of a gamma over organisations, by moments of their rates.

    The variance of the counts themselves is taken off. The busiest tenth are clipped: pages written by
    machines say nothing of others. `mean` is taken where there are too few organisations.
    """
    if len(counts) < _FEWEST:
        return _SHAPES[0], _SHAPES[0] / mean
    rates = sorted(n / t for n, t in zip(counts, exposures, strict=True))
    busy = rates[-1 - len(rates) // 10]
    rates = [min(rate, busy) for rate in rates]
    mean = fmean(rates)
    if mean <= 0:
        return _SHAPES[0], _SHAPES[0] / (1 / sum(exposures))
    by_chance = fmean(mean / t for t in exposures)
    spread = max(pvariance(rates) - by_chance, 0.0)
    shape = mean * mean / spread if spread > 0 else _SHAPES[1]
    shape = min(max(shape, _SHAPES[0]), _SHAPES[1])
    return shape, shape / mean
