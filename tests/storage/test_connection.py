"""Whatever a store is, it is opened by its address and serves alike; what passes by itself is waited for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr
from redis.exceptions import ClusterCrossSlotError, WatchError

from bot.demo.certificates import certificate
from bot.errors import ConfigurationError, StoreUnavailable
from bot.settings import StoreSettings
from bot.storage.address import Arrangement, address_of
from bot.storage.client import Client
from bot.storage.connection import open_store
from tests.servers.store_proxy import store_proxy
from tests.servers.stores import (
    SentinelSet,
    StoreCluster,
    StoreServer,
    sentinel_set,
    store_cluster,
    store_server,
)


def at(url: str, ca: Path | None = None) -> StoreSettings:
    return StoreSettings(redis_url=SecretStr(url), redis_tls_ca=ca)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StoreServer]:
    async with store_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SentinelSet]:
    async with sentinel_set(tmp_path_factory.mktemp("sentinels"), replicas=1) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StoreCluster]:
    async with store_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.mark.parametrize(
    ("url", "arrangement", "hosts", "service"),
    [
        ("redis://h", Arrangement.ALONE, (), ""),
        ("valkeys://u:p@h:1/2", Arrangement.ALONE, (), ""),
        ("unix:///run/x.sock?db=1", Arrangement.ALONE, (), ""),
        ("redis+sentinel://a,b:5/main/3", Arrangement.SENTINEL, (("a", 26379), ("b", 5)), "main"),
        ("valkeys+sentinel://u:p%2C@[::1]:5/m", Arrangement.SENTINEL, (("::1", 5),), "m"),
        ("redis+cluster://a:1,b", Arrangement.CLUSTER, (("a", 1), ("b", 6379)), ""),
        ("rediss+cluster://:p@a/0", Arrangement.CLUSTER, (("a", 6379),), ""),
    ],
)
def test_an_address_of_any_kind_is_understood(
    url: str, arrangement: Arrangement, hosts: tuple[tuple[str, int], ...], service: str
) -> None:
    found = address_of(url, {})

    assert (found.arrangement, found.hosts, found.service) == (arrangement, hosts, service)


def test_a_password_is_of_the_servers_and_that_of_sentinels_is_an_option() -> None:
    found = address_of(
        "rediss+sentinel://me:hunter%402@a/main/1?sentinel_password=x%26y", {"ssl_ca_certs": "ca"}
    )

    assert (found.options["username"], found.options["password"], found.options["db"]) == (
        "me",
        "hunter@2",
        1,
    )
    assert found.asking == {"password": "x&y", "ssl_ca_certs": "ca"}
    assert "hunter" not in found.shown
    assert "x%26y" not in found.shown


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "redis+sentinel://hunter2:hunter2@a:1",
        "redis+cluster://hunter2@a/3",
        "unix+cluster:///hunter2@x",
        "redis+other://hunter2@a",
        "redis+sentinel://hunter2@a:b/main",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is no Redis address: write redis://") as raised:
        address_of(url, {})
    assert "hunter2" not in str(raised.value)


@pytest.mark.asyncio(loop_scope="module")
async def test_an_option_that_is_none_is_named(server: StoreServer) -> None:
    with pytest.raises(StoreUnavailable, match=r"an option that is none .*'colour'"):
        async with open_store(at(f"{server.url}?colour=blue")):
            pass


@pytest.mark.asyncio(loop_scope="module")
async def test_valkeys_own_names_and_a_user_with_odd_characters_are_understood(server: StoreServer) -> None:
    async with server.client() as admin:
        await admin.execute_command("ACL", "SETUSER", "me", "on", ">p@:/?#", "~{sf*", "+@all", "-@dangerous")
    url = f"valkey://me:p%40%3A%2F%3F%23@127.0.0.1:{server.port}/0"

    async with open_store(at(url)) as client:
        await client.set("{sf}:x", "1")
        assert await client.get("{sf}:x") == b"1"
        await client.delete("{sf}:x")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_certificate_of_ones_own_authority_is_trusted_by_a_setting(
    server: StoreServer, tmp_path: Path
) -> None:
    context, trusted = certificate(tmp_path, "localhost", datetime.now(UTC))  # noqa: TID251  -- TLS lives in real time
    async with store_proxy(server.port, context) as proxy:
        url = f"rediss://localhost:{proxy.port}/0"
        async with open_store(at(url, trusted)) as client:
            assert await client.ping()
        with pytest.raises(StoreUnavailable, match="certificate verify failed"):
            async with open_store(at(url)):
                pass
    with pytest.raises(ConfigurationError, match=r"REDIS_TLS_CA: cannot read .*nothing: name a PEM file"):
        async with open_store(at(url, tmp_path / "nothing")):
            pass


async def counted(client: Client, key: str) -> int:
    """Count one more, by what was read."""
    while True:
        async with client.pipeline(transaction=True) as pipe:
            await pipe.watch(key)
            before = int(await pipe.get(key) or 0)
            pipe.multi()
            pipe.set(key, before + 1)
            try:
                await pipe.execute()
            except WatchError:
                continue
            return before + 1


async def assert_serves(client: Client, tag: str) -> None:
    """All that repositories do, with the keys of one slot."""
    number, stream = f"{{{tag}}}:n", f"{{{tag}}}:s"
    assert await counted(client, number) == 1
    script = client.register_script("return redis.call('INCR', KEYS[1])")
    assert await script(keys=[number], args=[]) == 2
    async with client.pipeline(transaction=True) as pipe:
        pipe.xadd(stream, {b"v": b"1"})
        pipe.get(number)
        assert (await pipe.execute())[1] == b"2"
    await client.xgroup_create(stream, "g", id="0", mkstream=True)
    assert await client.xreadgroup("g", "c", {stream: ">"}, count=1)
    assert not await client.xread({stream: "$"}, count=1, block=10)
    async with client.pipeline(transaction=True) as pipe:
        await pipe.watch(number)
        await client.set(number, 7)
        pipe.multi()
        pipe.set(number, 8)
        with pytest.raises(WatchError):
            await pipe.execute()
    assert await client.get(number) == b"7"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_cluster_serves_as_one_server_does_by_each_key_that_we_have(cluster: StoreCluster) -> None:
    tags = ("sf", "a", "b", "c")
    async with open_store(at(cluster.url), waits=True) as client:
        for tag in tags:
            await assert_serves(client, tag)
        async with client.pipeline(transaction=False) as pipe:
            for tag in (*tags, "none"):
                pipe.get(f"{{{tag}}}:n")
            assert await pipe.execute() == [b"7"] * 4 + [None]
        assert {name async for name in client.scan_iter(match="*:n")} == {f"{{{t}}}:n".encode() for t in tags}
        async with client.pipeline(transaction=True) as pipe:
            pipe.set("{sf}:n", 1)
            pipe.set("{a}:n", 1)
            with pytest.raises(ClusterCrossSlotError):
                await pipe.execute()
    # A plain address of one of its nodes is enough.
    async with open_store(at(cluster.servers[1].url)) as client:
        assert await client.get("{sf}:n") == b"7"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_fail_over_of_sentinels_is_waited_for(watched: SentinelSet) -> None:
    async with open_store(at(watched.url), waits=True) as client:
        await assert_serves(client, "sf")
        primary = await watched.primary()
        primary.kill()
        numbers = [await counted(client, "{sf}:n")]
        assert await watched.primary() is not primary
        numbers.append(await counted(client, "{sf}:n"))

        assert numbers == [8, 9]


@pytest.mark.asyncio(loop_scope="module")
async def test_connections_to_who_is_no_primary_any_more_are_dropped(tmp_path: Path) -> None:
    async with (
        store_server(tmp_path / "a") as first,
        store_server(tmp_path / "b") as second,
        store_proxy(first.port) as proxy,
        first.client() as admin,
        second.client() as other,
        open_store(at(f"redis://127.0.0.1:{proxy.port}/0"), waits=True) as client,
    ):
        await client.set("{sf}:n", 1)
        # The name leads to another server from now on; the connections to the old one stay open.
        await admin.replicaof("127.0.0.1", second.port)
        proxy.to_port = second.port
        await client.set("{sf}:n", 2)

        assert await other.get("{sf}:n") == b"2"


@pytest.mark.asyncio(loop_scope="module")
async def test_commands_that_are_cut_off_are_carried_out_and_watches_hold(server: StoreServer) -> None:
    async with (
        store_proxy(server.port) as proxy,
        open_store(at(f"redis://127.0.0.1:{proxy.port}/0"), waits=True) as client,
    ):
        await client.delete("{sf}:n")
        async with client.pipeline(transaction=True) as pipe:
            await pipe.watch("{sf}:n")
            assert await pipe.get("{sf}:n") is None
            proxy.cut()
            assert await pipe.get("{sf}:n") is None
            pipe.multi()
            pipe.set("{sf}:n", 1)
            with pytest.raises(WatchError, match="the connection was lost"):
                await pipe.execute()
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(client.xread({"{sf}:s": "$"}, count=1, block=50))
            await client.get("{sf}:n")
            proxy.cut()
            assert await counted(client, "{sf}:n") == 1
        assert not reading.result()
