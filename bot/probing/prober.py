"""The prober of one vantage: it asks who is due, takes in what they answer, and says whether it is us.

Whom it asks is stored before anything is sent: a killed process asks nobody twice. One process a vantage does
it, whoever holds its lease; the others stand by.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.clock import Clock
from bot.domain.heartbeat import Beat, no_beat
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.probe import ProbeResult, ProbeTarget
from bot.errors import LeaseLost
from bot.metrics import NETWORK_ANSWERING
from bot.panels.vantage import VantageState, claimed, looked_at, taken_in, with_targets
from bot.probing.asking import Asker
from bot.probing.look_worker import LookWorker
from bot.probing.stores import VantageStore
from bot.storage.lease import RENEW_EVERY, TRY_EVERY, Lease

logger = structlog.get_logger(__name__)

# How often we look who is due. A failure is asked again after 15 s: one more is soon enough.
LOOK_EVERY: Final = timedelta(seconds=1)
# Others learn at least so often that we are here, and how our network is.
STORED_EVERY: Final = timedelta(seconds=15)
AT_ONCE: Final = 40
# How often we look whom to ask.
CHOSEN_EVERY: Final = timedelta(minutes=10)
# For so long sites answer before we say that our own network is back: it comes back by and by.
CALM: Final = timedelta(minutes=1)


TargetSource = Callable[[], Awaitable[Sequence[ProbeTarget]]]
"""Who is to be probed, asked now and then: what channels watch changes."""


def probe_shard(vantage: str) -> str:
    """The lease of whoever probes from there."""
    return f"probe/{vantage}"


@dataclass(slots=True, kw_only=True)
class ProbeWorker:
    """Probes these targets from its vantage. `looks` judges what comes of it."""

    store: VantageStore
    looks: LookWorker
    asker: Asker
    targets: TargetSource
    lease: Lease
    clock: Clock
    _state: VantageState | None = field(default=None, init=False)
    _came: list[ProbeResult] = field(default_factory=list, init=False)
    _barred: dict[str, timedelta] = field(default_factory=dict, init=False)
    _stored_at: datetime | None = field(default=None, init=False)
    _chosen_at: datetime | None = field(default=None, init=False)
    _is_cut_off: bool = field(default=False, init=False)

    async def run(self, beat: Beat = no_beat) -> None:
        """Probe for ever, or stand by until the one who does is gone; beat after each look."""
        slots = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_leases())
            try:
                while True:
                    if await self._is_active():
                        for target in await self._turn():
                            tasks.create_task(self._ask_in(slots, target))
                    await beat()
                    await self.clock.tick(LOOK_EVERY if self.lease.is_held else TRY_EVERY)
            finally:
                await self.looks.lease.release()
                await self.lease.release()

    async def step(self) -> int:
        """Ask who is due now, and take in what they answer; return how many were asked, on standby none."""
        if not await self._is_active():
            return 0
        asked = await self._turn()
        async with asyncio.TaskGroup() as tasks:
            for target in asked:
                tasks.create_task(self._ask(target))
        if asked:
            await self._turn(claims=False)
        return len(asked)

    async def _turn(self, *, claims: bool = True) -> tuple[ProbeTarget, ...]:
        """Take in what came, claim who is due, and judge; return whom to ask."""
        now, came, barred = self.clock.now(), self._came, self._barred
        self._came, self._barred = [], {}
        try:
            before = await self._loaded(now)
            told = taken_in(before, came, now, barred) if came or barred else before
            after = looked_at(told, self.asker.vantage, now)
            asked, after = claimed(after, now) if claims else ((), after)
            is_unheard = told is not before or self._is_unheard(before.network, after.network, now)
            if asked or is_unheard:
                await self.store.commit_state(self.asker.vantage, before, after, lease=self.lease)
                self._stored_at = now
            self._state = after
            self._say(after.network)
            if after.network is not None and (is_unheard or self.looks.sees_something):
                await self.looks.step(self.asker.vantage, after.standings, after.network, now)
        except LeaseLost as error:
            logger.warning("Not committed: another process has gone on", error=str(error))
            self._state = None
            return ()
        except BaseException:
            self._state = None
            raise
        return asked

    async def _ask_in(self, slots: asyncio.Semaphore, target: ProbeTarget) -> None:
        async with slots:
            await self._ask(target)

    async def _ask(self, target: ProbeTarget) -> None:
        came = await self.asker.ask(target)
        if isinstance(came, ProbeResult):
            self._came.append(came)
        elif came.wait:
            self._barred[target.id] = came.wait

    async def _loaded(self, now: datetime) -> VantageState:
        """What is known, and whom to ask by now."""
        is_new = self._state is None
        state = self._state or await self.store.load_state(self.asker.vantage)
        if is_new or _is_due(self._chosen_at, CHOSEN_EVERY, now):
            targets = await self.targets()
            chosen = with_targets(state, targets, now)
            await self.store.commit_state(self.asker.vantage, state, chosen, lease=self.lease)
            self._chosen_at, state = now, chosen
        if is_new:
            self._is_cut_off = state.network is not None and state.network.state is NetworkState.OURS
            logger.info("Probing", vantage=self.asker.vantage, targets=len(state.schedule.targets))
        self._state = state
        return state

    async def _is_active(self) -> bool:
        if not self.lease.is_held:
            self._state, self._came = None, []
            await self.lease.acquire()
        return self.lease.is_held

    async def _keep_leases(self) -> None:
        while True:
            await self.clock.tick(RENEW_EVERY)
            await self.lease.renew()
            await self.looks.lease.renew()

    def _is_unheard(self, before: OwnNetwork | None, now: OwnNetwork | None, at: datetime) -> bool:
        """Whether others are to hear how our network is, though nobody was asked."""
        if _is_due(self._stored_at, STORED_EVERY, at):
            return True
        return before is None or now is None or before.state is not now.state

    def _say(self, own: OwnNetwork | None) -> None:
        """Say once in the log that it is us, and once that it is over: not before sites answer again."""
        if own is None:
            return
        if own.asked:
            NETWORK_ANSWERING.labels(vantage=own.vantage).set(own.answering / own.asked)
        if own.state is NetworkState.OURS and not self._is_cut_off:
            self._is_cut_off = True
            logger.error("From here nothing answers: it is our own network", **_figures(own))
        elif self._is_cut_off and own.state is NetworkState.FINE and own.at - own.since >= CALM:
            self._is_cut_off = False
            logger.warning("From here sites answer again: it was our own network", **_figures(own))


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether something is to be done again; it is, too, where the clock was put back."""
    return last is None or not timedelta() <= now - last < every


def _figures(own: OwnNetwork) -> dict[str, str | int]:
    return {
        "vantage": own.vantage,
        "answering": own.answering,
        "asked": own.asked,
        "since": own.since.isoformat(),
    }
