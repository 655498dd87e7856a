"""The correlating worker: active or standing by."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from structlog.testing import capture_logs

from bot.clock import Clock, SimulatedClock, SystemClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.knowledge import Knowledge
from bot.domain.incident import ChangeKind
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.keys import FENCES, LEASES, VERSION
from bot.storage.lease import ALL, RENEW_EVERY, TRY_EVERY
from bot.storage.snapshot import Snapshots
from tests.killing import assert_same, drain, end_of, tell, until, until_done
from tests.worlds import START, a_fleet, a_history

CATALOG = a_fleet(12)
KNOWLEDGE = Knowledge(catalog=CATALOG)
HISTORY = a_history(CATALOG, outages=2, alone=3)


async def a_correlator(client: Client, clock: Clock, holder: str = "a") -> CorrelationWorker:
    pipeline = Pipeline(client=client, catalog=CATALOG, clock=clock, holder=holder)
    await pipeline.prepare(tells=False)
    return pipeline.correlator(KNOWLEDGE)


@asynccontextmanager
async def running(worker: CorrelationWorker) -> AsyncIterator[None]:
    """While it runs; stopped the way a process stops its parts."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(worker.run())
        yield
        task.cancel()


async def holder(client: Client) -> str | None:
    name = await client.get(LEASES.of(ALL))
    return name.decode() if name else None


async def until_held(client: Client, name: str, clock: SimulatedClock | None = None) -> None:
    async def is_held() -> bool:
        if clock is not None:
            await clock.advance(TRY_EVERY)
        return await holder(client) == name

    await until(is_held, f"{name} holds the lease")


async def test_a_history_through_the_store_gives_what_it_gives_without_one(redis: Client) -> None:
    clock = SimulatedClock(START)
    worker = await a_correlator(redis, clock)
    for observation in HISTORY:
        await tell(redis, [observation])
        await clock.advance_to(max(clock.now(), observation.at))
        await drain(worker)
    await clock.advance_to(end_of(HISTORY))
    await drain(worker)

    changes = await assert_same(redis, HISTORY, KNOWLEDGE)
    assert {change.kind for change in changes} >= {ChangeKind.OPENED, ChangeKind.RESOLVED}
    state = await Incidents(redis).load()
    assert sum(tally.reports for tally in state.backgrounds.values()) > 2, "the days are counted"
    assert {tally.day for tally in state.backgrounds.values()} == {
        (end_of(HISTORY) - timedelta(days=1)).date()
    }


async def test_in_one_batch_it_gives_the_same(redis: Client) -> None:
    worker = await a_correlator(redis, SimulatedClock(end_of(HISTORY)))
    await tell(redis, HISTORY)

    await drain(worker)

    await assert_same(redis, HISTORY, KNOWLEDGE)


async def test_a_successor_goes_on_with_what_was_learned_before(redis: Client) -> None:
    """Another process takes over after each observation: what is known on a day does not depend on it."""
    clock = SimulatedClock(START)
    for number, observation in enumerate(HISTORY):
        worker = await a_correlator(redis, clock, str(number))
        await tell(redis, [observation])
        await clock.advance_to(max(clock.now(), observation.at))
        await drain(worker)
        await redis.delete(LEASES.of(ALL))
    await drain(await a_correlator(redis, SimulatedClock(end_of(HISTORY)), "last"))

    await assert_same(redis, HISTORY, KNOWLEDGE)


async def test_a_standby_reads_nothing_and_lets_no_time_pass(redis: Client) -> None:
    active = await a_correlator(redis, SimulatedClock(START), "active")
    standby = await a_correlator(redis, SimulatedClock(end_of(HISTORY)), "standby")
    await active.step()
    await tell(redis, HISTORY)

    await drain(standby)

    assert await Intake(redis).lag() == len(HISTORY)
    assert await Incidents(redis).changes() == []
    await drain(active)
    assert (await Snapshots(redis).load(())).incidents or await Incidents(redis).changes()


async def test_an_active_one_renews_its_lease(redis: Client) -> None:
    clock = SimulatedClock(START)
    async with running(await a_correlator(redis, clock)):
        await until_held(redis, "a")
        await redis.pexpire(LEASES.of(ALL), 3000)

        async def is_renewed() -> bool:
            await clock.advance(RENEW_EVERY)
            return bool(await redis.pttl(LEASES.of(ALL)) > 3000)

        await until(is_renewed, "the lease has its full length again")


async def test_one_that_is_stopped_leaves_the_lease_to_the_next_at_once(redis: Client) -> None:
    clock = SimulatedClock(START)
    first, second = [await a_correlator(redis, clock, name) for name in ("first", "second")]
    async with running(first):
        await until_held(redis, "first")
        async with running(second):
            await clock.advance(timedelta(seconds=10))
            assert await holder(redis) == "first"
            first_only = await redis.get("{sf}:fence:all")
    assert await holder(redis) is None
    assert first_only == b"1"


async def test_a_standby_takes_over_when_a_lease_has_run_out(redis: Client) -> None:
    clock = SimulatedClock(START)
    dead = await a_correlator(redis, clock, "dead")
    await tell(redis, HISTORY[:20])
    await dead.step()
    await tell(redis, HISTORY[20:])
    async with running(await a_correlator(redis, clock, "standby")):
        await clock.advance(timedelta(seconds=10))
        assert await holder(redis) == "dead"

        await redis.delete(LEASES.of(ALL))

        await until_held(redis, "standby", clock)
        await until_done(redis)
    await drain(await a_correlator(redis, SimulatedClock(end_of(HISTORY)), "last"))
    await assert_same(redis, HISTORY, KNOWLEDGE)


async def test_that_the_store_has_lost_state_and_lease_is_said_once(redis: Client) -> None:
    worker = await a_correlator(redis, SimulatedClock(end_of(HISTORY)))
    await tell(redis, HISTORY[:20])
    await worker.step()
    await tell(redis, HISTORY[20:])

    with capture_logs() as said:
        await redis.delete(VERSION.name)
        await worker.step()
        await redis.delete(LEASES.of(ALL), FENCES.of(ALL))
        await drain(worker)

    assert [line["event"] for line in said if "Not committed" in line["event"]] == [
        "Not committed: another process has gone on"
    ]
    assert await Intake(redis).lag() == 0


async def test_it_wakes_up_for_what_is_new(redis: Client) -> None:
    async with running(await a_correlator(redis, SystemClock())):
        for observation in HISTORY[:5]:
            await tell(redis, [observation])
            await until_done(redis)
