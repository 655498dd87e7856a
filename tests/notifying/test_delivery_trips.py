"""What telling many destinations costs the store, counted by the store itself."""

import asyncio
from dataclasses import replace

from bot.clock import SystemClock
from bot.domain.message import Destination
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.notifications import Notifications
from bot.storage.outbox import PendingSubject
from tests.chat_builders import a_channel, of, publish
from tests.desk import a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage
from tests.servers.memory_chat import MemoryChat
from tests.waiting import wait_until

CHANNELS = 60
INCIDENTS = 40


async def reads(redis: Client) -> int:
    """How often the server has read something from anybody."""
    return int((await redis.info("stats"))["total_reads_processed"])


async def test_sixty_destinations_are_told_in_fewer_trips_than_there_are_of_them(redis: Client) -> None:
    chat, clock = MemoryChat(), SystemClock()
    for number in range(CHANNELS):
        to = Destination(platform="memory", channel=f"c{number}")
        await Channels(redis).save(a_channel(to), clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)  # type: ignore[arg-type]
    await publish(redis, of(an_outage(1, clock.now())))
    await desk.router.step()

    before = await reads(redis)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(desk.deliverer.run())
        await wait_until(lambda: len(chat.posted) == CHANNELS, "all are told")
        running.cancel()

    assert await reads(redis) - before < CHANNELS
    told = await Notifications(redis).told(["inc-1"], [f"memory:c{n}" for n in range(CHANNELS)])
    assert len(told) == CHANNELS


async def test_what_a_cap_holds_back_costs_no_trip_of_its_own(redis: Client) -> None:
    chat, clock = MemoryChat(), SystemClock()
    await Channels(redis).save(a_channel(Destination(platform="memory", channel="ops"), cap=1), clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)  # type: ignore[arg-type]
    outages = [an_outage(number % 6, clock.now(), id=f"inc-{number}") for number in range(INCIDENTS)]
    await publish(redis, *map(of, outages))
    await desk.router.step()

    before = await reads(redis)
    await desk.deliverer.step()

    assert len(chat.posted) == 2  # a card, and what names the others
    assert await reads(redis) - before < INCIDENTS


async def test_nobody_looks_at_what_is_due_while_no_hand_is_free(redis: Client) -> None:
    chat, clock = MemoryChat(gate=asyncio.Event()), SystemClock()
    for name in ("a", "b"):
        await Channels(redis).save(a_channel(Destination(platform="memory", channel=name)), clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)  # type: ignore[arg-type]
    await publish(redis, of(an_outage(1, clock.now())))
    await desk.router.step()
    outbox = desk.deliverer.stores.outbox

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(replace(desk.deliverer, at_once=1).run())
        await wait_until(lambda: len(chat.posted) == 1, "one is told, and not answered for")
        await redis.config_resetstat()
        for state in ("v2", "v3"):
            await outbox.put([PendingSubject("memory:b", "inc-1", state)], clock.now())
            await wait_until(lambda: not outbox.filled.is_set(), "it is heard of")
        looks = (await redis.info("commandstats")).get("cmdstat_zrangebyscore")
        assert chat.gate is not None
        chat.gate.set()
        await wait_until(lambda: len(chat.posted) == 2, "both are told")
        running.cancel()

    assert looks is None
