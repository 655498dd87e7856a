"""A store in trouble is one state, said once, and nothing that was asked of it is lost or done twice."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.cli.store_check import server_findings
from bot.clock import SystemClock
from bot.errors import ConfigurationError
from bot.settings import StoreSettings
from bot.storage.availability import Availability, impatiently
from bot.storage.client import STORE_FAILURES, Client
from bot.storage.connection import open_store
from bot.storage.failures import in_words
from bot.storage.guard import StoreGuard
from bot.storage.keys import DISPATCHED, OBSERVED, PLACES
from bot.storage.mark_keys import MARK, POLL_MARK
from tests.builders import NOON
from tests.clocks import PassingClock
from tests.servers.store_proxy import StoreProxy, store_proxy
from tests.servers.stores import StoreServer, store_server
from tests.waiting import wait_until

ROOM = "0"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[StoreServer]:
    async with store_server(tmp_path) as running:
        yield running


@pytest.fixture
async def proxy(server: StoreServer) -> AsyncIterator[StoreProxy]:
    async with store_proxy(server.port) as running:
        yield running


@pytest.fixture
async def client(proxy: StoreProxy) -> AsyncIterator[Client]:
    url = SecretStr(f"redis://127.0.0.1:{proxy.port}/0")
    async with open_store(StoreSettings(redis_url=url), waits=True) as opened:
        opened.availability.silent_after = 0.2
        yield opened


async def is_said(availability: Availability, words: str) -> None:
    await wait_until(lambda: words in availability.ailment, f"it is said that the store {words}")


def lines_of(logs: list[Any]) -> list[str]:
    return [log["event"] for log in logs]


async def assert_outlasts(client: Client, words: str, *, begin: Any, end: Any) -> None:
    """Ten commands during a trouble are each carried out once when it is over; two lines are said."""
    await client.delete("{sf}:n")
    with capture_logs() as logs:
        await begin()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(10):
                tasks.create_task(client.incr("{sf}:n"))
            await is_said(client.availability, words)
            assert client.availability.ailment.startswith(f"the store {words}")
            await end()
        await wait_until(lambda: not client.availability.ailment, "the trouble is over")
    assert await client.get("{sf}:n") == b"10"
    said = lines_of(logs)
    assert len(said) == 2, said
    assert said[0].startswith(f"The store {words}")
    assert said[1] == "The store serves us again"


async def test_a_store_that_is_full_is_waited_for(server: StoreServer, client: Client) -> None:
    async with server.client() as admin:
        await assert_outlasts(
            client,
            "is full",
            begin=lambda: admin.config_set("maxmemory", "100kb"),
            end=lambda: admin.config_set("maxmemory", ROOM),
        )


async def test_a_store_whose_disk_is_full_is_waited_for(server: StoreServer, client: Client) -> None:
    log = server.folder / "appendonlydir" / "appendonly.aof.1.incr.aof"

    async def fill() -> None:
        server.may_write(log.stat().st_size)
        async with server.client() as admin:
            await admin.set("{sf}:x", b"x" * 10_000)
            # It writes before it answers the next time.
            while (await admin.info("persistence"))["aof_last_write_status"] == "ok":  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # noqa: TID251  -- another process

    async def make_room() -> None:
        server.may_write(None)

    await assert_outlasts(client, "takes no writes: it cannot save to its disk", begin=fill, end=make_room)


async def test_a_replica_is_waited_for_until_it_leads(server: StoreServer, client: Client) -> None:
    async with server.client() as admin:
        await assert_outlasts(
            client,
            "is read-only",
            begin=lambda: admin.execute_command("REPLICAOF", "127.0.0.1", "1"),
            end=lambda: admin.execute_command("REPLICAOF", "NO", "ONE"),
        )


async def test_a_store_that_was_killed_is_waited_for_and_has_what_it_wrote_down(
    server: StoreServer, client: Client
) -> None:
    await client.set("{sf}:kept", 1)
    await client.execute_command("WAITAOF", 1, 0, 2000)

    async def kill() -> None:
        server.kill()

    await assert_outlasts(client, "cannot be reached", begin=kill, end=server.start)
    assert await client.get("{sf}:kept") == b"1"


async def test_a_store_that_stands_still_is_waited_for_and_does_nothing_twice(
    server: StoreServer, client: Client
) -> None:
    async def hold() -> None:
        server.hold()

    async def let_go() -> None:
        server.let_go()

    await assert_outlasts(client, "does not answer", begin=hold, end=let_go)


def test_what_gave_up_waiting_is_said_too() -> None:
    assert in_words(TimeoutError()) == "the store cannot be reached (TimeoutError)"


async def test_a_script_is_sent_whole_to_a_server_that_has_forgotten_it(client: Client) -> None:
    script = client.register_script("return redis.call('INCRBY', KEYS[1], ARGV[1])")
    counted = []
    for _ in range(2):
        await client.script_flush()
        counted += [await script(keys=["n"], args=[2]), await script(keys=["n"], args=[3])]

    assert counted == [2, 5, 7, 10]
    # In between nobody can have restarted it, or be another.
    assert "cmdstat_script|load" not in await client.info("commandstats")


async def test_a_line_that_is_dead_is_given_up_for_a_new_one(proxy: StoreProxy, client: Client) -> None:
    await client.set("{sf}:n", 1)
    proxy.swallow()

    assert await client.get("{sf}:n") == b"1"


async def test_who_is_told_to_stop_waits_for_no_store(proxy: StoreProxy, client: Client) -> None:
    proxy.open.clear()
    failures = []

    async def ask() -> None:
        try:
            await client.incr("{sf}:n")
        except (*STORE_FAILURES, OSError) as error:
            failures.append(error)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(ask())
        await is_said(client.availability, "does not answer")
        client.availability.stop()
    await ask()

    assert len(failures) == 6


async def test_who_is_impatient_learns_of_the_trouble_at_once(server: StoreServer, client: Client) -> None:
    async with server.client() as admin:
        await admin.execute_command("REPLICAOF", "127.0.0.1", "1")
        with impatiently(3), pytest.raises(STORE_FAILURES, match="read only"):
            await client.set("{sf}:n", 1)


async def test_connections_that_are_killed_in_a_storm_lose_nothing_and_nothing_is_said(
    server: StoreServer, client: Client
) -> None:
    done: list[int] = []

    async def count() -> None:
        for _ in range(20):
            done.append(await client.incr("{sf}:n"))  # noqa: PERF401  -- each as soon as it is

    with capture_logs() as logs:
        async with server.client() as admin, asyncio.TaskGroup() as tasks:
            counting = [tasks.create_task(count()) for _ in range(5)]
            for kills in range(1, 20):
                await wait_until(partial(_holds, done, 5 * kills), "it goes on")
                await admin.client_kill_filter(_type="normal", skipme=True)
            await asyncio.wait(counting)
    # What was cut off may have been done, and is done again.
    assert len(set(done)) == 100
    assert int(await client.get("{sf}:n")) >= 100
    assert logs == []


async def test_a_store_that_is_emptied_is_noticed_and_marked_anew(
    server: StoreServer, client: Client
) -> None:
    guard = StoreGuard(client, PassingClock(NOON))
    await guard.begin()
    other = StoreGuard(client, PassingClock(NOON))
    await other.begin()
    async with server.client() as admin, asyncio.TaskGroup() as tasks:
        before = await admin.get(MARK.name)
        lost, lost_too = tasks.create_task(guard.lost()), tasks.create_task(other.lost())
        await admin.flushall()
        assert "the store was emptied under us (all)" in await lost
        assert "the store was emptied under us (all)" in await lost_too
        assert await admin.get(MARK.name) not in {None, before}


async def test_places_in_streams_that_were_lost_are_forgotten_with_them(client: Client) -> None:
    guard, poll_mark = StoreGuard(client, PassingClock(NOON)), POLL_MARK.at(0).name
    await guard.begin()
    observed, into, dispatched = OBSERVED.at(0).name, PLACES.of("observations"), DISPATCHED.at(0).name
    for mark, gone, left in ((poll_mark, into, dispatched), (MARK.name, dispatched, into)):
        await client.hset(into, observed, "99999999999999-0")
        await client.set(dispatched, "99999999999999-0")
        await client.delete(mark)

        assert "the store was emptied under us (1 of 4 parts of it)" in await guard.lost()

        assert (await client.exists(gone), await client.exists(left)) == (0, 1)


async def test_a_store_that_may_evict_is_refused_and_held_off_once_it_may(
    server: StoreServer, client: Client
) -> None:
    guard = StoreGuard(client, PassingClock(NOON))
    await guard.begin()
    async with server.client() as admin, asyncio.TaskGroup() as tasks:
        await admin.config_set("maxmemory", "50mb")
        await admin.config_set("maxmemory-policy", "allkeys-lru")
        with pytest.raises(
            ConfigurationError, match=r"may throw away what we keep \(.*allkeys-lru\): set it"
        ):
            await StoreGuard(client, SystemClock()).begin()
        server_finding, _ = await server_findings(client, SystemClock().now())
        assert not server_finding.ok
        assert "allkeys-lru): set it to noeviction" in server_finding.says

        lost = tasks.create_task(guard.lost())
        await is_said(client.availability, "may throw away what we keep")
        waiting = tasks.create_task(client.set("{sf}:n", 1))
        assert not await admin.exists("{sf}:n")
        await admin.config_set("maxmemory-policy", "noeviction")
        assert "may be gone in parts" in await lost
        assert await waiting


async def test_a_store_that_does_not_say_how_it_is_set_up_is_used_all_the_same(
    server: StoreServer,
) -> None:
    async with server.client() as admin:
        await admin.execute_command("ACL", "SETUSER", "me", "on", ">p", "~{sf*", "+@all", "-@dangerous")
    url = SecretStr(f"redis://me:p@127.0.0.1:{server.port}/0")
    async with open_store(StoreSettings(redis_url=url), waits=True) as opened:
        with capture_logs() as logs:
            await StoreGuard(opened, SystemClock()).begin()
        found = await server_findings(opened, SystemClock().now())
    assert ["does not say" in line for line in lines_of(logs)] == [True]
    assert all(finding.ok for finding in found)
    assert "not how it is set up" in found[0].says


def _holds(done: list[int], number: int) -> bool:
    return len(done) >= number
