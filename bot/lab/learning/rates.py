"""How often organisations report by chance: rates, the profile of the week, and how grave reports are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bot.lab.learning.exposure import LEAST, Exposure
from bot.lab.learning.shrinkage import gamma_prior
from bot.lab.learning.witnesses import Witness
from bot.learned.learned import HOURS_OF_WEEK, IMPACT_SHARES, IMPACTS, LEAST_RATE, share

# Observations added: at 1 to each hour of the week, at the fleet's shares to each organisation's impacts.
_WEEK_PSEUDO: Final = 20.0
_IMPACT_PSEUDO: Final = 10.0
# No organisation counts for more than this in the profile of the week: machines post by night, too.
_WEEK_MOST: Final = 400.0
# 1970 began on a Thursday.
_FIRST_WEEKDAY: Final = 3

Witnesses = Mapping[str, Sequence[Witness]]


@dataclass(frozen=True, slots=True)
class Rates:
    """First reports per hour by chance, by organisation, and that of an organisation nobody knows.

    That is the median: pages with a history are busier than others, and the mean is that of the busiest.
    """

    typical: float
    of: Mapping[str, float]


def rates_of(witnesses: Witnesses, exposures: Mapping[str, Exposure], unknown: float) -> Rates:
    """Gamma-Poisson rates. Witnesses of known failures do not count. `unknown` is typical without data."""
    counts = {
        organisation: sum(
            weight
            for weight, witness in zip(exposures[organisation].weights, seen, strict=True)
            if not witness.is_shared
        )
        for organisation, seen in witnesses.items()
    }
    observed = [o for o in counts if len(witnesses[o]) >= 3 and exposures[o].hours >= LEAST / 2]
    hours = [exposures[o].hours for o in observed]
    shape, rate = gamma_prior([counts[o] for o in observed], hours, unknown)
    found = {o: max((shape + counts[o]) / (rate + exposures[o].hours), LEAST_RATE) for o in counts}
    return Rates(typical=median(found[o] for o in observed) if len(observed) > 1 else unknown, of=found)


def week_of(witnesses: Witnesses) -> tuple[float, ...]:
    """168 factors around 1, Monday 00:00 UTC first."""
    counts = [0.0] * HOURS_OF_WEEK
    for seen in witnesses.values():
        by_chance = [witness.at for witness in seen if not witness.is_shared]
        weight = min(1.0, _WEEK_MOST / len(by_chance)) if by_chance else 0.0
        for at in by_chance:
            counts[hour_of_week(at)] += weight
    usual = sum(counts) / HOURS_OF_WEEK
    return tuple((count + _WEEK_PSEUDO) / (usual + _WEEK_PSEUDO) for count in counts)


def hour_of_week(at: float) -> int:
    """0 for Monday 00:00 UTC to 167, of hours since 1970."""
    return (int(at) + _FIRST_WEEKDAY * 24) % HOURS_OF_WEEK


def impact_shares_of(witnesses: Witnesses) -> tuple[Mapping[str, float], Mapping[str, Mapping[str, float]]]:
    """The shares of impacts of all organisations, each counting alike, and those of each."""
    counts = {o: Counter(w.impact for w in seen if not w.is_shared) for o, seen in witnesses.items()}
    fleet = dict.fromkeys(IMPACTS, 0.0)
    weights = 0.0
    for of in counts.values():
        number = of.total()
        weights += 1 / (number + _IMPACT_PSEUDO) * number
        for impact in IMPACTS:
            fleet[impact] += of[impact] / (number + _IMPACT_PSEUDO)
    if not weights:
        return IMPACT_SHARES, {}
    fleet = {impact: weight / weights for impact, weight in fleet.items()}
    return fleet, {
        o: {i: share(of[i], of.total(), fleet[i], _IMPACT_PSEUDO) for i in IMPACTS}
        for o, of in counts.items()
    }
