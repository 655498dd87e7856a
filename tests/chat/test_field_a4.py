"""Whoever sets up a channel that we may not post in learns so there and then, and until it is mended."""

import itertools
from dataclasses import replace

import pytest

from bot.channel_commands.forms import VENDORS
from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.contact import Inquiry, Reply, Submission
from bot.domain.message import Destination
from bot.domain.presence import ChannelAccess
from bot.pipeline import Pipeline
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from tests.builders import NOON, a_catalog
from tests.chat_builders import ALL_TRAITS, a_channel
from tests.servers.memory_chat import MemoryChat

CATALOG = a_catalog(services=("github", "stripe"))
OPS = Destination(platform="memory", channel="ops")
NUMBERS = itertools.count()
INVITE = "I may not post in #ops yet: write /invite @sharedfate there"


def a_platform(trouble: str = INVITE) -> MemoryChat:
    return MemoryChat(accesses={"ops": ChannelAccess(trouble=trouble, id="ops")})


def a_respondent(client: Client, chat: MemoryChat, *fixed: Channel) -> Responder:
    clock = SimulatedClock(NOON)
    pipeline = Pipeline(client=client, catalog=CATALOG, clock=clock, traits=ALL_TRAITS, fixed=fixed)
    return pipeline.responder({"memory": chat})


async def said(responder: Responder, text: str, **contact: object) -> str:
    inquiry = Inquiry(id=str(next(NUMBERS)), place=OPS, user="U1", text=text)
    return words(await responder.answer(replace(inquiry, **contact)))  # type: ignore[arg-type]


def words(reply: Reply | None) -> str:
    assert reply is not None
    assert reply.message is not None
    lines = [str(span) for section in reply.message.sections for line in section.lines for span in line]
    return "\n".join((reply.message.headline, *lines))


@pytest.mark.parametrize(
    "command",
    [
        "watch github",
        "watch shared",
        "import github, stripe",
        "settings digest 9:00 UTC",
        "settings grade confirmed",
    ],
)
async def test_field_a4_every_command_that_makes_a_channel_hear_says_that_it_cannot(
    redis: Client, command: str
) -> None:
    responder = a_respondent(redis, a_platform())
    if command.startswith("settings grade"):
        await said(responder, "watch stripe")

    assert INVITE in await said(responder, command)


@pytest.mark.parametrize("command", ["list", "settings show", "watch github", "health", "test"])
async def test_field_a4_it_is_said_until_it_is_mended(redis: Client, command: str) -> None:
    chat = a_platform()
    responder = a_respondent(redis, chat)
    first = await said(responder, "watch github")
    before = await said(responder, command)
    chat.accesses["ops"] = ChannelAccess(id="ops")

    assert "Now watching" in first.splitlines()[0]
    assert first.splitlines()[0].endswith(", but alerts cannot be posted yet")
    assert INVITE in before
    assert INVITE not in await said(responder, command)


async def test_field_a4_a_form_says_it_too(redis: Client) -> None:
    responder = a_respondent(redis, a_platform())
    form = Submission(id="f", place=OPS, user="U1", form="stack", values={VENDORS: "github"})

    assert INVITE in words(await responder.submit(form))


async def test_field_a4_of_a_pair_as_well(redis: Client) -> None:
    chat = a_platform("")
    other = Destination(platform="slack", channel="C2")
    chat.accesses["C2"] = ChannelAccess(
        trouble="#other is archived: unarchive it, or choose another", id="C2"
    )
    clock = SimulatedClock(NOON)
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=clock, traits=ALL_TRAITS)
    responder = pipeline.responder({"memory": chat, "slack": chat})

    found = await said(responder, f"settings pair {other}")

    assert found.splitlines()[0].endswith(", but its pair cannot be told yet")
    assert "The paired channel: #other is archived" in found


@pytest.mark.parametrize("command", ["list", "settings show", "watch stripe", "test"])
async def test_field_a4_what_only_a_post_shows_is_said_until_one_is_taken(
    redis: Client, command: str
) -> None:
    responder, store = a_respondent(redis, a_platform("")), ChannelHealths(redis)
    await said(responder, "watch github")
    refused = (await store.load(str(OPS))).failed(
        NOON, "Slack chat.postMessage to ops: restricted_action: ask an admin"
    )
    await store.save(str(OPS), refused)

    assert "The last post failed: Slack chat.postMessage to ops: restricted" in await said(responder, command)

    await store.save(str(OPS), refused.well())

    assert "restricted_action" not in await said(responder, command)


async def test_field_a5_a_pair_that_is_given_by_its_name_is_kept_by_its_id(redis: Client) -> None:
    chat = a_platform("")
    chat.accesses["#other"] = ChannelAccess(id="C2")
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=SimulatedClock(NOON), traits=ALL_TRAITS)
    await said(pipeline.responder({"memory": chat, "slack": chat}), "settings pair slack:#other")
    stored = await Channels(redis).load(OPS)

    assert stored is not None
    assert str(stored.paired) == "slack:C2"


async def test_field_a4_what_the_platform_says_with_the_command_counts_first(redis: Client) -> None:
    responder = a_respondent(redis, a_platform())

    assert INVITE not in await said(responder, "watch github", hindrance="")
    assert "give me Send Messages" in await said(responder, "list", hindrance="give me Send Messages there")


async def test_field_a4_an_announce_channel_says_it_without_having_been_set_up(redis: Client) -> None:
    responder = a_respondent(redis, a_platform(), a_channel(OPS))

    assert INVITE in await said(responder, "list")


@pytest.mark.parametrize("command", ["is github down?", "unwatch github", "list", "settings show"])
async def test_field_a4_where_nothing_is_told_nothing_is_in_the_way(redis: Client, command: str) -> None:
    assert INVITE not in await said(a_respondent(redis, a_platform()), command)


async def test_field_a4_a_platform_that_hangs_holds_up_no_answer(
    redis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(MemoryChat):
        async def access(self, place: Destination) -> ChannelAccess:
            await self.listen(None)  # type: ignore[arg-type]  # for ever
            raise AssertionError(place)

    monkeypatch.setattr("bot.chat.access_check._PATIENCE_SECONDS", 0.01)

    assert (await said(a_respondent(redis, Hanging()), "watch github")).startswith("Now watching")
