"""What a site sees of us: one request in five minutes, our name, and nothing at all once it wants that."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.storage.client import Client
from bot.storage.probes import Probes
from tests.probing.world import World, a_world

HOUR = timedelta(hours=1)
FIVE = timedelta(minutes=5)
EDGES = ("cloudflare", "fastly", "aws/cloudfront")


def busiest_minute(world: World) -> int:
    """The most requests for front pages in any minute by the clock."""
    return max(Counter(at.replace(second=0) for times in world.times.values() for at in times).values())


def shortest_pause(world: World) -> timedelta:
    return min(later - at for times in world.times.values() for at, later in pairwise(times))


async def test_an_hour_asks_each_host_once_in_five_minutes_and_forty_times_a_minute_in_all(
    redis: Client,
) -> None:
    async with a_world(redis, 16, *EDGES) as world:
        await world.pass_time(HOUR, world.worker())

    asked = world.sites.asked
    assert world.robots == len(world.targets) == len(world.times)
    assert shortest_pause(world) >= FIVE
    assert busiest_minute(world) <= 40
    assert all(10 <= len(times) <= 12 for times in world.times.values())
    assert {path for _, path in asked} == {"/", "/robots.txt"}


@pytest.mark.parametrize("what", ["challenged", "too many"])
async def test_who_challenges_us_or_asks_for_less_is_left_alone_for_a_day(redis: Client, what: str) -> None:
    async with a_world(redis, 3, "cloudflare") as world:
        world.all_do(what)
        await world.pass_time(HOUR, world.worker())

        assert {len(times) for times in world.times.values()} == {1}
        # Whoever comes after a restart keeps to it.
        await world.pass_time(HOUR, world.worker())
        assert {len(times) for times in world.times.values()} == {1}


async def test_who_says_when_to_come_again_is_asked_then(redis: Client) -> None:
    async with a_world(redis, 3, "fastly") as world:
        world.all_do("wait")
        await world.pass_time(2 * HOUR, world.worker())
        assert {len(times) for times in world.times.values()} == {1}

        await world.pass_time(timedelta(minutes=12), world.worker())
        assert {len(times) for times in world.times.values()} == {2}
        assert shortest_pause(world) >= 2 * HOUR


async def test_two_processes_of_one_place_ask_as_one(redis: Client) -> None:
    async with a_world(redis, 6, "cloudflare") as world:
        await world.pass_time(HOUR, world.worker(holder="a"), world.worker(holder="b"))

    assert shortest_pause(world) >= FIVE


async def test_who_is_killed_in_the_middle_has_asked_nobody_twice(redis: Client) -> None:
    async with a_world(redis, 6, "cloudflare") as world:
        for _ in range(12):
            worker = world.worker()
            await world.pass_time(FIVE, worker)
            claimed = 0
            while not claimed:
                await world.clock.advance(timedelta(seconds=1))
                claimed = len(await worker._turn())  # killed before anything is sent

    assert shortest_pause(world) >= FIVE


async def test_whose_robots_txt_forbids_it_is_asked_for_that_once_a_day_and_never_probed(
    redis: Client,
) -> None:
    async with a_world(redis, 3, "cloudflare") as world:
        world.allows = b"User-agent: sharedfate\nDisallow: /\n"
        await world.pass_time(HOUR, world.worker())

        assert (world.robots, world.times) == (3, {})
        left = (await Probes(redis).load_state("here")).schedule.turns.values()
        assert all(turn.is_left_alone(world.clock.now()) for turn in left)


async def test_what_is_not_public_is_not_asked_unless_ones_own_catalogue_says_so(redis: Client) -> None:
    async with a_world(redis, 3, "cloudflare") as world:
        world.targets = tuple(replace(target, allow_private=False) for target in world.targets)
        await world.pass_time(HOUR, world.worker())

    assert not world.sites.asked


async def test_who_starts_cut_off_probes_within_the_hour_once_the_network_is_there(redis: Client) -> None:
    async with a_world(redis, 3, "cloudflare") as world:
        world.all_do("silent")
        await world.pass_time(timedelta(minutes=10), world.worker())
        world.all_do("served")
        await world.pass_time(timedelta(minutes=70), world.worker())

    assert set(world.times) == set(world.hosts())
