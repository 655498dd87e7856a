"""A history through the correlator."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from adapters.history import read_history
from bot.catalog.catalog import Catalog
from bot.correlation.correlator import advance, correlate
from bot.correlation.state import State
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.watching.replay import in_order, observations_of


def changes(
    history: Path, catalog: Catalog, start: datetime | None, end: datetime | None, *, hindsight: bool
) -> Iterator[IncidentChange]:
    """Every change, in time order. Without hindsight an edge counts from the day after its evidence."""
    state = State()
    seen: date | None = None
    known = catalog
    for observation in _observations(history, catalog, start, end):
        if not hindsight and observation.at.date() != seen:
            seen = observation.at.date()
            known = catalog.known_on(seen)
        outcome = correlate(state, observation, known)
        state = outcome.state
        yield from outcome.changes
    if state.now is not None:
        yield from advance(state, end or state.now + timedelta(days=2)).changes


def _observations(
    history: Path, catalog: Catalog, start: datetime | None, end: datetime | None
) -> list[Observation]:
    found: list[Observation] = []
    for line in read_history(history):
        report = line.report()
        if line.retrospective or line.kind == "maintenance" or report is None:
            continue
        if (start and report.started_at < start) or (end and report.started_at >= end):
            continue
        service = catalog.resolve(line.service_id) or line.service_id
        found += observations_of(service, report, seen=line.seen, gone=line.gone)
    return in_order(o for o in found if end is None or o.at < end)
