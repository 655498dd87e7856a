"""The worker around the correlator: observations in, changes of incidents and alerts out, in one transaction.

One process does it, the others stand by: whoever holds the lease. A standby reads nothing.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

from bot.alerting.matching import alert_for, notice_for
from bot.clock import Clock
from bot.correlating.stores import IncidentStore, ObservationFeed
from bot.correlation.informed import Informed, Progress, informed, joined, passed, taken_in
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import Touched
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.incident import ChangeKind, IncidentChange
from bot.domain.observation import Observation
from bot.errors import LeaseLost, StaleState
from bot.metrics import CHANGES, CLAIMS_ENDED, CLAIMS_OPENED
from bot.storage.lease import RENEW_EVERY, TRY_EVERY, Lease
from bot.storage.streams import Entry
from bot.tracing import span

logger = structlog.get_logger(__name__)

BATCH: Final = 100
# How long we wait for observations before we let time alone pass.
BLOCK_MS: Final = 2_000


class CorrelationWorker:
    """Feeds the correlator. Keeps its state in memory between commits, and loads it again when in doubt."""

    def __init__(
        self,
        incidents: IncidentStore,
        observations: ObservationFeed,
        knowledge: Knowledge,
        clock: Clock,
        lease: Lease,
    ) -> None:
        self._incidents = incidents
        self._observations = observations
        self._knowledge = knowledge
        self._clock = clock
        self._lease = lease
        self._informed: Informed | None = None
        self._stands_by = False

    async def run(self, beat: Beat = no_beat) -> None:
        """Correlate for ever, or stand by until the one who does is gone; beat after each step."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_lease())
            try:
                while True:
                    await self._step_or_wait()
                    await beat()
            finally:
                await self._lease.release()

    async def step(self) -> int:
        """Take in the next observations; return how many were read, on standby none."""
        if not await self._is_active():
            return 0
        entries: list[Entry[Observation]] = []
        with self._in_doubt_when_it_fails():
            entries = await self._observations.read(BATCH, self._lease)
            if entries:
                with span("correlate", observations=len(entries)):
                    await self._take_in(entries)
        return len(entries)

    async def pass_time(self) -> None:
        """Let time pass up to now: what has ended is closed."""
        if not await self._is_active():
            return
        with self._in_doubt_when_it_fails():
            step = passed(await self._loaded(), self._clock.now())
            if step.changes or step.touched != Touched():
                await self._commit(step, ())

    async def _step_or_wait(self) -> None:
        if not await self._is_active():
            await self._clock.sleep(TRY_EVERY)
            return
        if not self._observations.is_behind:
            await self.pass_time()
        if await self._observations.wait(BLOCK_MS):
            await self.step()

    async def _keep_lease(self) -> None:
        while True:
            await self._clock.tick(RENEW_EVERY)
            await self._lease.renew()

    async def _is_active(self) -> bool:
        if self._lease.is_held:
            return True
        if await self._lease.acquire():
            logger.info("Correlating", token=self._lease.token)
            self._doubt()
        elif not self._stands_by:
            logger.info("Standing by: another process correlates")
        self._stands_by = not self._lease.is_held
        return self._lease.is_held

    async def _take_in(self, entries: Sequence[Entry[Observation]]) -> None:
        step = Progress(after=await self._loaded())
        for entry in entries:
            step = joined(step, taken_in(step.after, entry.value))
        await self._commit(step, entries)

    async def _loaded(self) -> Informed:
        if self._informed is None:
            self._informed = informed(await self._incidents.load(), self._knowledge)
        return self._informed

    async def _commit(self, step: Progress, entries: Sequence[Entry[Observation]]) -> None:
        changes = step.changes
        with span("commit", changes=len(changes)):
            await self._incidents.commit(
                step.after.state,
                step.touched,
                changes=changes,
                # An incident before its reports: who reads them in order knows who speaks for a report.
                alerts=[
                    *(alert for change in changes if (alert := alert_for(change))),
                    *(notice for entry in entries if (notice := notice_for(entry.value))),
                ],
                acknowledge=lambda pipe: self._observations.acknowledge(pipe, *entries),
                lease=self._lease,
            )
        self._informed = step.after
        for change in changes:
            _count(change)
            _log(change)
        if step.touched.backgrounds:
            logger.info("Counted a day", organisations=len(step.touched.backgrounds))

    @contextmanager
    def _in_doubt_when_it_fails(self) -> Iterator[None]:
        """Another's progress is no failure of ours. Whatever else fails may have been committed or not."""
        try:
            yield
        except (LeaseLost, StaleState) as error:
            logger.warning("Not committed: another process has gone on", error=str(error))
            # Who has committed has the lease, or the store has lost both: either would be said once more.
            self._lease.lose()
            self._doubt()
        except BaseException:
            self._doubt()
            raise

    def _doubt(self) -> None:
        self._informed = None
        self._observations.reread()


def _count(change: IncidentChange) -> None:
    incident = change.incident
    CHANGES.labels(kind=str(change.kind)).inc()
    if incident.is_over and incident.peak_grade.is_announced:
        CLAIMS_ENDED.labels(end=str(incident.state), peak_grade=str(incident.peak_grade)).inc()
    elif incident.grade.is_announced and _is_first_claim(change):
        CLAIMS_OPENED.labels(grade=str(incident.grade)).inc()


def _is_first_claim(change: IncidentChange) -> bool:
    before = change.previous_grade
    return change.kind is ChangeKind.OPENED if before is None else not before.is_announced


def _log(change: IncidentChange) -> None:
    logger.info(
        "Incident changed",
        incident=change.incident.id,
        kind=str(change.kind),
        root=change.incident.root,
        grade=str(change.incident.grade),
        members=len(change.incident.members),
    )
