"""The correlator as it runs for years: each midnight (UTC) it counts the day and goes on with better numbers.

What is known on a day follows from what was known at the start and from the tallies of the days before it; so
whoever takes up state and tallies goes on as if nobody had been interrupted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.correlation.correlator import Correlation, advance, correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.rebuilding import rebuilt, retraced
from bot.correlation.state import State, Touched
from bot.correlation.tallying import counted
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.learned.own import with_own

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """A state, and what is known on its day. `shipped` is what was known before we counted anything."""

    shipped: Knowledge
    state: State
    knowledge: Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a step leads to: the changes in time order, and the keys that differ."""

    after: Informed
    changes: tuple[IncidentChange, ...] = ()
    touched: Touched = field(default_factory=Touched)


def informed(state: State, shipped: Knowledge) -> Informed:
    """Take up a state; its index is derived from what is known on its day."""
    knowledge = _known_of(state, shipped)
    return Informed(shipped=shipped, state=rebuilt(state, knowledge), knowledge=knowledge)


def taken_in(before: Informed, observation: Observation) -> Progress:
    """Take in one observation."""
    step = _up_to(before, observation.at)
    return _then(step, correlate(step.after.state, observation, step.after.knowledge))


def passed(before: Informed, now: datetime) -> Progress:
    """Let time pass."""
    step = _up_to(before, now)
    return _then(step, advance(step.after.state, now, step.after.knowledge))


def joined(one: Progress, other: Progress) -> Progress:
    """Two steps, one after the other, as one."""
    return Progress(
        after=other.after,
        changes=one.changes + other.changes,
        touched=one.touched | other.touched,
    )


def _up_to(before: Informed, now: datetime) -> Progress:
    """Through every midnight up to now, one after the other."""
    step = Progress(after=before)
    for midnight in _midnights(before.state.now, now):
        step = joined(step, _through(step.after, midnight))
    return step


def _through(before: Informed, midnight: datetime) -> Progress:
    """Let a day end, count what is forgotten then, and begin the next one with what follows from it."""
    last_moment = midnight - timedelta.resolution
    evening = advance(before.state, last_moment, before.knowledge)
    night = advance(evening.state, midnight, before.knowledge)
    count = counted(evening.state, night.state, last_moment.date(), before.shipped)
    state = replace(night.state, backgrounds=count.tallies)
    knowledge = _known_of(state, before.shipped)
    return Progress(
        after=Informed(shipped=before.shipped, state=retraced(state, knowledge), knowledge=knowledge),
        changes=evening.changes + night.changes,
        touched=evening.touched | night.touched | Touched(backgrounds=count.touched),
    )


def _known_of(state: State, shipped: Knowledge) -> Knowledge:
    """What is known on the day of a state."""
    if not state.backgrounds or state.now is None:
        return shipped
    return shipped.with_numbers(with_own(shipped.learned, state.backgrounds, state.now.date()))


def _then(step: Progress, correlation: Correlation) -> Progress:
    return replace(
        step,
        after=replace(step.after, state=correlation.state),
        changes=step.changes + correlation.changes,
        touched=step.touched | correlation.touched,
    )


def _midnights(after: datetime | None, until: datetime) -> Iterator[datetime]:
    """Every midnight, UTC, after a moment and not after another."""
    if after is None:
        return
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    while midnight <= until:
        yield midnight
        midnight += _DAY
