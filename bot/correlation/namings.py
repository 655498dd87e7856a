"""How often the watched list names a node: what naming it is worth depends on who is listened to.

With many services watched, two that place unrelated trouble in one region within hours are an everyday thing.
"""

import math
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.state import NamingCount
from bot.correlation.trace import Trace
from bot.learned.learned import Learned


class Way(StrEnum):
    """How a report speaks of a node."""

    BLAMED = "blamed"
    PLACED = "placed"
    VAGUE = "vague"  # an upstream is blamed, and the node could be it


_WHEN_CAUSED: Final = {
    Way.BLAMED: p.BLAMES_WHEN_CAUSED,
    Way.PLACED: p.PLACES_WHEN_CAUSED,
    Way.VAGUE: p.BLAMES_UNNAMED_WHEN_CAUSED,
}


def way_of(trace: Trace) -> Way | None:
    """How the report behind a trace speaks of its node, if it does."""
    if trace.named:
        return Way.BLAMED if trace.blames else Way.PLACED
    return Way.VAGUE if trace.vague else None


def is_same_naming(one: Trace, other: Trace) -> bool:
    """Whether one organisation has spoken so of a node within three hours, or in the same report."""
    if one.organisation != other.organisation or way_of(one) is not way_of(other):
        return False
    return one.key == other.key or other.hours - one.hours < 3.0


def naming_key(node: str, way: Way) -> str:
    """By what a count is kept. An upstream without a name is counted once for all nodes."""
    return str(way) if way is Way.VAGUE else f"{node} {way}"


def rate_per_hour(count: float, watched_for: timedelta, expected: float) -> float:
    """Reports per hour by chance: the mean of a Gamma whose prior weighs `p.NAMINGS_EXPECTED` reports.

    `count` has faded by half in `p.NAMINGS_FADE`; `expected` is the rate before anything was counted, taken
    for many times that while the list is new to us.
    """
    fade = p.NAMINGS_FADE / timedelta(hours=1) / math.log(2)
    hours = fade * (1 - math.pow(0.5, watched_for / p.NAMINGS_FADE))
    newness = 1 + p.NAMINGS_OF_A_NEW_LIST * math.pow(0.5, watched_for / p.LIST_IS_NEW)
    return newness * (p.NAMINGS_EXPECTED + count) / (p.NAMINGS_EXPECTED / expected + hours)


def expected_rate(node: str, way: Way, organisations: int, learned: Learned) -> float:
    """Reports per hour of a list of so many organisations that nobody knows."""
    if way is Way.VAGUE:
        share = learned.upstream_typical
    elif way is Way.BLAMED:
        share = learned.blaming_of.get(node, learned.blaming_typical)
    else:
        share = learned.naming_of.get(node, learned.naming_typical)
    return max(organisations, 1) * learned.typical * share


def most_it_can_say(way: Way, reached: float, rate: float) -> float:
    """In hours: how strongly a report that speaks so may speak, by the list's own signal and noise.

    A failure makes `reached` organisations of the list post, of which a share speaks in this way; by chance
    it is heard `rate` times an hour.
    """
    return _WHEN_CAUSED[way] * max(reached, p.LEAST_REACHED) / rate


def faded(count: NamingCount | None, now: datetime) -> float:
    """What is left of a count, 0 of none."""
    return count.faded(now) if count is not None else 0.0
