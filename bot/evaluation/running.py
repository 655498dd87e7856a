"""Observations through the correlator, with what was known on each day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from inspect import signature
from typing import Any

from bot.correlation.correlator import advance, correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation

Known = Callable[[date], Knowledge]
# What is still open when the records end is given this long to end by itself.
AFTER_THE_LAST = timedelta(days=2)


def changes(
    observations: Iterable[Observation], known: Known, end: datetime | None
) -> Iterator[IncidentChange]:
    """Every change, in time order. `known` is asked on each new day."""
    state = State()
    today: date | None = None
    knowledge = None
    for observation in observations:
        if knowledge is None or observation.at.date() != today:
            today = observation.at.date()
            knowledge = known(today)
        outcome = correlate(state, observation, _taken(knowledge))
        state = outcome.state
        yield from outcome.changes
    if state.now is not None and knowledge is not None:
        yield from _advance(state, end or state.now + AFTER_THE_LAST, knowledge).changes


def _taken(knowledge: Knowledge) -> Any:
    """While the correlator still takes the catalogue alone."""
    return knowledge if "knowledge" in signature(correlate).parameters else knowledge.catalog


def _advance(state: State, now: datetime, knowledge: Knowledge) -> Any:
    outgrown: Any = advance
    return outgrown(state, now, knowledge) if len(signature(advance).parameters) > 2 else outgrown(state, now)
