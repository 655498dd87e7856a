"""A hypothesis, "this node failed", and how well it explains what providers report.

Superposition: reports of an organisation arrive by chance at a known rate; while a node is failing, those
that stand on it report more, after a delay. A hypothesis is weighed over possible onsets and blast radii;
each report it explains adds log(1 + beta q f m / lambda), the silence of the others takes beta Q F away.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.correlation import parameters as p
from bot.correlation.state import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A report the hypothesis could explain: `reach` is q, `ratio` m, `background` lambda per hour."""

    sighting: Sighting
    reach: float
    ratio: float
    background: float

    @property
    def strength(self) -> float:
        """How strongly it would speak, its delay and the blast radius aside."""
        return self.reach * self.ratio / self.background


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Watched, readable dependents that report nothing: how many there are, and the sum of their reach."""

    healthy: int
    watched: int
    reach: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well a hypothesis explains the reports, in nats against "all coincidence", prior included.

    `onset` and `radius` are the likeliest ones; `own_weight` and `silence_weight` the nats of its own page
    and of the silent.
    """

    log_odds: float
    onset: datetime
    radius: float
    own_weight: float
    silence_weight: float

    @property
    def probability(self) -> float:
        """The posterior probability, within [0, 1]."""
        return 1 / (1 + math.exp(-max(-700.0, min(700.0, self.log_odds))))

    def intensity(self, explained: Explained) -> float:
        """How many times its background rate the hypothesis expects of this report at its time."""
        return self.radius * explained.strength * _density(_hours(explained.sighting.onset - self.onset))

    def share(self, explained: Explained) -> float:
        """The part of a report, within [0, 1], that the hypothesis explains."""
        intensity = self.intensity(explained)
        return intensity / (1 + intensity)


def fit(
    explained: Sequence[Explained], own: tuple[datetime, float] | None, silence: Silence, now: datetime
) -> Fit:
    """Weigh a hypothesis. `own` is the time of its own page's post and the rate per hour of such posts."""
    terms = [
        (math.log(prior) + _log_likelihood(explained, own, silence, now, (onset, radius)), onset, radius)
        for onset in _onsets(explained, own, now)
        for radius, prior in p.RADII
    ]
    best, onset, radius = max(terms, key=lambda term: (term[0], -term[1].timestamp()))
    total = best + math.log(math.fsum(math.exp(term[0] - best) for term in terms))
    prior = math.log(p.FAILURES_PER_MONTH / p.HOURS_PER_MONTH * _hours(p.ONSET_BIN))
    return Fit(
        log_odds=prior + total,
        onset=onset,
        radius=radius,
        own_weight=_own(own, onset),
        silence_weight=-radius * silence.reach * _share_due(_hours(now - onset)),
    )


def _onsets(
    explained: Sequence[Explained], own: tuple[datetime, float] | None, now: datetime
) -> Iterator[datetime]:
    """Possible onsets: five-minute steps over the three hours before the first report."""
    times = [e.sighting.onset for e in explained] + ([own[0]] if own else [])
    first = min(times, default=now)
    bin_seconds = p.ONSET_BIN.total_seconds()
    end = datetime.fromtimestamp(first.timestamp() // bin_seconds * bin_seconds, tz=first.tzinfo)
    for step in range(p.ONSET_BINS):
        yield end - step * p.ONSET_BIN


def _log_likelihood(
    explained: Sequence[Explained],
    own: tuple[datetime, float] | None,
    silence: Silence,
    now: datetime,
    failure: tuple[datetime, float],
) -> float:
    onset, radius = failure
    reports = math.fsum(
        math.log1p(radius * e.strength * _density(_hours(e.sighting.onset - onset))) for e in explained
    )
    return reports + _own(own, onset) - radius * silence.reach * _share_due(_hours(now - onset))


def _own(own: tuple[datetime, float] | None, onset: datetime) -> float:
    if own is None:
        return 0.0
    at, rate = own
    delay = _hours(at - onset)
    density = _log_normal(delay, p.OWN_DELAY_MEDIAN, p.OWN_DELAY_SIGMA)
    return math.log1p(p.OWN_POST_SHARE * density / rate)


@lru_cache(maxsize=16_384)
def _density(hours: float) -> float:
    return _log_normal(hours, p.DELAY_MEDIAN, p.DELAY_SIGMA)


def _log_normal(hours: float, median: timedelta, sigma: float) -> float:
    """Density per hour of a log-normal delay."""
    if hours <= 0:
        return 0.0
    z = (math.log(hours) - math.log(_hours(median))) / sigma
    return math.exp(-z * z / 2) / (hours * sigma * math.sqrt(2 * math.pi))


@lru_cache(maxsize=16_384)
def _share_due(hours: float) -> float:
    """The share of reports that should be there by now."""
    if hours <= 0:
        return 0.0
    z = (math.log(hours) - math.log(_hours(p.DELAY_MEDIAN))) / p.DELAY_SIGMA
    return (1 + math.erf(z / math.sqrt(2))) / 2


def _hours(duration: timedelta) -> float:
    return duration.total_seconds() / 3600
