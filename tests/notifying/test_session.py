"""What one destination has in hand: what goes wrong with it stops no other."""

from dataclasses import replace
from typing import Any

import pytest

from bot.clock import SimulatedClock
from bot.domain.message import Destination, MessageRef
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.key import Key
from bot.storage.keys import CHANNEL_HEALTH, CHANNELS
from bot.storage.outbox import Outbox
from tests.builders import NOON
from tests.chat_builders import a_channel, of, publish
from tests.desk import a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage
from tests.servers.memory_chat import MemoryChat


class OddChat(MemoryChat):
    """Its first message has a handle that is no text."""

    async def send(self, *args: Any, **options: Any) -> MessageRef:
        ref = await super().send(*args, **options)
        return replace(ref, id="\ud83d") if len(self.posted) == 1 else ref


@pytest.mark.parametrize("key", [CHANNELS, CHANNEL_HEALTH])
async def test_what_cannot_be_read_of_one_channel_keeps_no_other_from_being_told(
    redis: Client, key: Key
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    for name in ("a", "b"):
        await Channels(redis).save(a_channel(Destination(platform="memory", channel=name)), clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)
    await publish(redis, of(an_outage(1, clock.now())))
    await desk.router.step()

    await redis.hset(key.at(0).name, "memory:a", b"9{}")
    assert await desk.deliverer.step() == 2

    assert [posted.channel for posted in chat.posted] == ["b"]
    assert (await Outbox(redis, "x").load("memory:a")).subjects.keys() == {"inc-1"}


async def test_what_cannot_be_stored_of_one_channel_keeps_no_other_from_being_told(redis: Client) -> None:
    chat, clock = OddChat(), SimulatedClock(NOON)
    for name in ("a", "b"):
        await Channels(redis).save(a_channel(Destination(platform="memory", channel=name)), clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)
    await publish(redis, of(an_outage(1, clock.now())))
    await desk.router.step()

    assert await desk.deliverer.step() == 2

    left, done = (f"memory:{posted.channel}" for posted in chat.posted)
    assert (await Outbox(redis, "x").load(left)).subjects.keys() == {"inc-1"}
    assert not (await Outbox(redis, "x").load(done)).subjects
