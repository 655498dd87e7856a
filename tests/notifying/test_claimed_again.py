"""A destination that is claimed is told or given back, however the claim and the end of a delivery meet."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import SystemClock
from bot.domain.message import Destination
from bot.notifying.deliverer import Deliverer
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.keys import TELLING
from bot.storage.outbox import Claimed, Outbox, PendingSubject
from tests.chat_builders import a_channel, of, publish
from tests.desk import a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage
from tests.servers.memory_chat import MemoryChat
from tests.waiting import wait_until

OPS = Destination(platform="memory", channel="ops")
HOLDER = "d1"


class SlowToHear(Outbox):
    """There is news at the end of the first delivery, of which we hear once the channel is claimed again."""

    def __init__(self, client: Client) -> None:
        super().__init__(client, HOLDER)
        self.claims = 0

    async def claim(self, now: datetime, count: int, rooms: Mapping[str, int] = {}) -> list[str]:
        found = await super().claim(now, count, rooms)
        self.claims += len(found)
        if self.claims > 1:
            # Nobody is to be saved by its running out.
            await self._client.persist(TELLING.at(0).of(str(OPS)))
        return found

    async def finish(self, destination: str, *rest: Any) -> bool:
        is_due = await super().finish(destination, *rest)
        if self.claims == 1:
            await self.put([PendingSubject(destination, "inc-2", "v1")], SystemClock().now())
            await wait_until(lambda: self.claims > 1, "it is claimed again")
        return is_due


class Stopping(Outbox):
    """Whoever delivers is stopped once it is read what is to be told, and nobody has begun with it."""

    running: "asyncio.Task[None]"

    async def load_many(self, destinations: Sequence[str], most: int) -> list[Claimed]:
        found = await super().load_many(destinations, most)
        asyncio.get_running_loop().call_soon(self.running.cancel)
        await SystemClock().sleep(timedelta(0))
        return found


async def a_deliverer(redis: Client, chat: MemoryChat, outbox: Outbox) -> Deliverer:
    desk = await a_desk(redis, CATALOG, SystemClock(), {"memory": chat}, edits=EDITS)  # type: ignore[arg-type]
    stores: Any = desk.deliverer.stores
    return replace(desk.deliverer, stores=replace(stores, outbox=outbox))


async def test_what_is_claimed_again_before_we_hear_of_its_end_is_told_at_once(redis: Client) -> None:
    chat, clock, outbox = MemoryChat(), SystemClock(), SlowToHear(redis)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)  # type: ignore[arg-type]
    await publish(redis, *(of(an_outage(n, clock.now(), id=f"inc-{n}")) for n in (1, 2)))
    await desk.router.step()  # nobody hears of them yet
    await Channels(redis).save(a_channel(OPS), clock.now())
    await outbox.put([PendingSubject(str(OPS), "inc-1", "v1")], clock.now())

    deliverer = await a_deliverer(redis, chat, outbox)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(deliverer.run())
        await wait_until(lambda: len(chat.posted) == 2, "both are told")
        running.cancel()

    assert not await redis.keys("*:telling:*")


async def test_who_is_stopped_before_he_begins_gives_back_what_he_claimed(redis: Client) -> None:
    clock, outbox = SystemClock(), Stopping(redis, HOLDER)
    await Channels(redis).save(a_channel(OPS), clock.now())
    deliverer = await a_deliverer(redis, MemoryChat(), outbox)

    outbox.running = asyncio.ensure_future(deliverer.run())
    await asyncio.wait((outbox.running,))

    assert outbox.running.cancelled()
    assert await Outbox(redis, "other").claim(clock.now(), 1) == [str(OPS)]
