"""Observations through the correlator, with what was known on each day."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.correlation.correlator import advance, correlate
from bot.correlation.informed import informed, passed, taken_in
from bot.correlation.knowledge import Knowledge
from bot.correlation.rebuilding import rebuilt
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
    knowledge: Knowledge | None = None
    for observation in observations:
        if knowledge is None or observation.at.date() != today:
            today = observation.at.date()
            now_known = known(today)
            if now_known is not knowledge:
                knowledge = now_known
                state = rebuilt(state, knowledge)
        outcome = correlate(state, observation, knowledge)
        state = outcome.state
        yield from outcome.changes
    if state.now is not None and knowledge is not None:
        yield from advance(state, end or state.now + AFTER_THE_LAST, knowledge).changes


def lived_changes(
    observations: Iterable[Observation], shipped: Knowledge, end: datetime | None
) -> Iterator[IncidentChange]:
    """Every change as an installation makes it that begins with `shipped` and learns from what it watches."""
    now = informed(State(), shipped)
    for observation in observations:
        progress = taken_in(now, observation)
        now = progress.after
        yield from progress.changes
    if now.state.now is not None:
        yield from passed(now, end or now.state.now + AFTER_THE_LAST).changes
