"""Correlate: observations in, changes of incidents and alerts out, in one transaction."""

from datetime import timedelta
from typing import Final

import structlog

from bot.alerting.alerts import alert_for
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.correlation.correlator import advance, correlate
from bot.correlation.state import State
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.metrics import CHANGES
from bot.storage.incidents import Incidents, StaleState
from bot.storage.streams import Entry, Group

logger = structlog.get_logger(__name__)

BATCH: Final = 100
# How often time alone is let pass, when nobody reports anything.
IDLE: Final = timedelta(seconds=10)
BLOCK_MS: Final = 2_000


class Correlate:
    """Feeds the correlator. Keeps its state in memory between commits, and loads it again when in doubt."""

    def __init__(
        self, incidents: Incidents, observations: Group[Observation], catalog: Catalog, clock: Clock
    ) -> None:
        self._incidents = incidents
        self._observations = observations
        self._catalog = catalog
        self._clock = clock
        self._state: State | None = None

    async def run(self) -> None:
        """Correlate for ever."""
        while True:
            if not await self.step(block_ms=BLOCK_MS):
                await self.pass_time()

    async def step(self, *, block_ms: int | None = None) -> int:
        """Take in the next observations; return how many there were."""
        entries = await self._observations.read(BATCH, block_ms=block_ms)
        if entries:
            before = await self._loaded()
            state, changes = before, list[IncidentChange]()
            for entry in entries:
                outcome = correlate(state, entry.value, self._catalog)
                state = outcome.state
                changes += outcome.changes
            await self._commit(before, state, changes, entries)
        return len(entries)

    async def pass_time(self) -> None:
        """Let time pass up to now: what has ended is closed."""
        before = await self._loaded()
        outcome = advance(before, self._clock.now())
        if outcome.changes:
            await self._commit(before, outcome.state, list(outcome.changes), [])

    async def _loaded(self) -> State:
        if self._state is None:
            self._state = await self._incidents.load()
        return self._state

    async def _commit(
        self,
        before: State,
        after: State,
        changes: list[IncidentChange],
        entries: list[Entry[Observation]],
    ) -> None:
        alerts = [alert for change in changes if (alert := alert_for(change))]
        try:
            await self._incidents.commit(
                before,
                after,
                changes=changes,
                alerts=alerts,
                acknowledges=(self._observations, entries),
            )
        except StaleState:
            self._state = None
            self._observations.again()
            return
        except BaseException:
            # Whether it committed is not known: what is in memory may no longer be the truth.
            self._state = None
            self._observations.again()
            raise
        self._state = after
        for change in changes:
            CHANGES.labels(kind=str(change.kind)).inc()
            logger.info(
                "Incident changed",
                incident=change.incident.id,
                kind=str(change.kind),
                root=change.incident.root,
                grade=str(change.incident.grade),
                members=len(change.incident.members),
            )
