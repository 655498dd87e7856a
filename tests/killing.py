"""Correlators that are killed in the middle of their work, and what must be the same all the same."""

import asyncio
import random
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from itertools import count, zip_longest
from pathlib import Path
from types import coroutine
from typing import Any, Final

from redis.asyncio import Redis

from bot.alerting.matching import alert_for
from bot.clock import Clock, SimulatedClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.informed import Progress, informed, joined, passed, taken_in
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.domain.subject import IncidentSubject
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.keys import LEASES, VERSION
from bot.storage.lease import ALL, Lease
from bot.storage.sources import OBSERVATION_STREAM
from bot.storage.subjects import SUBJECT_STREAM
from tests.waiting import PATIENCE_SECONDS

AFTER: Final = timedelta(days=2)


class Halted:
    """A coroutine that comes to a halt at its nth await, when what it asked for is already on the way."""

    def __init__(self, coroutine: Coroutine[Any, Any, object], awaits: int) -> None:
        self._coroutine = coroutine
        self._awaits = awaits
        self._waits: Any = None

    @coroutine
    def reach(self) -> Generator[Any, Any, bool]:
        """Go on until then. False when it ended before."""
        try:
            for _ in range(self._awaits):
                yield self._coroutine.send(None)
            self._waits = self._coroutine.send(None)
        except StopIteration:
            return False
        return True

    @coroutine
    def resume(self) -> Generator[Any, Any, None]:
        """Go on to the end, as a process that was asleep."""
        try:
            while True:
                yield self._waits
                self._waits = self._coroutine.send(None)
        except StopIteration:
            return

    @coroutine
    def kill(self) -> Generator[Any, Any, None]:
        """End it. It only closes its connections, as the system does for the dead."""
        try:
            waits = self._coroutine.throw(asyncio.CancelledError())
            while True:
                yield waits
                waits = self._coroutine.send(None)
        except asyncio.CancelledError:
            return


def undisturbed(
    observations: Sequence[Observation], knowledge: Knowledge
) -> tuple[State, list[IncidentChange]]:
    """What a replay without any store makes of them."""
    step = Progress(after=informed(State(), knowledge))
    for observation in observations:
        step = joined(step, taken_in(step.after, observation))
    step = joined(step, passed(step.after, end_of(observations)))
    return step.after.state, [*step.changes]


def end_of(observations: Sequence[Observation]) -> datetime:
    """When everything has been over for long."""
    return max(o.at for o in observations) + AFTER


async def tell(client: Client, observations: Sequence[Observation]) -> None:
    """Append them to the stream, as a poller does."""
    async with client.pipeline(transaction=True) as pipe:
        for observation in observations:
            OBSERVATION_STREAM.append(pipe, observation)
        await pipe.execute()


@asynccontextmanager
async def a_worker(
    socket: Path, knowledge: Knowledge, clock: Clock, holder: str, *, length: timedelta | None = None
) -> AsyncIterator[CorrelationWorker]:
    """A correlator with connections of its own, which die with it."""
    async with Redis(unix_socket_path=str(socket), socket_timeout=None) as client:
        lease = Lease(client, ALL, holder, length=length)
        yield CorrelationWorker(Incidents(client), Intake(client), knowledge, clock, lease)


async def drain(worker: CorrelationWorker) -> None:
    """Take in all there is, and let time pass."""
    while await worker.step():
        pass
    await worker.pass_time()


async def replayed_with_kills(
    socket: Path, observations: Sequence[Observation], knowledge: Knowledge, points: int, draw: random.Random
) -> int:
    """Feed a history through workers of which about every second is killed; return how many were."""
    clock = SimulatedClock(observations[0].at)  # a clock ahead of the history would move its first reports
    rest = list(observations)
    kills = 0
    async with Redis(unix_socket_path=str(socket)) as client:
        await Intake(client).create()
        for number in count():
            told = [rest.pop(0) for _ in range(min(len(rest), draw.randint(1, len(observations) // points)))]
            await tell(client, told)
            await clock.advance_to(max([clock.now(), *(o.at for o in told)]))
            async with a_worker(socket, knowledge, clock, f"worker {number}") as worker:
                work = Halted(drain(worker), draw.randrange(30))
                if await work.reach():
                    await work.kill()
                    kills += 1
            # The server does it by itself, six seconds after a death.
            await client.delete(LEASES.of(ALL))
            if not rest and kills >= points:
                break
    await finished(socket, observations, knowledge)
    return kills


async def assert_same(
    client: Client, observations: Sequence[Observation], knowledge: Knowledge
) -> list[IncidentChange]:
    """The store holds what an undisturbed replay gives: changes, alerts and state. Return the changes."""
    state, changes = undisturbed(observations, knowledge)
    stored = await Incidents(client).changes(10_000)
    for number, (ours, theirs) in enumerate(zip_longest(changes, stored)):
        assert ours == theirs, f"change {number}: {_brief(theirs)}, without kills {_brief(ours)}"
    subjects = await SUBJECT_STREAM.newest(client, 10_000)
    alerts = [subject for subject in subjects if isinstance(subject, IncidentSubject)]
    assert alerts == [alert for change in changes if (alert := alert_for(change))]
    loaded = await Incidents(client).load()
    assert loaded.sightings == state.sightings
    assert loaded.sources == state.sources
    assert loaded.incidents == state.incidents
    assert loaded.backgrounds == state.backgrounds
    assert await Intake(client).lag() == 0
    return changes


def _brief(change: IncidentChange | None) -> str:
    if change is None:
        return "none"
    incident = change.incident
    grade = f"{incident.grade} {incident.probability}"
    return (
        f"{change.at} {incident.id} {change.kind}, {incident.root}, {grade}, {len(incident.members)} members"
    )


@asynccontextmanager
async def a_process(socket: Path, holder: str, *, lease_ms: int = 6000) -> AsyncIterator[Process]:
    """A correlator in a process of its own; killed at the end if it still lives."""
    command = (sys.executable, "-m", "tests.kills", "--work", str(socket), "--holder", holder)
    process = await asyncio.create_subprocess_exec(*command, "--lease-ms", str(lease_ms))
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def killed_processes(
    socket: Path, observations: Sequence[Observation], kills: int, draw: random.Random
) -> float:
    """Feed a history through two processes, and kill the one that works; it is replaced, the other goes on.

    Return the longest time in seconds from a death to the next commit.
    """
    longest = 0.0
    size = -(-len(observations) // (2 * kills + 1))
    parts = [observations[n : n + size] for n in range(0, len(observations), size)]
    living: dict[str, Process] = {}
    async with Redis(unix_socket_path=str(socket)) as client, AsyncExitStack() as stack:
        await Intake(client).create()
        living["0"] = await stack.enter_async_context(a_process(socket, "0"))
        for number in range(1, kills + 1):
            living[str(number)] = await stack.enter_async_context(a_process(socket, str(number)))
            await tell(client, parts.pop(0))
            await until_committed(client, 0)
            await asyncio.sleep(draw.random() * 0.1)  # noqa: TID251  -- anywhere in its work
            longest = max(longest, await _take_over(client, living, parts.pop(0)))
        for part in parts:
            await tell(client, part)
        await until_done(client)
    return longest


async def _take_over(client: Client, living: dict[str, Process], told: Sequence[Observation]) -> float:
    """Kill the holder; return after how many seconds another has committed what is told meanwhile."""
    holder = living.pop((await client.get(LEASES.of(ALL))).decode())
    holder.send_signal(signal.SIGKILL)
    await holder.wait()
    died, version = time.monotonic(), await committed(client)
    await tell(client, told)
    await until_committed(client, version)
    return time.monotonic() - died


async def until_done(client: Client) -> None:
    """Wait until everything told is taken in."""
    intake = Intake(client)

    async def is_done() -> bool:
        return await intake.lag() == 0

    await until(is_done, "everything is taken in")


async def committed(client: Client) -> int:
    """How many commits there have been."""
    return int(await client.hget(VERSION.name, "n") or 0)


async def until_committed(client: Client, version: int) -> None:
    """Wait until there have been more commits than that."""

    async def has_grown() -> bool:
        return await committed(client) > version

    await until(has_grown, f"a commit after {version}")


async def until(holds: Callable[[], Awaitable[bool]], description: str) -> None:
    """Return as soon as it holds; fail with the description when it never does."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await holds():  # noqa: ASYNC110  -- it asks another process
                await asyncio.sleep(0.01)  # noqa: TID251
    except TimeoutError:
        raise AssertionError(f"not in {PATIENCE_SECONDS:.0f} s: {description}") from None


async def finished(socket: Path, observations: Sequence[Observation], knowledge: Knowledge) -> None:
    """A last worker takes in what the others left, and lets everything end. All others are dead."""
    async with Redis(unix_socket_path=str(socket)) as client:
        await client.delete(LEASES.of(ALL))
    async with a_worker(socket, knowledge, SimulatedClock(end_of(observations)), "last") as worker:
        await drain(worker)
