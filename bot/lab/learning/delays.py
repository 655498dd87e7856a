"""How late dependents post: a log-normal from the start of a failure, which nobody wrote down.

The start is not known, so it is integrated over: every minute before the first post is weighed by how well
it explains all posts of the failure, the provider's own among them, and the delays are averaged over it.
That tells the spread of delays well and their median hardly: both are held by pseudo-observations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.lab.learning.failures import Failure
from bot.learned.learned import Learned

# Pseudo-observations of 25 outages measured in 2023: median 16 min, mean 29 min.
_PSEUDO: Final = 20.0
_PRIOR: Final = Learned()
_PRIOR_MU: Final = log(_PRIOR.delay_median)
# The provider's own first post: two large outages of 2025 were acknowledged after 28 and 73 minutes.
_OWN_MU: Final = log(30.0)
_OWN_SIGMA: Final = 0.8
# Minutes before the first post at which the failure may have begun. Nobody posts sooner than two.
_STARTS: Final = np.arange(2.0, 181.0)
_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Delay:
    """A log-normal delay: median in minutes, and the deviation of its logarithm."""

    median: float
    sigma: float


def delay_of(failures: Sequence[Failure]) -> Delay:
    """The delay of dependents' posts. Normal-Inverse-Gamma posterior, by expectation over the starts."""
    prior = Delay(exp(_PRIOR_MU), _PRIOR.delay_sigma)
    posts = [found for failure in failures if (found := _posts(failure)) is not None]
    delay = prior
    for _ in range(_ROUNDS if posts else 0):
        expected = [_expected(dependents, own, delay) for dependents, own in posts]
        delay = _posterior(
            sum(n for n, _, _ in expected), *map(sum, zip(*[e[1:] for e in expected], strict=True))
        )
    return delay


def _posts(failure: Failure) -> tuple[NDArray[np.float64], float | None] | None:
    """Minutes from the first post to each organisation's first, and to the provider's own."""
    first = {record.organisation: record.at for record in reversed(failure.blamers)}
    if len(first) + (failure.own is not None) < 2:
        return None
    own = failure.own.at if failure.own is not None else None
    start = min([*first.values(), *([own] if own is not None else [])])
    dependents = np.array([(at - start) * 60 for _, at in sorted(first.items())])
    return dependents, None if own is None else (own - start) * 60


def _expected(dependents: NDArray[np.float64], own: float | None, delay: Delay) -> tuple[int, float, float]:
    """Number of delays, and the expected sums of their logarithms and of the squares of those."""
    logs = np.log(_STARTS[:, None] + dependents[None, :])
    weights = _log_density(logs, log(delay.median), delay.sigma).sum(axis=1)
    if own is not None:
        weights = weights + _log_density(np.log(_STARTS + own), _OWN_MU, _OWN_SIGMA)
    chances = np.exp(weights - weights.max())
    chances /= chances.sum()
    return len(dependents), float(chances @ logs.sum(axis=1)), float(chances @ (logs**2).sum(axis=1))


def _log_density(logs: NDArray[np.float64], mu: float, sigma: float) -> NDArray[np.float64]:
    return -((logs - mu) ** 2) / (2 * sigma**2) - log(sigma) - logs


def _posterior(number: float, total: float, squares: float) -> Delay:
    mean = total / number
    mu = (_PSEUDO * _PRIOR_MU + total) / (_PSEUDO + number)
    scatter = squares - number * mean**2
    scatter += _PSEUDO * number * (mean - _PRIOR_MU) ** 2 / (_PSEUDO + number)
    return Delay(exp(mu), sqrt((_PSEUDO * _PRIOR.delay_sigma**2 + scatter) / (_PSEUDO + number)))
