"""A channel given by its name is told by its id from the first post on, and one channel is told once."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from adapters.chat_platforms import TRAITS
from bot.alerting.routing import destinations_in, fixed_channels
from bot.alerting.spellings import each_once
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess
from bot.notifying.announce_watch import AnnounceWatch
from bot.notifying.pairing import Pairing
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.outbox import Outbox
from bot.storage.stores import stores_of
from tests.builders import NOON, a_catalog, a_member, an_incident, at
from tests.chat_builders import a_channel, of, publish
from tests.desk import Desk, a_desk, a_session
from tests.servers.memory_chat import MemoryChat
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client
from tests.servers.slack_methods import a_conversation

CATALOG = a_catalog(services=("cloudflare", "s1", "s2"))
NAMED = Destination(platform="slack", channel="#incidents")
BY_ID = Destination(platform="slack", channel="C1")
FIRST = an_incident(members=(a_member("s1"), a_member("s2")))
LATER = replace(FIRST, id="inc-20251118-00000002", opened_at=at(12, 1), updated_at=at(12, 1))


async def a_slack_desk(
    redis: Client, slack: FakeSlack, *fixed: Channel, clock: SimulatedClock | None = None
) -> Desk:
    """A desk after a start: what it knows of channels is in the store alone."""
    clock = clock or SimulatedClock(NOON)
    return await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)}, *fixed)


async def test_field_a5_a_renamed_channel_is_told_after_a_restart(redis: Client) -> None:
    async with fake_slack() as slack:
        slack.channels = {"C1": a_conversation("C1", "incidents")}
        await publish(redis, of(FIRST))
        await (await a_slack_desk(redis, slack, a_channel(NAMED))).drain()
        slack.channels["C1"]["name"] = "outages"
        await publish(redis, of(LATER))
        await (await a_slack_desk(redis, slack, a_channel(NAMED))).drain()

        assert len(slack.messages("C1")) == 2


async def test_field_a5_even_one_that_was_renamed_before_anything_was_posted(redis: Client) -> None:
    async with fake_slack() as slack:
        slack.channels = {"C1": a_conversation("C1", "outages", previous_names=["incidents"])}
        await publish(redis, of(FIRST))
        await (await a_slack_desk(redis, slack, a_channel(NAMED))).drain()

        assert len(slack.messages("C1")) == 1


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_field_a5_a_first_post_whose_answer_is_lost_is_there_once(
    redis: Client, *, is_restarted: bool
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        slack.channels = {"C1": a_conversation("C1", "incidents")}
        slack.lose_answer("chat.postMessage")
        await publish(redis, of(FIRST))
        desk = await a_slack_desk(redis, slack, a_channel(NAMED), clock=clock)
        await desk.drain()
        await clock.advance_to(at(12, 5))
        if is_restarted:
            desk = await a_slack_desk(redis, slack, a_channel(NAMED), clock=clock)
        await desk.drain()

        assert len(slack.called("chat.postMessage")) == 1
        assert len(slack.messages("C1")) == 1


async def test_field_a5_without_the_right_to_list_channels_the_first_post_teaches_the_id(
    redis: Client,
) -> None:
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1", scopes={"chat:write", "channels:history", "files:write"})
        slack.channels = {"C1": a_conversation("C1", "incidents")}
        await publish(redis, of(FIRST))
        await (await a_slack_desk(redis, slack, a_channel(NAMED))).drain()
        slack.channels["C1"]["name"] = "outages"
        await publish(redis, of(LATER))
        await (await a_slack_desk(redis, slack, a_channel(NAMED))).drain()

        assert len(slack.messages("C1")) == 2


async def test_field_a5_a_channel_of_two_spellings_is_told_once(redis: Client) -> None:
    chat, clock = MemoryChat(platform="slack"), SimulatedClock(NOON)
    await Channels(redis).learn(NAMED, "C1")
    desk = await a_desk(redis, CATALOG, clock, {"slack": chat}, a_channel(NAMED), a_channel(BY_ID))
    await publish(redis, of(FIRST))
    await desk.drain()

    assert [posted.channel for posted in chat.posted] == ["C1"]


@pytest.mark.parametrize(
    ("spelt", "known"),
    [
        ("slack:#incidents,slack:incidents", ["slack:#incidents"]),
        ("slack:#Incidents, slack:#incidents", ["slack:#incidents"]),
        ("slack:C0123,slack:T1/C0123", ["slack:T1/C0123"]),
        ("slack:<#C0123|incidents>,slack:C0123", ["slack:C0123"]),
        ("slack:https://acme.slack.com/archives/C0123,slack:C0123", ["slack:C0123"]),
        ("slack:T1/#incidents,slack:T1/incidents", ["slack:T1/#incidents"]),
        ("discord:<#123>,discord:123", ["discord:123"]),
        ("discord:https://discord.com/channels/50/123,discord:123", ["discord:123"]),
        ("slack:#incidents,slack:#outages", ["slack:#incidents", "slack:#outages"]),
        ("webhook:Ops,webhook:ops", ["webhook:Ops", "webhook:ops"]),
    ],
)
def test_field_a5_however_a_channel_is_spelt_it_is_one(spelt: str, known: list[str]) -> None:
    assert [str(to) for to in destinations_in(spelt, TRAITS)] == known


def test_field_a5_of_several_spellings_the_one_that_was_told_stays() -> None:
    with_team = replace(BY_ID, team="T1")
    names = {"slack:C1": "slack:#incidents"}

    assert each_once([NAMED, BY_ID, with_team], names, ()) == (NAMED,)
    assert each_once([NAMED, BY_ID, with_team], names, {"slack:T1/C1"}) == (with_team,)
    assert each_once([NAMED, BY_ID], {}, ()) == (NAMED, BY_ID)


async def test_field_a4_a_channel_of_the_settings_that_cannot_be_told_is_said_once_and_learned(
    redis: Client,
) -> None:
    chat, store = MemoryChat(), Channels(redis)
    watch = AnnounceWatch(
        fixed=fixed_channels([NAMED]),
        platforms={"slack": chat},
        channels=store,
        clock=SimulatedClock(NOON),
    )
    with capture_logs() as logs:
        chat.accesses["#incidents"] = ChannelAccess(trouble="I may not post in #incidents yet", id="C1")
        await watch.look()
        chat.accesses["C1"] = chat.accesses["#incidents"]
        await watch.look()
        chat.accesses["C1"] = UNKNOWN_ACCESS
        await watch.look()
        chat.accesses["C1"] = ChannelAccess(id="C1")
        await watch.look()

    assert [(entry["event"], entry.get("why")) for entry in logs] == [
        ("An announce channel cannot be told", "I may not post in #incidents yet"),
        ("An announce channel can be told again", None),
    ]
    assert await store.address_of(NAMED) == BY_ID


async def test_field_a5_a_name_that_is_another_channels_by_now_leads_there(redis: Client) -> None:
    chat, store = MemoryChat(), Channels(redis)
    await store.learn(NAMED, "C1")
    chat.accesses = {
        "C1": ChannelAccess(trouble="#incidents-old is archived", id="C1"),
        "#incidents": ChannelAccess(id="C2"),
    }
    watch = AnnounceWatch(
        fixed=fixed_channels([NAMED]),
        platforms={"slack": chat},
        channels=store,
        clock=SimulatedClock(NOON),
    )
    await watch.look()

    assert await store.address_of(NAMED) == replace(BY_ID, channel="C2")
    assert await store.ids() == {"slack:C2": "slack:#incidents"}


@pytest.mark.parametrize("spelt", ["slack:C1", "slack:T1/C1", "slack:#incidents"])
async def test_field_a5_a_pair_agrees_however_each_calls_the_other(redis: Client, spelt: str) -> None:
    clock, store = SimulatedClock(NOON), Channels(redis)
    here, there = Destination(platform="discord", channel="60"), replace(BY_ID, team="T1")
    await store.learn(NAMED, "C1")
    ours = a_channel(here, paired=destinations_in(spelt, TRAITS)[0])
    for channel in (ours, a_channel(there, watches=(), paired=here)):
        await store.save(channel, clock.now())
    await publish(redis, of(FIRST))
    held = await a_session(stores_of(redis, "d1"), here)
    pairing = Pairing(stores=held, catalog=CATALOG, clock=clock, traits=TRAITS)
    desk = await a_desk(redis, CATALOG, clock, {})
    await desk.router.step()
    await pairing.ask(ours, [FIRST.id])

    assert list((await Outbox(redis, "d1").load(str(there))).subjects) == [FIRST.id]
