"""Whether we may post in a channel is asked of the platform, and said with what to do."""

from typing import Any

import pytest

from adapters.chat.discord.access import access_of, trouble_of
from adapters.chat.discord.permissions import PERMISSIONS, WANTED, lack_in, permissions_in
from adapters.chat.slack.settings import SCOPES
from bot.domain.message import Destination
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess
from tests.servers import discord_clients
from tests.servers.discord import fake_discord
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import a_client
from tests.servers.slack_methods import a_conversation
from tests.waiting import wait_until

OPS = Destination(platform="slack", channel="C1")
NAMED = Destination(platform="slack", channel="#ops")
HERE = Destination(platform="discord", channel="60")
INVITE = "I may not post in #ops yet: write /invite @sharedfate there"
BITS = {permission.name: bit for bit, permission in PERMISSIONS.items()}


async def access_in_slack(place: Destination, scopes: set[str] | None = None, **known: Any) -> ChannelAccess:
    """What Slack says of #ops, which is C1, being as given."""
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1", scopes=set(SCOPES) if scopes is None else scopes)
        slack.channels = {"C9": a_conversation("C9", "general"), "C1": a_conversation("C1", "ops", **known)}
        return await a_client(slack).access(place)


@pytest.mark.parametrize("place", [OPS, NAMED])
@pytest.mark.parametrize(
    ("known", "trouble"),
    [
        ({}, ""),
        ({"is_member": False}, INVITE),
        ({"is_member": False, "is_private": True}, INVITE),
        ({"is_archived": True}, "#ops is archived: unarchive it, or choose another"),
        ({"is_archived": True, "is_member": False}, "#ops is archived: unarchive it, or choose another"),
        ({"is_read_only": True}, "#ops is read-only for me: ask an admin of the workspace to let me post"),
        ({"is_frozen": True}, "#ops is read-only for me: ask an admin of the workspace to let me post"),
        (
            {"properties": {"posting_restricted_to": {"type": ["admin"], "user": ["U5"]}}},
            "Only some may post in #ops: add me under its settings, Posting permissions",
        ),
        ({"properties": {"posting_restricted_to": {"type": ["admin"], "user": ["UBOT"]}}}, ""),
        ({"properties": {"posting_restricted_to": {"type": [], "user": []}}}, ""),
    ],
)
async def test_field_a4_slack_says_whether_we_may_post(
    place: Destination, known: dict[str, Any], trouble: str
) -> None:
    assert await access_in_slack(place, **known) == ChannelAccess(trouble=trouble, id="C1")


@pytest.mark.parametrize(("is_private", "trouble"), [(False, ""), (True, INVITE)])
async def test_field_a4_with_the_right_to_post_unasked_a_public_channel_takes_posts(
    trouble: str, *, is_private: bool
) -> None:
    scopes = {*SCOPES, "chat:write.public"}
    access = await access_in_slack(OPS, scopes, is_member=False, is_private=is_private)

    assert access.trouble == trouble


@pytest.mark.parametrize("place", ["C404", "#nothing"])
async def test_field_a4_a_channel_that_slack_does_not_show_us_is_said(place: str) -> None:
    access = await access_in_slack(Destination(platform="slack", channel=place))

    assert access.trouble.startswith("Slack shows me no ")
    assert "/invite @sharedfate" in access.trouble


async def test_field_a4_without_the_right_to_look_we_try_to_read() -> None:
    few = {"chat:write", "channels:history"}

    assert (await access_in_slack(OPS, few, is_member=False)).trouble.startswith(
        "I may not post in that channel"
    )
    assert await access_in_slack(OPS, few) == ChannelAccess(id="C1")
    assert await access_in_slack(NAMED, few) == UNKNOWN_ACCESS


async def test_field_a4_what_slack_does_not_say_is_not_claimed() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        slack.refuses_all = "internal_error"
        assert await client.access(OPS) == UNKNOWN_ACCESS
        assert await client.access(Destination(platform="slack", channel="D1")) == UNKNOWN_ACCESS
    assert await client.access(NAMED) == UNKNOWN_ACCESS


@pytest.mark.parametrize("missing", ["View Channels", "Send Messages", "Embed Links"])
def test_field_a4_discord_without_a_vital_permission_is_trouble_that_names_it(missing: str) -> None:
    said = trouble_of(WANTED & ~BITS[missing], in_thread=False)

    assert said.startswith(f"I may not post in this channel yet: give me {missing} there")


@pytest.mark.parametrize("missing", ["Attach Files", "Read Message History", "Create Public Threads"])
def test_field_a4_without_another_posts_are_only_poorer(missing: str) -> None:
    access = access_of({"id": "60", "type": 0, "name": "ops"}, WANTED & ~BITS[missing])

    assert access.trouble == ""
    assert access.advice.startswith(f"give me {missing} (")
    assert " in #ops, under the channel's settings" in access.advice


def test_field_a4_in_a_thread_another_permission_counts() -> None:
    without = WANTED & ~BITS["Send Messages"]

    assert trouble_of(without, in_thread=True) == ""
    assert "Send Messages in Threads" in trouble_of(
        WANTED & ~BITS["Send Messages in Threads"], in_thread=True
    )
    assert not lack_in(1 << 3, is_thread=False).vital


def overwrite(id_: str, *, allow: int = 0, deny: int = 0) -> dict[str, object]:
    return {"id": id_, "type": 0, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("everyone", "overwrites", "roles", "may"),
    [
        (WANTED, [], (), True),
        (0, [], (), False),
        (WANTED, [overwrite("50", deny=1 << 11)], (), False),
        (WANTED, [overwrite("50", deny=1 << 11), overwrite("70", allow=1 << 11)], ("70",), True),
        (WANTED, [overwrite("50", deny=1 << 11), overwrite("70", allow=1 << 11)], (), False),
        (WANTED, [overwrite("70", allow=1 << 11), overwrite("1", deny=1 << 11)], ("70",), False),
        (0, [overwrite("1", allow=WANTED)], (), True),
    ],
)
async def test_field_a4_discords_overwrites_count_in_its_own_order(
    everyone: int, overwrites: list[dict[str, object]], roles: tuple[str, ...], *, may: bool
) -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.roles = roles
        fake.guild["roles"] = [
            {"id": "50", "permissions": str(everyone)},
            {"id": "70", "permissions": "0"},
        ]
        fake.guild["channels"] = [{"id": "60", "type": 0, "name": "ops", "permission_overwrites": overwrites}]

        access = await client.access(HERE)

    assert access.is_known
    assert (access.trouble == "") is may


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ({"type": 4}, "a category, which takes no messages"),
        ({"type": 15}, "a forum, which takes no messages"),
        ({"is_hidden": True}, "I may not see channel 61: invite me to its server"),
        ({"type": 11, "parent_id": "60", "thread_metadata": {"locked": True}}, "a locked thread"),
        (None, "Discord has no channel 61"),
    ],
)
async def test_field_a4_places_that_take_no_message_are_said(place: dict[str, Any] | None, says: str) -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.guild["roles"] = [{"id": "50", "permissions": str(WANTED)}]
        if place is not None:
            fake.places = {"61": {"id": "61", "name": "x", "permission_overwrites": [], **place}}

        access = await client.access(Destination(platform="discord", channel="61"))

    assert says in access.trouble


async def test_field_a4_what_discord_does_not_say_is_not_claimed() -> None:
    async with fake_discord() as fake, discord_clients.connected(fake) as client:
        fake.guild["channels"] = [{"id": "60", "type": 1}]
        assert await client.access(HERE) == UNKNOWN_ACCESS
        fake.refuses_all = 403
        assert await client.access(HERE) == UNKNOWN_ACCESS


def test_field_a4_an_owner_and_an_administrator_may_everything() -> None:
    guild = {"id": "50", "owner_id": "1", "roles": [{"id": "50", "permissions": "8"}]}
    member = {"user": {"id": "1"}, "roles": []}

    assert permissions_in({"id": "60"}, guild, member) & WANTED == WANTED
    assert permissions_in({"id": "60"}, {**guild, "owner_id": "2"}, member) & WANTED == WANTED


async def test_field_a4_an_interaction_carries_what_we_may_do_there() -> None:
    async with fake_discord() as fake, discord_clients.listening(fake) as echo:
        for ours in (WANTED, WANTED & ~BITS["Send Messages"], None):
            await fake.command("isdown", {"name": "github"}, ours=ours)
        await wait_until(lambda: len(echo.asked) == 3, "all are heard")

    assert [inquiry.hindrance for inquiry in echo.asked][::2] == ["", None]
    assert "give me Send Messages there" in (echo.asked[1].hindrance or "")
