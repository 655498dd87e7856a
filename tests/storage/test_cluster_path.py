"""The whole of us on a Cluster of three nodes, which refuses whatever is of two slots at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Final

import pytest
import pytest_asyncio
from immutables import Map
from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode
from redis.exceptions import WatchError

from bot.clock import SimulatedClock
from bot.correlation.state import State, Touched
from bot.domain.news_mention import NewsMention
from bot.domain.report import NewsEntry
from bot.settings import StoreSettings
from bot.storage.arrivals import Arrivals
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.incidents import Incidents
from bot.storage.intake import observed_relay
from bot.storage.keys import OBSERVED
from bot.storage.lease import ALL, Lease
from bot.storage.shards import shard_of, shards_of
from bot.storage.snapshot import Snapshots
from bot.storage.source_states import SourceStates
from bot.storage.sources import OBSERVATION_STREAM, Sources
from bot.watching.record import SourceRecord
from tests.builders import a_report, an_incident, an_observation, at
from tests.chat_builders import a_notice
from tests.conftest import assert_keys_declared
from tests.desk import a_desk, shared_channel
from tests.killing import until
from tests.scenarios.test_path import CATALOG, STORY, a_correlator, drain, ended, tell
from tests.servers.memory_chat import MemoryChat
from tests.servers.stores import store_cluster

# More often than redis-py sends one command to whom it is told to.
_SENT_ABOUT: Final = 30


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
async def test_who_waits_for_streams_of_many_slots_asks_again_only_where_something_came(
    clustered: Client,
) -> None:
    names = [OBSERVED.at(shard).name for shard in shards_of(clustered)]
    arrivals, places = Arrivals(clustered), dict.fromkeys(names, b"0")
    assert await arrivals.behind(places, 60_000, 10) is None

    async def all_wait() -> bool:
        return await waiting_in(clustered) == len(names)

    async def nobody_waits() -> bool:
        return not await waiting_in(clustered)

    asked = []
    for name in (names[5], names[2], ""):
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(arrivals.behind(places, 60_000, 10))
            await until(all_wait, "each slot is waited for")
            asked.append(await calls_of(clustered, "xread"))
            if name:
                id_ = await clustered.xadd(name, {b"v": b"1"})
                assert await waiting == {name: [(id_, {b"v": b"1"})]}
                places[name] = id_
            else:
                waiting.cancel()
    assert (asked[1] - asked[0], asked[2] - asked[1]) == (1, 1)
    await until(nobody_waits, "who stops waits for nothing")


async def waiting_in(client: Client) -> int:
    """How many connections to the nodes of a Cluster wait."""
    return sum(int(said["blocked_clients"]) for said in await client.infos("clients"))


async def calls_of(client: Client, command: str) -> int:
    """How often the nodes of a Cluster were given a command."""
    stats = [said.get(f"cmdstat_{command}", {}) for said in await client.infos("commandstats")]
    return sum(int(said.get("calls", 0)) for said in stats)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_polled_in_every_shard_of_a_cluster_comes_to_who_correlates(clustered: Client) -> None:
    sources, ids = Sources(clustered), [f"s{number}/0" for number in range(32)]
    await sources.schedule(dict.fromkeys(ids, at(12)))
    assert {shard_of(clustered, id_) for id_ in ids} == set(shards_of(clustered))

    claimed = await sources.claim(at(12), timedelta(minutes=1), len(ids))
    for id_ in claimed:
        service = id_.partition("/")[0]
        seen = an_observation(service, source=id_, at=at(12), report=a_report("r1"))
        record = SourceRecord(source=id_, service=service, read_at=at(12))
        await sources.commit(record, [seen], at(13), (), [a_notice(service)])

    assert sorted(claimed) == sorted(ids)
    assert await sources.claim(at(12), timedelta(minutes=1), 1) == {}
    moved = observed_relay(clustered)
    while await moved.step():
        pass
    heard = await OBSERVATION_STREAM.newest(clustered, 100)
    assert sorted(observation.source for observation in heard) == sorted(ids)
    assert len(await sources.load_all()) == len(ids)
    await assert_keys_declared(clustered)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_answers_are_made_from_is_read_from_every_shard(clustered: Client) -> None:
    sources, ids = Sources(clustered), [f"s{number}/0" for number in range(16)]
    for number, id_ in enumerate(ids):
        service = id_.partition("/")[0]
        entry = NewsEntry(id=id_, title="down", url="https://news.example", at=at(12))
        news = NewsMention(source=id_, services=(service,), mention=entry)
        read = SourceRecord(source=id_, service=service, read_at=at(12))
        await sources.commit(read, (), at(12, number), [news])
    lease, opened = Lease(clustered, ALL, "a"), {one: an_incident(one, root=one) for one in ("s1", "s2")}
    assert await lease.acquire()
    state = State(incidents=Map(opened))
    await Incidents(clustered).commit(state, Touched(incidents=frozenset(opened)), lease=lease)

    living = Snapshots(clustered)
    for _ in range(2):
        known = await living.load(tuple(ids), ["s1"])
        assert known.incidents == (opened["s1"],)
        assert {news.source for news in known.news} == set(ids)
        assert len(known.sources) == len(await SourceStates(clustered).load()) == len(ids)


@pytest.mark.asyncio(loop_scope="module")
async def test_while_a_slot_moves_to_another_node_what_is_asked_of_it_waits(clustered: Client) -> None:
    names = ("{sf}:moved:a", "{sf}:moved:b")
    await clustered.mset(dict.fromkeys(names, "1"))
    slot = clustered.keyslot(names[0])
    source = clustered.nodes_manager.get_node_from_slot(slot)
    target = next(node for node in clustered.get_primaries() if node.name != source.name)
    async with (
        _node(source) as here,
        _node(target) as there,
        asyncio.TaskGroup() as tasks,
    ):
        ids = [(await client.execute_command("CLUSTER MYID")).decode() for client in (here, there)]
        await there.execute_command("CLUSTER SETSLOT", slot, "IMPORTING", ids[0])
        await here.execute_command("CLUSTER SETSLOT", slot, "MIGRATING", ids[1])
        await here.execute_command("MIGRATE", target.host, target.port, names[0], 0, 5000)
        asked = tasks.create_task(clustered.mget(names))
        changed = tasks.create_task(_both_changed(clustered, names))

        async def was_sent_about() -> bool:
            said = [(await client.info("errorstats")).get("errorstat_TRYAGAIN") for client in (here, there)]
            return sum(int(one["count"]) for one in said if one) > _SENT_ABOUT

        await until(was_sent_about, "redis-py has tried as often as it does")
        left = await here.execute_command("CLUSTER GETKEYSINSLOT", slot, 1000)
        await here.execute_command("MIGRATE", target.host, target.port, "", 0, 5000, "KEYS", *left)
        for client in (there, here):
            await client.execute_command("CLUSTER SETSLOT", slot, "NODE", ids[1])

    assert asked.result() in ([b"1", b"1"], [b"2", b"2"])
    assert changed.done()
    assert await clustered.mget(names) == [b"2", b"2"]
    await clustered.delete(*names)


def _node(node: ClusterNode) -> Client:
    return Redis(host=node.host, port=int(node.port))


async def _both_changed(client: Client, names: Sequence[str]) -> None:
    while True:
        async with client.pipeline(transaction=True) as pipe:
            await pipe.watch(*names)
            values = [int(value) for value in await pipe.mget(names)]
            pipe.multi()
            pipe.mset({name: value + 1 for name, value in zip(names, values, strict=True)})
            try:
                await pipe.execute()
            except WatchError:
                continue
            return


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
