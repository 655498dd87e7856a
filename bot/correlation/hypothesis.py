"""A hypothesis, "this node failed", and how well it explains what providers report.

Superposition: reports of an organisation arrive by chance at a known rate lambda; while a node is failing,
those that stand on it report more, after a delay with density f. A hypothesis is weighed over possible onsets
and blast radii beta; each report it explains adds log(1 + beta q f m / lambda), the silence of the others
takes beta Q F away. Summed over onsets with the prior rate of failures this is both a posterior odds and a
Shiryaev-Roberts statistic, whose threshold bounds false alarms in time and not per look (Shin, Ramdas and
Rinaldo, e-detectors).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.correlation import parameters as p
from bot.correlation.trace import Trace

Array = NDArray[np.float64]

_RADII: Final[Array] = np.array([radius for radius, _ in p.RADII])
_LOG_PRIOR_OF_RADII: Final[Array] = np.log([prior for _, prior in p.RADII])
_TABLE_HOURS: Final = 36
_STEP: Final = p.ONSET_STEP_MINUTES / 60
_MINUTE: Final = 1 / 60
# So many reports of which each is a trillion times likelier under a hypothesis still have a product.
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Tables of a log-normal delay by minute: density per hour, and the share that has arrived."""

    density: Array
    arrived: Array


@lru_cache(maxsize=64)
def delays(median_minutes: float, sigma: float) -> Delays:
    """The tables for a median in minutes and a sigma of the logarithm. Time 0 stands for half a minute."""
    minutes = np.arange(_TABLE_HOURS * 60 + 1, dtype=np.float64)
    minutes[0] = 0.5
    z = (np.log(minutes) - math.log(median_minutes)) / sigma
    density = np.exp(-z * z / 2) / (minutes / 60 * sigma * math.sqrt(2 * math.pi))
    arrived = np.array([(1 + math.erf(x / math.sqrt(2))) / 2 for x in z])
    arrived[0] = 0.0
    return Delays(density=density, arrived=arrived)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What is neither a report nor a page, and makes a failure that much likelier.

    It was first seen at `since`, in hours since 1970, and the failure began at most `delay` hours before.
    """

    since: float
    delay: float
    nats: float


class HypothesisInput(NamedTuple):
    """What is asked of a node. Times in hours since 1970.

    Of several traces of one organisation the one that fits best counts; `strengths` are theirs. `own` are the
    node's own posts as (time, rate per hour by chance of such a post); `silent` is the summed reach of
    watched organisations that are fine; `scale` how many reports stand behind each trace; `earliest` and
    `latest` the first and the last onset that is tried; `monthly` the failures of this node expected a month.
    """

    traces: Sequence[Trace]
    strengths: Sequence[float]
    own: Sequence[tuple[float, float]]
    silent: float
    scale: float
    earliest: float
    latest: float
    now: float
    monthly: float
    delays: Delays
    supports: Sequence[Support] = ()


class Fit(NamedTuple):
    """How well a hypothesis explains the reports, in nats against "all coincidence", prior included.

    `shares` holds, in the order of the traces, the part within [0, 1] of each that the hypothesis explains,
    `weights` its nats; `own_weights` are the nats of each of the node's own posts, `support_weights` those of
    each support, `silence_weight` those of the silent; `onset` is in hours since 1970.
    """

    log_odds: float
    onset: float
    shares: tuple[float, ...]
    weights: tuple[float, ...]
    own_weights: tuple[float, ...]
    silence_weight: float
    support_weights: tuple[float, ...] = ()

    @property
    def probability(self) -> float:
        """The posterior probability, within [0, 1]."""
        return probability_of(self.log_odds)


def probability_of(log_odds: float) -> float:
    """Within [0, 1]."""
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, log_odds))))


def fit(given: HypothesisInput) -> Fit:
    """Weigh a hypothesis over five-minute onsets."""
    first = math.floor(given.earliest / _STEP) * _STEP
    steps = max(1, math.ceil((min(given.now, given.latest) - first) / _STEP))
    onsets: Array = first + _STEP * np.arange(steps, dtype=np.float64)
    hours = [trace.hours for trace in given.traces]
    times = np.array(hours)
    # An onset after the newest report explains none of them.
    possible = int(onsets.searchsorted(max(hours, default=first) + _MINUTE, side="right"))
    arrival = _looked_up(given.delays.density, times[:, None] - onsets[:possible])
    arrival *= np.array(given.strengths)[:, None]
    # By radius and onset.
    total = np.multiply.outer(-given.silent * _RADII, _looked_up(given.delays.arrived, given.now - onsets))
    silence = total.copy()
    total += _LOG_PRIOR_OF_RADII[:, None]
    total[:, :possible] += given.scale * _log_of_products(_best_of_each(given.traces, arrival))
    posts, supports = _own(given.own, onsets), _supported(given.supports, onsets)
    if given.own:
        # Posts of one page on one day are not independent: the best of them counts.
        total += np.maximum.reduce(posts)
    if given.supports:
        total += np.add.reduce(supports)
    best = float(np.maximum.reduce(total, axis=None))
    total -= best
    posterior = np.exp(total, out=total)
    mass = float(np.add.reduce(posterior, axis=None))
    posterior /= mass
    intensities = arrival @ (_RADII @ posterior[:, :possible])
    prior = math.log(given.monthly / p.HOURS_PER_MONTH * _STEP)
    by_onset = np.add.reduce(posterior)
    return Fit(
        log_odds=prior + best + math.log(mass),
        onset=float(onsets[int(by_onset.argmax())]),
        shares=tuple((intensities / (1 + intensities)).tolist()),
        weights=tuple(np.log1p(intensities).tolist()),
        own_weights=tuple((posts @ by_onset).tolist()) if given.own else (),
        silence_weight=float(np.vdot(posterior, silence)),
        support_weights=tuple((supports @ by_onset).tolist()) if given.supports else (),
    )


def _log_of_products(arrival: Array) -> Array:
    """By radius and onset, the sum over reports of log(1 + radius * arrival).

    It is the logarithm of the product, of so few at a time that it stays within what a number can hold.
    """
    factors = np.multiply.outer(_RADII, arrival)
    factors += 1.0
    if 0 < len(arrival) <= _AT_ONCE:
        return np.asarray(np.log(np.multiply.reduce(factors, axis=1)))
    chunks = (factors[:, row : row + _AT_ONCE] for row in range(0, len(arrival), _AT_ONCE))
    logs = (np.log(np.multiply.reduce(chunk, axis=1)) for chunk in chunks)
    return sum(logs, np.zeros((len(_RADII), arrival.shape[1])))


def _best_of_each(traces: Sequence[Trace], arrival: Array) -> Array:
    """By onset, the best fitting report of each organisation: sister pages and repetitions count once."""
    if len({trace.organisation for trace in traces}) == len(traces):
        return arrival
    rows: dict[str, list[int]] = {}
    for row, trace in enumerate(traces):
        rows.setdefault(trace.organisation, []).append(row)
    order = [row for own in rows.values() for row in own]
    starts = np.cumsum([0, *(len(own) for own in rows.values())])[:-1]
    return np.maximum.reduceat(arrival[order], starts, axis=0)


def _looked_up(table: Array, hours: Array) -> Array:
    """The table's values at delays in hours; 0 before the onset."""
    minutes = np.rint(hours * 60).astype(np.int64)
    found = table.take(minutes, mode="clip")
    found[minutes < 0] = 0.0
    return found


def _own(own: Sequence[tuple[float, float]], onsets: Array) -> Array:
    """What each of its own posts adds, by onset."""
    if not own:
        return np.zeros((0, len(onsets)))
    table = delays(p.OWN_DELAY_MEDIAN_MINUTES, p.OWN_DELAY_SIGMA).density
    times, rates = np.array(own).T
    density = _looked_up(table, times[:, None] - onsets)
    return np.asarray(np.log1p(p.OWN_POST_SHARE * density / rates[:, None]))


def most_of_a_post(rate: float) -> float:
    """The nats that an own post of such a rate by chance, an hour, adds at most."""
    peak = delays(p.OWN_DELAY_MEDIAN_MINUTES, p.OWN_DELAY_SIGMA).density.max()
    return math.log1p(p.OWN_POST_SHARE * float(peak) / rate)


def _supported(supports: Sequence[Support], onsets: Array) -> Array:
    """What each support adds, by onset."""
    added = np.zeros((len(supports), len(onsets)))
    for row, support in enumerate(supports):
        is_near = (onsets <= support.since + _MINUTE) & (onsets > support.since - support.delay)
        added[row, is_near] = support.nats
    return added
