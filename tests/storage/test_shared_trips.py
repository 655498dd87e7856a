"""Scripts that are called at the same time share a trip, and each caller has an answer of its own."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest
from redis.exceptions import ResponseError

from bot.clock import SystemClock
from bot.storage.client import Client
from bot.storage.shared_trips import SharedTrips

CALLS = 40
ECHO = "return redis.call('INCRBY', KEYS[1], ARGV[1])"


async def test_calls_of_many_share_trips_and_a_server_that_forgot_the_script_is_told_it(
    redis: Client,
) -> None:
    trips, script = SharedTrips(redis), redis.register_script(ECHO)
    for _ in range(2):
        await redis.script_flush()
        before = int((await redis.info("stats"))["total_reads_processed"])

        async with asyncio.TaskGroup() as tasks:
            calls = [tasks.create_task(trips.call(script, [f"{{sf}}:beats:{n}"], [n])) for n in range(CALLS)]

        assert int((await redis.info("stats"))["total_reads_processed"]) - before < 10
    assert [call.result() for call in calls] == [2 * n for n in range(CALLS)]
    await redis.flushall()


async def test_what_fails_fails_whoever_called_it_and_nobody_else(redis: Client) -> None:
    trips, script = SharedTrips(redis), redis.register_script(ECHO)

    async with asyncio.TaskGroup() as tasks:
        good = tasks.create_task(trips.call(script, ["{sf}:beats:a"], [1]))
        bad = tasks.create_task(_failure_of(trips.call(script, ["{sf}:beats:a"], ["no number"])))
        late = tasks.create_task(trips.call(script, ["{sf}:beats:a"], [1]))

    assert (good.result(), late.result()) == (1, 2)
    assert isinstance(bad.result(), ResponseError)
    await redis.flushall()


async def test_who_gives_up_waiting_leaves_the_others_their_answers(redis: Client) -> None:
    trips, script = SharedTrips(redis), redis.register_script(ECHO)
    gone = asyncio.ensure_future(trips.call(script, ["{sf}:beats:a"], [1]))
    left = asyncio.ensure_future(trips.call(script, ["{sf}:beats:b"], [5]))
    await SystemClock().sleep(timedelta(0))
    gone.cancel()

    assert await left == 5
    with pytest.raises(asyncio.CancelledError):
        await gone
    await redis.flushall()


async def _failure_of(call: Awaitable[object]) -> Exception | None:
    try:
        await call
    except ResponseError as error:
        return error
    return None
