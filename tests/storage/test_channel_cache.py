"""All channels, at hand: read once, and then what was set since, by whomever."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from weakref import ref

import pytest
from redis.asyncio import Redis

from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.storage.channel_cache import MAX_CHANGES, ChannelCache
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keepsake import keepsakes_in, put_back
from bot.storage.keys import CHANNEL_CHANGES, CHANNELS
from tests.builders import NOON
from tests.chat_builders import SHARED, a_channel, watching
from tests.killing import Halted

COUNT = 40


class Sharded(Redis):
    """A client that spreads keys over shards as one of a Cluster does."""

    shards = 3


@pytest.fixture(params=[Redis, Sharded])
async def client(request: pytest.FixtureRequest, server: Path, redis: Client) -> AsyncIterator[Client]:  # noqa: ARG001  -- it is emptied
    async with request.param(unix_socket_path=str(server), socket_timeout=None) as one:
        yield one


def channel(number: int, *services: str) -> Channel:
    return a_channel(Destination(platform="slack", channel=f"C{number:02}"), watches=watching(*services))


async def a_store(client: Client) -> tuple[ChannelCache, tuple[Channel, ...]]:
    channels = tuple(channel(number, "github", f"s{number}") for number in range(COUNT))
    for one in channels:
        await Channels(client).save(one, NOON)
    known = ChannelCache(client)
    assert await known.load() == channels
    return known, channels


async def commands(client: Client) -> dict[str, int]:
    rows = await client.info("commandstats")
    return {name.removeprefix("cmdstat_"): row["calls"] for name, row in rows.items()}


async def test_what_is_known_is_not_read_again(client: Client) -> None:
    known, _ = await a_store(client)
    before = await known.load()
    await client.config_resetstat()

    assert await known.load() is before

    asked = await commands(client)
    assert set(asked) <= {"xrange", "hlen", "config|resetstat", "info", "client|setinfo", "hello"}
    assert asked["xrange"] == asked["hlen"] == getattr(client, "shards", 1)


async def test_what_is_set_and_removed_is_read_and_nothing_else(client: Client) -> None:
    known, channels = await a_store(client)
    left = replace(channels[3], destination=Destination(platform="discord", channel="1", team="G1"))
    await Channels(client).save(left, NOON)
    before = await known.load()
    assert left in before
    assert await Channels(client).load_all() == before
    await client.config_resetstat()

    await Channels(client).save(replace(channels[1], watches=(SHARED,)), NOON)
    assert await Channels(client).exchange(channels[2], replace(channels[2], cap=1), NOON)
    assert await Channels(client).forget("discord", "G1") == 1

    found = await known.load()
    changed = (replace(channels[1], watches=(SHARED,)), replace(channels[2], cap=1))
    assert found == (channels[0], *changed, *channels[3:])
    assert {*map(id, found[3:])} <= {*map(id, before)}
    assert "hscan" not in await commands(client)


async def test_who_has_missed_too_many_changes_reads_all_of_them(client: Client) -> None:
    known, channels = await a_store(client)
    await Channels(client).save(replace(channels[0], cap=1), NOON)
    async with client.pipeline(transaction=False) as pipe:
        for shard in range(getattr(client, "shards", 1)):
            for _ in range(MAX_CHANGES + 200):
                pipe.xadd(CHANNEL_CHANGES.at(shard).name, {b"v": b"slack:C09"}, maxlen=MAX_CHANGES)
        await pipe.execute()

    assert await known.load() == (replace(channels[0], cap=1), *channels[1:])


async def test_a_store_that_was_lost_is_seen(client: Client) -> None:
    known, channels = await a_store(client)
    await client.flushall()
    await Channels(client).save(channels[7], NOON)

    assert await known.load() == (channels[7],)

    await client.flushall()
    assert await known.load() == ()


async def test_what_a_restore_puts_in_the_place_of_others_is_seen(client: Client) -> None:
    known, channels = await a_store(client)
    backup = await keepsakes_in(client)
    await Channels(client).save(replace(channels[0], cap=1), NOON)
    assert (await known.load())[0].cap == 1

    await put_back(client, backup, NOON, replace=True)

    assert await known.load() == channels


async def test_what_a_process_of_an_earlier_version_sets_is_seen(redis: Client) -> None:
    known, channels = await a_store(redis)
    fresh = channel(99, "gitlab")
    await redis.hset(CHANNELS.at(0).name, str(fresh.destination), encode(fresh))
    assert await known.load() == (*channels, fresh)

    await redis.hdel(CHANNELS.at(0).name, str(fresh.destination))
    assert await known.load() == channels

    hasty = ChannelCache(redis, read_anew_after=timedelta(0))
    before = await hasty.load()
    assert await hasty.load() is before
    changed = replace(channels[5], watches=(SHARED,))
    await redis.hset(CHANNELS.at(0).name, str(changed.destination), encode(changed))
    assert await hasty.load() == (*channels[:5], changed, *channels[6:])


async def test_what_is_set_while_all_are_read_is_known_the_next_time(client: Client) -> None:
    _, channels = await a_store(client)
    known = ChannelCache(client)

    async with asyncio.TaskGroup() as tasks:
        for number in range(COUNT):
            tasks.create_task(Channels(client).save(replace(channels[number], cap=1), NOON))
            tasks.create_task(known.load())

    assert {one.cap for one in await known.load()} == {1}


async def test_who_is_broken_off_while_reading_misses_nothing(client: Client) -> None:
    _, channels = await a_store(client)
    known = ChannelCache(client, read_anew_after=timedelta(0))
    for awaits in range(1, 30):
        changed = tuple(replace(one, cap=awaits) for one in channels)
        await Channels(client).save(changed[awaits % COUNT], NOON)
        halted = Halted(known.load(), awaits)
        if await halted.reach():
            await halted.kill()
        found = await known.load()
        assert found[awaits % COUNT].cap == awaits


async def test_nobody_is_kept_for_what_he_knew(server: Path, redis: Client) -> None:  # noqa: ARG001
    async with Redis(unix_socket_path=str(server)) as client:
        await Channels(client).load_all()
        gone = ref(client)
    del client
    gc.collect()

    assert gone() is None
