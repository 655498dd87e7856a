"""What one group of keys hands over to another."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.observation import Observation
from bot.domain.status import ComponentStatus
from bot.storage.availability import Availability
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.dispatch import Dispatch
from bot.storage.keys import DISPATCH, DISPATCHED, OBSERVATIONS, OBSERVED, OUTBOX, room_for
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.relay import Relay
from bot.storage.sources import OBSERVATION_STREAM, OBSERVED_STREAM
from bot.storage.streams import FIELD
from tests.builders import NOON


def an_observation(number: int) -> Observation:
    at = NOON + timedelta(seconds=number)
    return Observation(service=f"s{number}", source=f"s{number}/0", at=at, status=ComponentStatus.OPERATIONAL)


async def hand_over(client: Client, *numbers: int, shard: int = 0) -> None:
    async with client.pipeline(transaction=True) as pipe:
        for number in numbers:
            OBSERVED_STREAM.at(shard).append(pipe, an_observation(number))
        await pipe.execute()


def a_relay(client: Client, shards: int = 2) -> Relay:
    return Relay(client, [OBSERVED.at(shard).name for shard in range(shards)], OBSERVATIONS)


async def arrived(client: Client) -> list[str]:
    return [observation.service for observation in await OBSERVATION_STREAM.newest(client, 100)]


async def test_what_is_handed_over_arrives_once_and_in_order_of_all_shards(redis: Client) -> None:
    # The server's clock orders what two shards hand over.
    for id_, number, shard in (("5-0", 1, 0), ("6-0", 3, 1), ("5-1", 2, 0)):
        await redis.xadd(OBSERVED.at(shard).name, {FIELD: encode(an_observation(number))}, id=id_)

    assert await a_relay(redis).step() == 3
    assert await a_relay(redis).step() == 0
    await hand_over(redis, 4)
    await a_relay(redis).step()

    assert await arrived(redis) == ["s1", "s2", "s3", "s4"]


async def test_of_many_who_move_at_once_each_entry_is_moved_by_one(redis: Client) -> None:
    await hand_over(redis, *range(40))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(a_relay(redis).step(10))

    while await a_relay(redis).step(10):
        pass
    assert await arrived(redis) == [f"s{number}" for number in range(40)]


async def test_what_was_moved_is_dropped_and_what_waits_is_counted(redis: Client) -> None:
    relay = a_relay(redis)
    await hand_over(redis, *range(5))
    assert await relay.waiting() == 5

    await relay.step()

    assert await relay.waiting() == 0
    assert await redis.xlen(OBSERVED.at(0).name) == 1


async def test_that_entries_were_dropped_before_they_were_read_is_said(redis: Client) -> None:
    relay = a_relay(redis)
    await hand_over(redis, 1)
    await relay.step()
    await hand_over(redis, 2, 3)
    await redis.xtrim(OBSERVED.at(0).name, maxlen=1, approximate=False)

    with capture_logs() as logs:
        await relay.step()

    assert [log["event"] for log in logs] == ["What was handed over was dropped before it was read"]
    await hand_over(redis, 4)
    with capture_logs() as logs:
        await relay.step()
    assert logs == []


async def test_what_a_dead_router_decided_is_put_into_outboxes_by_the_next(redis: Client) -> None:
    dispatch, outbox = Dispatch(redis), Outbox(redis, "a")
    async with redis.pipeline(transaction=True) as pipe:
        await dispatch.append(
            pipe, [PendingSubject("slack:A", "inc-1", "v1"), PendingSubject("slack:B", "inc-1", "v1")]
        )
        await pipe.execute()
    assert (await outbox.load("slack:A")).subjects == {}

    assert await dispatch.step(NOON) == 1
    assert await dispatch.step(NOON) == 0

    assert (await outbox.load("slack:A")).subjects == {"inc-1": "v1"}
    assert (await outbox.load("slack:B")).bell == "1"
    assert await redis.xlen(DISPATCH.of("0")) == 1


async def test_what_who_leads_since_a_fail_over_has_in_no_outbox_is_put_there_again(redis: Client) -> None:
    redis.availability = Availability(waits=True)
    dispatch, outbox = Dispatch(redis), Outbox(redis, "a")
    before = None
    for version in ("v1", "v2"):
        async with redis.pipeline(transaction=True) as pipe:
            await dispatch.append(pipe, [PendingSubject("slack:A", "inc-1", version)])
            await pipe.execute()
        before = await redis.get(DISPATCHED.at(0).name)
        await dispatch.step(NOON)
    assert before is not None
    # It took over before it heard of the last step.
    await redis.set(DISPATCHED.at(0).name, before)
    await redis.hset(OUTBOX.at(0).of("slack:A"), "inc-1", "v1")
    redis.availability.troubles += 1

    assert await dispatch.step(NOON) == 1

    assert (await outbox.load("slack:A")).subjects == {"inc-1": "v2"}
    assert await dispatch.step(NOON) == 0


@pytest.mark.parametrize(("size", "room"), [(100, 10_000), (16 * 1024, 1_024), (1024 * 1024, 500)])
def test_of_large_entries_a_stream_keeps_fewer(size: int, room: int) -> None:
    assert room_for(b"x" * size) == room
