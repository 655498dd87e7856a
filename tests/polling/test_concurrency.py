"""How many pages are read at once: no platform holds up another, more are read where answers take long."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from redis.asyncio import Redis

from adapters.status_pages import FORMATS
from bot.clock import SimulatedClock
from bot.pipeline import Pipeline
from bot.polling.concurrency import PER_PLATFORM, SLOW_AT_ONCE, ConcurrencyLimit, Slots
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.poller import LEASE
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.sources import Sources
from tests.builders import NOON, a_catalog, a_service, a_source
from tests.clocks import PassingClock
from tests.servers.sites import SILENCE, Answer, sites
from tests.servers.status_page import SUMMARY
from tests.waiting import wait_until

PATIENT = Timeouts(connect=60, read=60, total=60)
HANGING = 40


async def test_a_platform_whose_slots_are_all_taken_delays_no_other_and_claims_no_more(
    redis: Client,
) -> None:
    clock = PassingClock(NOON)
    each_thrice = asyncio.Event()

    def serve(host: str, _path: str) -> Answer:
        quick = [running.asked[f"q{number}.example", "/x"] for number in range(3)]
        if min(quick) >= 3 and len(running.asked) >= 3 + PER_PLATFORM:
            each_thrice.set()
        return SILENCE if host.startswith("s") else Answer(SUMMARY)

    async with sites(serve) as running, Fetcher("test", timeouts=PATIENT, resolve=running.resolve) as fetcher:
        hosts = [(f"s{n}", "statuspage") for n in range(HANGING)] + [(f"q{n}", "quick") for n in range(3)]
        services = [
            a_service(
                id_,
                sources=(
                    a_source(id_, url=running.url(f"{id_}.example", "/x"), format=form, allow_private=True),
                ),
            )
            for id_, form in hosts
        ]
        pipeline = Pipeline(client=redis, catalog=a_catalog(services=services, edges=()), clock=clock)
        poller = pipeline.poller(
            reader_of(fetcher, {**FORMATS, "quick": FORMATS["statuspage"]}), lease=timedelta(days=9)
        )
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(poller.run())
            await each_thrice.wait()
            polling.cancel()

    asked = [host for host, _ in running.asked if host.startswith("s")]
    assert len(asked) == PER_PLATFORM
    waiting = (await poller.sources.claim_due(clock.now(), LEASE, 0)).waiting
    assert len([id_ for id_ in waiting if id_.startswith("s")]) == HANGING - PER_PLATFORM


async def test_an_idle_poller_looks_once_a_second_and_reads_what_others_make_due(redis: Client) -> None:
    clock = PassingClock(NOON)
    read = asyncio.Event()

    def serve(_host: str, _path: str) -> Answer:
        read.set()
        return Answer(SUMMARY)

    async with sites(serve) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        source = a_source(
            "calm", url=running.url("calm.example"), allow_private=True, interval=timedelta(days=9)
        )
        catalog = a_catalog(services=[a_service("calm", sources=(source,))], edges=())
        poller = Pipeline(client=redis, catalog=catalog, clock=clock).poller(reader_of(fetcher, FORMATS))
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            await poller.schedule()
            await redis.config_resetstat()
            polling = tasks.create_task(poller.run())
            await clock.sleep(timedelta(seconds=50))
            stats, seconds = await redis.info("commandstats"), (clock.now() - NOON).total_seconds()
            assert not read.is_set()
            await Sources(redis).hurry([source.id], clock.now())
            await read.wait()
            polling.cancel()

    assert stats["cmdstat_evalsha"]["calls"] <= seconds + 5, "of them a few to schedule"
    assert not {"cmdstat_hget", "cmdstat_hmget", "cmdstat_multi"} & stats.keys()


async def test_a_store_that_stands_still_has_few_connections_taken(redis: Client, server: Path) -> None:
    count = 40
    page = Answer(SUMMARY)
    async with (
        sites(lambda *_: page) as running,
        Fetcher("test", resolve=running.resolve) as fetcher,
        Redis(unix_socket_path=str(server), max_connections=20) as narrow,
    ):
        services = [
            a_service(
                f"s{n}", sources=(a_source(f"s{n}", url=running.url(f"s{n}.example"), allow_private=True),)
            )
            for n in range(count)
        ]
        catalog = a_catalog(services=services, edges=())
        poller = Pipeline(client=narrow, catalog=catalog, clock=SimulatedClock(NOON)).poller(
            reader_of(fetcher, FORMATS)
        )
        await redis.client_pause(60_000, all=False)
        async with asyncio.TaskGroup() as tasks:
            for id_ in catalog.sources:
                tasks.create_task(poller.read(id_))
            await wait_until(lambda: running.asked.total() == count and not poller.limits, "all are read")
            await redis.client_unpause()

    assert len(await Sources(redis).load_all()) == count


def due(platform: str, ids: Iterable[int]) -> list[tuple[str, str]]:
    return [(f"{platform}{number}", platform) for number in ids]


def test_a_place_goes_to_the_platform_that_has_the_fewest_and_there_to_the_most_overdue() -> None:
    slots = Slots(at_once=4)
    slots.await_turn([*due("a", range(9)), *due("b", range(2)), *due("c", range(1))])

    first = slots.next()
    assert list(first) == ["a0", "b0", "c0", "a1"]
    assert slots.next() == {}

    first["b0"].give_back()
    assert slots.freed.is_set()
    assert list(slots.next()) == ["b1"]


def test_who_is_set_apart_gives_its_place_to_another_while_there_is_room_for_such() -> None:
    slots = Slots(at_once=1)
    apart = [slots.slot_of("a") for _ in range(SLOW_AT_ONCE)]
    assert all(slot.set_apart() for slot in apart)
    last = slots.slot_of("a")
    assert not last.set_apart()
    assert slots.free_anywhere == 0

    apart[0].give_back()
    assert last.set_apart()
    assert slots.free_anywhere == 1


def test_places_grow_while_some_wait_and_answers_are_good_and_are_halved_by_trouble() -> None:
    limit = ConcurrencyLimit(10, 30)
    for _ in range(100):
        limit.grow()
    assert limit.free == 10, "nobody waits"

    limit.is_short = True
    for _ in range(105):
        limit.grow()
    assert limit.free == 20, "by one for ten answers"
    for _ in range(900):
        limit.grow()
    assert limit.free == 30

    limit.halve()
    assert limit.free == 15
    limit.halve()
    assert limit.free == 10

    for _ in range(900):
        limit.grow()
    for _ in range(200):
        limit.rest()
    assert limit.free == 10, "what is not needed is given back"


def test_one_platform_has_no_more_than_half_of_all_places_and_all_no_more_than_set() -> None:
    slots = Slots(most=8)
    slots.await_turn([*due("a", range(9)), *due("b", range(9))])

    chosen = slots.next()

    assert len(chosen) == 8
    assert sum(id_.startswith("a") for id_ in chosen) == 4
