"""Channels and how they are doing: stored whole, looked at at once, forgotten with their workspace."""

from dataclasses import replace
from datetime import time

from bot.alerting.channel_health import Bulletins, CardBudget, ChannelHealth
from bot.domain.channel import Channel, DigestSchedule, Ping, QuietHours
from bot.domain.incident import Grade
from bot.domain.message import Destination, MessageRef
from bot.domain.status import Impact
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from bot.storage.outbox import Outbox, PendingSubject
from tests.builders import NOON, at
from tests.chat_builders import SHARED, watching

OPS = Destination(platform="slack", channel="C1", team="T1")
FULL = Channel(
    destination=OPS,
    watches=(SHARED, *watching("github", component="actions")),
    impact=Impact.MAJOR,
    grade=Grade.PROBABLE,
    regions=("eu",),
    maintenance=True,
    ping=Ping(who="S1", grade=Grade.CONFIRMED),
    editors=("U1",),
    quiet=QuietHours(start=time(22), end=time(7), zone="Europe/Berlin", days=frozenset({0, 4})),
    digest=DigestSchedule(at=time(9), zone="Europe/Berlin"),
    paired=Destination(platform="discord", channel="60"),
    cap=5,
    since=NOON,
    guild="T1",
)


async def test_a_channel_comes_back_as_it_was_set(redis: Client) -> None:
    channels = Channels(redis)
    await channels.save(FULL, NOON)

    assert await channels.load(OPS) == FULL
    assert await channels.load(replace(OPS, team="")) is None
    assert await channels.load_all() == (FULL,)


async def test_a_channel_that_is_set_is_looked_at_and_no_later_than_it_was_to_be(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await Channels(redis).save(FULL, at(13))
    assert await outbox.next_due() == at(13)

    await Channels(redis).save(FULL, at(14))

    assert await outbox.next_due() == at(13)


async def test_a_channel_that_is_set_while_it_is_told_is_looked_at_once_more(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(str(OPS), "inc-1", "v1")], NOON)
    await outbox.claim(NOON, 1)
    seen = await outbox.load(str(OPS))

    await Channels(redis).save(FULL, at(13))
    assert await outbox.finish(str(OPS), seen, seen.subjects, None, at(13))
    assert await outbox.claim(at(13), 1) == [str(OPS)]

    seen = await outbox.load(str(OPS))
    assert not await outbox.finish(str(OPS), seen, seen.subjects, None, at(13))
    assert await outbox.next_due() is None


async def test_a_workspace_that_leaves_takes_its_channels_and_all_about_them_along(redis: Client) -> None:
    channels, outbox = Channels(redis), Outbox(redis, "d1")
    in_discord = replace(FULL, destination=Destination(platform="discord", channel="60"), guild="G1")
    elsewhere = replace(FULL, destination=replace(OPS, team="T2"), guild="T2")
    for channel in (FULL, in_discord, elsewhere):
        await channels.save(channel, NOON)
        await outbox.put([PendingSubject(str(channel.destination), "inc-1", "v1")], NOON)
        await ChannelHealths(redis).save(str(channel.destination), ChannelHealth(failures=1))

    assert await channels.forget("slack", "T1") == 1
    assert await channels.forget("discord", "G1") == 1
    assert await channels.forget("discord", "T2") == 0

    assert await channels.load_all() == (elsewhere,)
    assert await outbox.claim(NOON, 10) == [str(elsewhere.destination)]
    assert (await outbox.load(str(OPS))).subjects == {}
    assert list(await ChannelHealths(redis).load_all()) == [str(elsewhere.destination)]


async def test_nobody_is_forgotten_for_a_workspace_without_a_name(redis: Client) -> None:
    plain = Channel(destination=Destination(platform="slack", channel="C9"), watches=(SHARED,))
    await Channels(redis).save(plain, NOON)

    assert await Channels(redis).forget("slack", "") == 0

    assert await Channels(redis).load_all() == (plain,)


async def test_the_health_of_a_channel_comes_back_as_it_was(redis: Client) -> None:
    healths = ChannelHealths(redis)
    health = ChannelHealth(
        budget=CardBudget(cards=(NOON, at(12, 1))),
        bulletins=Bulletins(
            storm=MessageRef(platform="slack", channel="C1", id="1"), held=("inc-1",), digest_at=NOON
        ),
        failures=2,
        retry_at=at(12, 2),
        trouble="no answer",
    )
    await healths.save("slack:C1", health)

    assert await healths.load("slack:C1") == health
    assert await healths.load("slack:C2") == ChannelHealth()
    assert await healths.load_all() == {"slack:C1": health}
