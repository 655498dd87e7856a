"""The intake: the stream's order survives every change of hands."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.observation import Observation
from bot.errors import LeaseLost
from bot.storage.availability import Availability
from bot.storage.client import Client
from bot.storage.intake import Intake
from bot.storage.keys import LEASES, OBSERVATIONS
from bot.storage.lease import ALL, Lease
from bot.storage.streams import Entry
from tests.builders import an_observation, at
from tests.killing import tell, until
from tests.waiting import PATIENCE_SECONDS

SEEN = [an_observation(f"s{n}", at=at(12, n)) for n in range(6)]


async def a_holder(client: Client, name: str = "a") -> tuple[Intake, Lease]:
    """Whoever had the lease is gone."""
    await client.delete(LEASES.of(ALL))
    lease = Lease(client, ALL, name)
    assert await lease.acquire()
    intake = Intake(client)
    await intake.create()
    return intake, lease


async def acknowledge(client: Client, intake: Intake, entries: Sequence[Entry[Observation]]) -> None:
    async with client.pipeline(transaction=True) as pipe:
        intake.acknowledge(pipe, *entries)
        await pipe.execute()


def values(entries: Sequence[Entry[Observation]]) -> list[Observation]:
    return [entry.value for entry in entries]


async def test_observations_come_in_the_order_in_which_they_were_told(redis: Client) -> None:
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN)

    first = await intake.read(2, lease)
    await acknowledge(redis, intake, first)
    rest = await intake.read(10, lease)

    assert values(first) == SEEN[:2]
    assert values(rest) == SEEN[2:]


async def test_a_successor_first_reads_what_its_predecessor_left_and_at_once(redis: Client) -> None:
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN[:4])
    await acknowledge(redis, intake, (await intake.read(3, lease))[:1])

    successor, its_lease = await a_holder(redis, "b")
    await tell(redis, SEEN[4:])
    left = await successor.read(10, its_lease)
    await acknowledge(redis, successor, left)
    rest = await successor.read(10, its_lease)

    assert values(left) == SEEN[1:3]
    assert values(rest) == SEEN[3:]


async def test_one_who_was_replaced_can_take_nothing_from_its_successor(redis: Client) -> None:
    sleeper, its_lease = await a_holder(redis)
    assert await sleeper.read(10, its_lease) == []
    intake, lease = await a_holder(redis, "b")
    assert await intake.read(10, lease) == []
    await tell(redis, SEEN)

    with pytest.raises(LeaseLost):
        await sleeper.read(2, its_lease)

    assert values(await intake.read(10, lease)) == SEEN


async def test_who_has_no_lease_reads_nothing(redis: Client) -> None:
    await tell(redis, SEEN)
    intake, _ = await a_holder(redis)

    with pytest.raises(LeaseLost):
        await intake.read(10, Lease(redis, ALL, "b"))

    assert await intake.lag() == len(SEEN)


async def test_what_did_not_commit_is_read_again(redis: Client) -> None:
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN)
    await intake.read(10, lease)
    await intake.read(10, lease)

    intake.reread()

    assert values(await intake.read(10, lease)) == SEEN


async def test_what_who_leads_since_a_fail_over_never_heard_to_be_committed_is_read_again(
    redis: Client,
) -> None:
    redis.availability = Availability(waits=True)
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN)
    await intake.read(10, lease)
    await intake.read(10, lease)

    redis.availability.troubles += 1

    assert await intake.wait(1)
    assert values(await intake.read(10, lease)) == SEEN


async def test_pending_entries_that_were_trimmed_do_not_hide_those_that_were_not(redis: Client) -> None:
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN)
    await intake.read(10, lease)
    await redis.xtrim(OBSERVATIONS.name, maxlen=2, approximate=False)

    intake.reread()
    left = await intake.read(3, lease)
    await acknowledge(redis, intake, left)

    assert values(left) == SEEN[4:]
    assert await intake.lag() == 0


async def test_waiting_ends_with_something_new_and_takes_nothing(redis: Client) -> None:
    intake, lease = await a_holder(redis)
    await tell(redis, SEEN[:3])
    await acknowledge(redis, intake, await intake.read(10, lease))

    async def is_waiting() -> bool:
        return int((await redis.info("clients"))["blocked_clients"]) == 1

    for known in (True, False):
        if not known:
            intake.reread()
            assert await intake.wait(60_000)
            assert await intake.read(10, lease) == []
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
            tasks.create_task(intake.wait(60_000))
            await until(is_waiting, "it waits, whatever has been read before")
            await tell(redis, SEEN[3:4])
        new = await intake.read(10, lease)
        assert values(new) == SEEN[3:4]
        await acknowledge(redis, intake, new)
