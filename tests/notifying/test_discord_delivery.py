"""One incident's life in Discord, wherever it is told: the real discord.py, a router and a deliverer."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import SimulatedClock
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.chat_builders import a_channel, of, over, publish
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage, joined
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected
from tests.servers.memory_chat import MemoryChat

HERE = Destination(platform="discord", channel="60")
FAR = Destination(platform="distant", channel="far")
FIRST = an_outage(1, NOON)
GREW = joined(FIRST, "s3", at(12, 2))
WEAKER = replace(GREW, version=3, grade=Grade.SUSPECTED, updated_at=at(12, 8))
ENDED = replace(over(WEAKER, at=at(12, 30)), version=4)


@asynccontextmanager
async def a_pair(
    redis: Client, fake: FakeDiscord, clock: SimulatedClock
) -> AsyncIterator[tuple[Desk, MemoryChat]]:
    """Discord, and a channel elsewhere that hears what Discord cannot be told."""
    distant = MemoryChat("distant")
    async with connected(fake) as discord:
        for channel in (a_channel(HERE, paired=FAR), a_channel(FAR, watches=(), paired=HERE)):
            await Channels(redis).save(channel, clock.now())
        yield (
            await a_desk(redis, CATALOG, clock, {"discord": discord, "distant": distant}, edits=EDITS),
            distant,
        )


def in_a_dm(fake: FakeDiscord) -> None:
    fake.opens_no_thread("60", 403, 50003, "Cannot execute action on a DM channel")


def in_a_forum_post(fake: FakeDiscord) -> None:
    fake.opens_no_thread("60", 400, 50024, "Cannot execute action on this channel type")


def without_the_right(fake: FakeDiscord) -> None:
    fake.opens_no_thread("60", 403, 50013, "Missing Permissions")


@pytest.mark.parametrize("place", [in_a_dm, in_a_forum_post, without_the_right])
async def test_field_a3_where_there_are_no_threads_all_news_is_told_as_replies_and_no_pair_is(
    redis: Client, place: Callable[[FakeDiscord], None]
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_discord() as fake, a_pair(redis, fake, clock) as (desk, distant):
        place(fake)
        for incident in (FIRST, GREW, WEAKER, ENDED):
            await clock.advance_to(incident.updated_at)
            await publish(redis, of(incident))
            await desk.drain()
        await clock.advance(timedelta(minutes=5))
        await desk.drain()

        card, newcomer, weaker, ended = fake.messages("60")
        assert "S3 joined" in newcomer["content"]
        assert [str(m["message_reference"]["message_id"]) for m in (newcomer, weaker)] == [card["id"]] * 2
        assert "outage is over" in ended["content"]
        assert "outage is over" in card["content"]
        assert distant.posted == []
        assert (await ChannelHealths(redis).load(str(HERE))).trouble == ""


@pytest.mark.parametrize("is_deleted", [True, False])
async def test_field_a3_a_thread_that_is_deleted_is_opened_anew_and_a_locked_one_replaced(
    redis: Client, *, is_deleted: bool
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_discord() as fake, a_pair(redis, fake, clock) as (desk, distant):
        for incident in (FIRST, GREW, WEAKER):
            await clock.advance_to(incident.updated_at)
            await publish(redis, of(incident))
            await desk.drain()
            card = fake.messages("60")[0]["id"]
            if incident is GREW:
                (fake.delete_thread if is_deleted else fake.lock)(card)

        assert len(fake.messages(card)) == (2 if is_deleted else 1)
        assert len(fake.messages("60")) == (1 if is_deleted else 2)
        assert distant.posted == []


async def test_field_a7_a_card_whose_answer_was_lost_is_there_once_and_true_a_quarter_of_an_hour_later(
    redis: Client,
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_discord() as fake, a_pair(redis, fake, clock) as (desk, _):
        fake.lose_answer("/messages", 503)
        await publish(redis, of(FIRST))
        await desk.drain()
        fake.forget_nonces()
        await clock.advance(timedelta(minutes=15))
        await publish(redis, of(replace(GREW, updated_at=clock.now())))
        await desk.drain()

        (card,) = fake.messages("60")
        assert "S1, S7 and S3" in card["content"]


async def test_field_a1_a_server_that_takes_the_bot_back_is_told_what_is_open_and_what_it_missed(
    redis: Client,
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_discord() as fake, a_pair(redis, fake, clock) as (desk, distant):
        fake.refuse_all = (403, 50001, "Missing Access")
        await publish(redis, of(FIRST), of(an_outage(2, NOON)))
        await desk.drain()
        assert len(distant.top("far")) == 2, "the pair is told at once"
        await clock.advance_to(at(12, 30))
        await publish(redis, of(replace(over(FIRST, at=at(12, 30)), version=9)))
        await desk.drain()
        fake.refuse_all = None
        for _ in range(6):
            await clock.advance(timedelta(minutes=1))
            await desk.drain()

        card, missed = fake.messages("60")
        assert "S2 and S8" in card["content"]
        assert missed["content"].startswith("Missed while we could not post here: 1 event")
