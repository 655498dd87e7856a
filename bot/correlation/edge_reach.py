"""How far an edge reaches by its evidence alone: by kind, tier and age on a day."""

from collections.abc import Mapping
from datetime import date
from math import prod
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from bot.correlation import parameters as p
from bot.domain.service import MEASURED_HERE, Edge, EdgeEvidence, Strength, Tier

# An edge whose evidence says nothing any more, or that history contradicts: never zero, since it was said.
LEAST_REACH: Final = 0.03
# After so many years a piece of evidence says half. Assumed, and so long that hardly an event of the labelled
# history is lost: 66 pairs of an edge and a watched failure are too few to learn it from (with the service's
# word .31 of the failures were posted, with news .2 of six). What failed in its own words stays true longest;
# a list that must be kept and an answer on the wire hold until the next; what a blog or the press says is of
# one day.
LIVES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "status_incident": 9.0,
        "official_postmortem": 9.0,
        "official_statement": 9.0,
        "status_component": 9.0,
        "dns_measurement": 7.5,
        "http_measurement": 7.5,
        "measurement": 7.5,
        "subprocessor": 7.5,
        "docs": 7.5,
        "case_study": 6.5,
        "engineering_blog": 6.5,
        "co_failure": 6.5,
        "news": 6.5,
    }
)
LIFE_OF_OTHERS: Final = 6.5
# How suddenly: what a service stands on is mostly the same for years, and then it is moved. With less (2), or
# with a plain half-life, what was three years old counted too little, and smaller events were lost.
STEEPNESS: Final = 6.0
# How likely evidence of a tier is right about the degree on its own day. Assumed, in the order in which those
# who compiled it trust it: first party, measured, press lists (copied between outlets), secondary.
TRUST: Final[Mapping[Tier, float]] = MappingProxyType({Tier.A: 1.0, Tier.B: 0.95, Tier.C: 0.9, Tier.D: 0.7})
# Of these kinds the degree is inferred: a processor of data need not be in the way of requests.
INFERRED: Final = frozenset({"subprocessor", "co_failure"})
TRUST_IN_INFERRED: Final = 0.9
DAYS_OF_A_YEAR: Final = 365.25
_DECLARED: Final = (Strength.USES, Strength.PARTIAL, Strength.HARD)
_WITH_MEASURED: Final = (Strength.USES, Strength.MEASURED, Strength.PARTIAL, Strength.HARD)


def reach_on(edge: Edge, day: date | None) -> float:
    """The share of the infrastructure's failures in which the service posts, as far as evidence tells.

    Fresh evidence of the first party gives what parameters.REACH has for its strength. Each strength is
    believed as far as any independent piece that claims it, or more, still holds: one site, or one outage,
    is one piece. Without a day nothing ages.
    """
    weights = [(p.REACH[e.strength], _origin(e), weight_on(e, day)) for e in edge.evidence]
    reach = below = LEAST_REACH
    is_measured = any(e.strength is Strength.MEASURED for e in edge.evidence)
    # A step that nobody claims changes nothing but the rounding.
    for strength in _WITH_MEASURED if is_measured else _DECLARED:
        anchor = p.REACH[strength]
        doubts: dict[str, float] = {}
        for claimed, origin, weight in weights:
            if claimed >= anchor:
                doubts[origin] = min(doubts.get(origin, 1.0), 1.0 - weight)
        reach += (anchor - below) * (1.0 - prod(doubts.values()))
        below = anchor
    left = p.REACH_LEFT_WHEN_CONTRADICTED if edge.seen_elsewhere is not None else 1.0
    return max(LEAST_REACH, reach * left)


def weight_on(evidence: EdgeEvidence, day: date | None) -> float:
    """How likely a piece of evidence still holds on a day, within (0, 1].

    One without a date is taken to be as old as its life. What we measure is seen again and again, or dropped.
    """
    trust = TRUST[evidence.tier] * (TRUST_IN_INFERRED if evidence.kind in INFERRED else 1.0)
    if day is None or evidence.kind == MEASURED_HERE:
        return trust
    if evidence.known_from is None:
        return trust / 2
    years = max(0, (quarter_of(day) - evidence.known_from).days) / DAYS_OF_A_YEAR
    return float(trust / (1.0 + (years / LIVES.get(evidence.kind, LIFE_OF_OTHERS)) ** STEEPNESS))


def quarter_of(day: date) -> date:
    """The first day of its quarter: evidence ages four times a year."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def _origin(evidence: EdgeEvidence) -> str:
    if evidence.kind == MEASURED_HERE:
        return MEASURED_HERE
    return evidence.event or urlsplit(evidence.source).netloc or evidence.source
