"""The whole of us on a Cluster of three nodes, which refuses whatever is of two slots at once."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.clock import SimulatedClock
from bot.settings import StoreSettings
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.shards import shard_of, shards_of
from tests.builders import at
from tests.conftest import assert_keys_declared
from tests.desk import a_desk, shared_channel
from tests.scenarios.day import sites
from tests.scenarios.living import announced_in_a_day, by_report
from tests.scenarios.test_path import CATALOG, STORY, a_correlator, drain, ended, tell
from tests.servers.memory_chat import MemoryChat
from tests.servers.stores import store_cluster


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    folder = tmp_path_factory.mktemp("cluster")
    async with store_cluster(folder) as cluster:
        settings = StoreSettings.read({"REDIS_URL": cluster.url, "SHAREDFATE_DATA_DIR": str(folder)})
        async with open_store(settings, waits=True) as client:
            yield client


@pytest_asyncio.fixture(loop_scope="module")
async def clustered(opened: Client) -> Client:
    """An empty one: tests come in any order."""
    await opened.flushall()
    return opened


@pytest.mark.asyncio(loop_scope="module")
async def test_a_day_of_pages_on_a_cluster_is_announced_as_it_was(clustered: Client) -> None:
    world = sites(4)

    announced = await announced_in_a_day(clustered, world)

    wrong = [
        (site.number, site.habit, announced[site.number], site.expected)
        for site in world
        if by_report(announced[site.number]) != by_report(site.expected)
    ]
    assert not wrong, wrong[0]
    assert len(shards_of(clustered)) > 1
    await assert_keys_declared(clustered)


@pytest.mark.asyncio(loop_scope="module")
async def test_an_incident_on_a_cluster_is_one_card_in_channels_of_every_shard(clustered: Client) -> None:
    clock, chat = SimulatedClock(at(12, 10)), MemoryChat()
    channels = [shared_channel("slack", f"C{number}") for number in range(24)]
    for channel in channels[:12]:
        await Channels(clustered).save(channel, clock.now())
    desk = await a_desk(
        clustered, CATALOG, clock, {"slack": chat}, *channels[12:], edits=frozenset({"slack"})
    )
    worker = await a_correlator(clustered, clock)
    for observation in STORY:
        await tell(clustered, observation)
        await drain(worker, desk)
    await clock.advance_to(at(14))
    await tell(clustered, *ended(STORY))
    await drain(worker, desk)

    assert {shard_of(clustered, str(c.destination)) for c in channels} == set(shards_of(clustered))
    for channel in channels:
        cards = [one for one in chat.posted if one.channel == channel.destination.channel and not one.thread]
        assert cards[0].headline.partition(":")[0].endswith("outage is over")
    posts = Counter(one.channel for one in chat.posted)
    assert len(set(posts.values())) == 1
    await assert_keys_declared(clustered)
