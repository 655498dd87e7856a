"""The lease: one holder at a time, and a number that tells an old one from a new one."""

from datetime import timedelta

import pytest
from redis.exceptions import WatchError

from bot.errors import LeaseLost
from bot.storage.client import Client
from bot.storage.keys import LEASES
from bot.storage.lease import ALL, Lease


def a_lease(client: Client, holder: str = "a", *, shard: str = ALL) -> Lease:
    return Lease(client, shard, holder)


async def expire(client: Client, shard: str = ALL) -> None:
    """What the server does by itself to a lease that nobody renews."""
    await client.delete(LEASES.of(shard))


async def commit(client: Client, lease: Lease, *, meanwhile: Lease | None = None) -> None:
    """Store something under the guard of a lease; somebody may take over in the middle."""
    async with client.pipeline(transaction=True) as pipe:
        await lease.guard(pipe)
        if meanwhile is not None:
            await expire(client)
            assert await meanwhile.acquire()
        pipe.multi()
        pipe.hset("{sf}:beats", "committed", "yes")
        await pipe.execute()


async def test_only_one_of_two_gets_the_lease(redis: Client) -> None:
    first, second = a_lease(redis, "a"), a_lease(redis, "b")

    assert await first.acquire()
    assert not await second.acquire()
    assert not second.is_held
    assert await first.renew()


async def test_a_lease_that_nobody_renews_runs_out(redis: Client) -> None:
    await a_lease(redis).acquire()

    assert 0 < await redis.pttl(LEASES.of(ALL)) <= 6000


async def test_a_renewal_gives_the_full_length_again(redis: Client) -> None:
    lease = a_lease(redis)
    await lease.acquire()
    await redis.pexpire(LEASES.of(ALL), 2000)

    await lease.renew()

    assert await redis.pttl(LEASES.of(ALL)) > 2000


async def test_a_holder_that_is_late_goes_on_when_nobody_took_over(redis: Client) -> None:
    lease = a_lease(redis)
    await lease.acquire()
    await expire(redis)

    await commit(redis, lease)

    assert await lease.renew()
    assert not await a_lease(redis, "b").acquire()


async def test_a_holder_that_was_replaced_can_neither_renew_nor_commit(redis: Client) -> None:
    sleeper, successor = a_lease(redis, "a"), a_lease(redis, "b")
    await sleeper.acquire()
    await expire(redis)
    assert await successor.acquire()

    with pytest.raises(LeaseLost):
        await commit(redis, sleeper)

    assert not sleeper.is_held
    assert not await redis.exists("{sf}:beats")
    assert await successor.renew()


async def test_a_renewal_tells_a_holder_that_it_was_replaced(redis: Client) -> None:
    sleeper, successor = a_lease(redis, "a"), a_lease(redis, "b")
    await sleeper.acquire()
    await expire(redis)
    await successor.acquire()

    assert not await sleeper.renew()
    with pytest.raises(LeaseLost):
        _ = sleeper.token


async def test_a_take_over_in_the_middle_of_a_commit_undoes_the_commit(redis: Client) -> None:
    first = a_lease(redis, "a")
    await first.acquire()

    with pytest.raises(WatchError):
        await commit(redis, first, meanwhile=a_lease(redis, "b"))

    assert not await redis.exists("{sf}:beats")


async def test_a_released_lease_is_free_at_once(redis: Client) -> None:
    first, second = a_lease(redis, "a"), a_lease(redis, "b")
    await first.acquire()

    await first.release()

    assert not first.is_held
    assert await second.acquire()


async def test_a_late_release_leaves_the_successor_its_lease(redis: Client) -> None:
    first, second = a_lease(redis, "a"), a_lease(redis, "b")
    await first.acquire()
    await expire(redis)
    await second.acquire()

    await first.release()

    assert await redis.get(LEASES.of(ALL)) == b"b"


async def test_a_process_that_comes_back_under_its_own_name_does_not_wait_for_itself(redis: Client) -> None:
    before, after = a_lease(redis), a_lease(redis)
    await before.acquire()

    assert await after.acquire()
    assert after.token > before.token
    with pytest.raises(LeaseLost):
        await commit(redis, before)


async def test_shards_have_holders_of_their_own(redis: Client) -> None:
    one, other = a_lease(redis, "a", shard="eu"), a_lease(redis, "b", shard="us")

    assert await one.acquire()
    assert await other.acquire()
    await commit(redis, one)
    await commit(redis, other)


async def test_a_length_can_be_chosen(redis: Client) -> None:
    lease = Lease(redis, ALL, "a", length=timedelta(seconds=3))
    await lease.acquire()

    assert 0 < await redis.pttl(LEASES.of(ALL)) <= 3000
