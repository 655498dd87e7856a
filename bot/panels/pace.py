"""How fast targets are asked: each kind in its cadence, and all together within a budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.probe import ProbeTarget
from bot.panels import parameters as p

_MINUTE: Final = timedelta(minutes=1)
_LEAST: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a target of each kind is asked."""

    canary: timedelta = p.CANARY_CADENCE
    panel: timedelta = p.CADENCE
    watched: timedelta = p.CADENCE

    def cadence_of(self, target: ProbeTarget) -> timedelta:
        """How often this one is asked."""
        if target.is_canary:
            return self.canary
        return self.panel if target.is_of_panel else self.watched


def pace_of(targets: Iterable[ProbeTarget]) -> Pace:
    """The pace at which all of these need no more than the budget.

    Panels and canaries are slowed alike where they are too many; what is watched beyond them gets the rest.
    """
    asked = list(targets)
    canaries = sum(target.is_canary for target in asked)
    watched = sum(not target.is_of_panel and not target.is_canary for target in asked)
    fronts = len(asked) - canaries - watched
    needed = fronts * _MINUTE / p.CADENCE + canaries * _MINUTE / p.CANARY_CADENCE
    kept = min(p.LEAST_FOR_WATCHED, watched * _MINUTE / p.CADENCE)
    slower = max(1.0, needed / (p.MOST_A_MINUTE - kept))
    rest = p.MOST_A_MINUTE - needed / slower
    return Pace(
        canary=p.CANARY_CADENCE * slower,
        panel=p.CADENCE * slower,
        watched=max(p.CADENCE, watched / rest * _MINUTE) if watched else p.CADENCE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many requests are left at a time (a token bucket): it holds in any minute, whatever fails."""

    left: float
    at: datetime

    def at_time(self, now: datetime) -> "Budget":
        """What is left by now; a clock that was put back brings nothing, and takes nothing."""
        minutes = max(timedelta(0), now - self.at) / _MINUTE
        return Budget(left=min(p.SAVED_REQUESTS, self.left + p.REFILL_A_MINUTE * minutes), at=now)

    def less(self, requests: int) -> "Budget":
        """What is left after so many."""
        return Budget(left=self.left - requests, at=self.at)

    @property
    def requests(self) -> int:
        """How many may be made. A microsecond is the least that times can tell apart."""
        return int(self.left + _LEAST)

    @property
    def free_at(self) -> datetime:
        """When there is one more, at the soonest."""
        return self.at + max(0.0, 1.0 - self.left) / p.REFILL_A_MINUTE * _MINUTE
