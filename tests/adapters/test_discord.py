"""What we post to Discord: the real discord.py against a local one."""

import asyncio
import json
from dataclasses import replace

import pytest

from adapters.chat.discord.platform import PLATFORM
from adapters.chat.discord.settings import DiscordSettings
from bot.domain.message import Button, Destination, Message, Picture, Section, Text
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, MissingSecret, RateLimited, Undeliverable
from tests.servers.discord import fake_discord
from tests.servers.discord_clients import connected
from tests.servers.discord_rules import called
from tests.servers.respondent import HOSTILE, a_message
from tests.servers.trouble import Mood
from tests.servers.vault import MemoryVault

CHANNEL = Destination(platform="discord", channel="60")


async def test_an_alert_is_posted_edited_and_threaded() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("first"), CHANNEL, nonce="n1")
        await platform.edit(card, a_message("second"))
        reply = await platform.send(a_message("reply"), CHANNEL, nonce="n2", thread=card)

    assert [m["content"] for m in fake.messages("60")] == ["second"]
    assert reply.thread == card.id
    assert [m["content"] for m in fake.messages(card.id)] == ["reply"]
    assert fake.messages("60")[0]["allowed_mentions"] == {"parse": []}


async def test_the_same_nonce_shows_one_message() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        first = await platform.send(a_message(), CHANNEL, nonce="inc-1:card")
        again = await platform.send(a_message(), CHANNEL, nonce="inc-1:card", uncertain=True)

    assert first.id == again.id
    assert len(fake.messages("60")) == 1


async def test_a_post_whose_answer_was_lost_is_shown_once() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.lose_answer("/messages", 503)
        with pytest.raises(DeliveryError):
            await platform.send(a_message(), CHANNEL, nonce="inc-1:card")
        ref = await platform.send(a_message(), CHANNEL, nonce="inc-1:card", uncertain=True)

    assert [m["id"] for m in fake.messages("60")] == [ref.id]


async def test_a_thread_that_is_there_already_is_used() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message(), CHANNEL, nonce="n1")
        fake.fail("/threads", 400, {"message": "A thread has already been created", "code": 160004})

        await platform.send(a_message("reply"), CHANNEL, nonce="n2", thread=card)

    assert len(fake.messages(card.id)) == 1


async def test_a_short_rate_limit_is_waited_for() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        body = {"message": "slow down", "retry_after": 0.01, "global": False}
        fake.fail("/messages", 429, body, **{"Retry-After": "0.01"})

        await platform.send(a_message(), CHANNEL, nonce="n1")

    assert len(fake.called("POST", "/messages")) == 2
    assert len(fake.messages("60")) == 1


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, 0, Undeliverable),
        (403, 50013, Undeliverable),
        (404, 10003, Undeliverable),
        (400, 50035, Undeliverable),
        (400, 30046, RateLimited),
        (501, 0, DeliveryError),
    ],
)
async def test_every_refusal_becomes_one_of_our_errors(
    status: int, code: int, expected: type[Exception]
) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.fail("/messages", status, {"message": "no", "code": code})

        with pytest.raises(expected, match="Discord"):
            await platform.send(a_message(), CHANNEL, nonce="n1")


@pytest.mark.parametrize("mood", [Mood.GARBLED, Mood.COVERED])
async def test_an_answer_that_is_not_discords_is_no_answer(mood: Mood) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.trouble.become(mood)
        with pytest.raises(DeliveryError, match="the answer is not Discord's"):
            await platform.send(a_message(), CHANNEL, nonce="n1")
        assert "the answer is not Discord's" in await platform.ailment()
        fake.trouble.become(Mood.WELL)
        await platform.send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert len(fake.messages("60")) == 1


async def test_a_channel_name_instead_of_an_id_is_explained() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        with pytest.raises(Undeliverable, match="Copy Channel ID"):
            await platform.send(a_message(), Destination(platform="discord", channel="#x"), nonce="n1")


async def test_hostile_words_are_shown_as_they_are() -> None:
    hostile = Message(headline=HOSTILE, sections=(Section(lines=((Text(HOSTILE),),)),))
    async with fake_discord() as fake, connected(fake) as platform:
        await platform.send(hostile, CHANNEL, nonce="n1")

    shown = json.dumps(fake.messages("60"), ensure_ascii=False)
    for danger in ("@everyone", "<@U123>", "[text](", "*bold*", "\u202e"):
        assert danger not in shown


def with_buttons(*actions: str) -> Message:
    return Message(headline="Down", buttons=tuple(Button(label=action, action=action) for action in actions))


async def test_buttons_stand_five_in_a_row_and_their_actions_are_their_ids() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(with_buttons(*"abcdefg"), CHANNEL, nonce="n1")
        rows = fake.messages("60")[0]["components"]
        assert [[b["custom_id"] for b in row["components"]] for row in rows] == [list("abcde"), list("fg")]

        await platform.edit(card, with_buttons("h"))
        assert [b["custom_id"] for b in fake.messages("60")[0]["components"][0]["components"]] == ["h"]
        await platform.edit(card, with_buttons())
        assert fake.messages("60")[0]["components"] == []


async def test_a_button_that_discord_would_refuse_does_not_cost_the_message() -> None:
    unusable = with_buttons("ok", "ok", "", "x" * 101, *(f"b{n}" for n in range(30)))
    async with fake_discord() as fake, connected(fake) as platform:
        await platform.send(unusable, CHANNEL, nonce="n1")

    shown = [b["custom_id"] for row in fake.messages("60")[0]["components"] for b in row["components"]]
    assert shown == ["ok", *(f"b{n}" for n in range(24))]


async def test_a_picture_is_shown_replaced_and_removed() -> None:
    first = Message(headline="one", picture=Picture(png=b"one", name="time line.png", alt="A\u202e line"))
    second = Message(headline="two", picture=Picture(png=b"two", name="SPOILER_../ä.png", alt=""))
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(first, CHANNEL, nonce="n1")
        shown = fake.messages("60")[0]
        (attachment,) = shown["attachments"]
        assert (attachment["filename"], attachment["description"]) == ("time-line.png", "A line")
        assert fake.files[attachment["id"]] == b"one"
        assert shown["embeds"][0]["image"] == {"url": "attachment://time-line.png"}

        await platform.edit(card, second)
        (attachment,) = shown["attachments"]
        assert fake.files[attachment["id"]] == b"two"
        assert shown["embeds"][0]["image"] == {"url": f"attachment://{attachment['filename']}"}

        await platform.edit(card, Message(headline="three"))
        assert shown["attachments"] == []
        assert "image" not in str(shown["embeds"])
    assert fake.faults == []


@pytest.mark.parametrize("size", [0, 10 * 1024 * 1024 + 1])
async def test_a_picture_that_discord_would_refuse_does_not_cost_the_message(size: int) -> None:
    message = Message(headline="one", picture=Picture(png=b"x" * size, name="a.png", alt="a"))
    async with fake_discord() as fake, connected(fake) as platform:
        await platform.send(message, CHANNEL, nonce="n1")

    assert fake.messages("60")[0]["attachments"] == []


@pytest.mark.parametrize(
    ("ping", "shown", "whom"),
    [
        ("123", "Down <@&123>", {"role:123"}),
        ("u456", "Down <@456>", {"user:456"}),
        ("everyone", "Down", set()),
        ("@here", "Down", set()),
        ("12 34", "Down", set()),
        ("١٢٣", "Down", set()),
        ("9" * 21, "Down", set()),
        ("", "Down", set()),
        (None, "Down", set()),
    ],
)
async def test_a_ping_calls_that_one_and_only_when_it_is_posted(
    ping: str | None, shown: str, whom: set[str]
) -> None:
    message = Message(headline="Down", ping=ping)
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(message, CHANNEL, nonce="n1")
        assert fake.messages("60")[0]["content"] == shown
        assert called(fake.messages("60")[0]) == whom

        await platform.edit(card, message)
        assert called(fake.messages("60")[0]) == set()


async def test_a_post_in_a_thread_wakes_it_up_and_can_be_edited_there() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        reply = await platform.send(a_message("first"), CHANNEL, nonce="n2", thread=card)
        fake.archive(card.id)

        await platform.send(a_message("second"), CHANNEL, nonce="n3", thread=card)
        await platform.edit(reply, a_message("first, edited"))
        await platform.edit(replace(card, thread=reply.thread), a_message("card, edited"))

    assert not fake.is_archived(card.id)
    assert [m["content"] for m in fake.messages(card.id)] == ["first, edited", "second"]
    assert [m["content"] for m in fake.messages("60")] == ["card, edited"]


@pytest.mark.parametrize("gone", ["message", "channel"])
async def test_what_somebody_has_deleted_is_undeliverable(gone: str) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        reply = await platform.send(a_message("first"), CHANNEL, nonce="n2", thread=card)
        fake.delete({"message": reply.id, "channel": "60"}[gone])

        with pytest.raises(Undeliverable, match="404") as raised:
            await (
                platform.edit(reply, a_message("again"))
                if gone == "message"
                else platform.send(a_message("more"), CHANNEL, nonce="n3")
            )
    assert raised.value.refusal is {"message": Refusal.GONE, "channel": Refusal.CHANNEL}[gone]


async def test_too_many_edits_of_an_old_message_are_waited_for() -> None:
    """Discord answers 429 to them: https://github.com/aikaterna/aikaterna-cogs/issues/302."""
    body = {"message": "Maximum number of edits reached", "code": 30046, "retry_after": 240.0}
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.fail(card.id, 429, body)

        with pytest.raises(RateLimited) as raised:
            await platform.edit(card, a_message("again"))
    assert raised.value.retry_after_seconds == 240.0


async def test_a_long_rate_limit_and_a_ban_are_ours_to_wait_for() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.fail("/messages", 429, {"message": "slow down", "retry_after": 90.0, "global": True})
        with pytest.raises(RateLimited) as raised:
            await platform.send(a_message(), CHANNEL, nonce="n1")
        assert raised.value.retry_after_seconds == 90.0

        fake.fail("/messages", 429, {"message": "banned"}, Via="")
        with pytest.raises(RateLimited) as raised:
            await platform.send(a_message(), CHANNEL, nonce="n1")
        assert raised.value.retry_after_seconds == 60.0


async def test_a_channel_is_never_told_more_than_it_takes() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        limits = fake.enforce_limits(scale=0.02)
        for number in range(23):
            await platform.send(a_message(), CHANNEL, nonce=f"n{number}")

    assert limits.refused == 0
    assert len(fake.messages("60")) == 23


async def test_many_channels_are_never_told_more_than_50_things_a_second() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        limits = fake.enforce_limits()
        async with asyncio.TaskGroup() as tasks:
            for number in range(100):
                to = Destination(platform="discord", channel=str(100 + number))
                tasks.create_task(platform.send(a_message(), to, nonce="n1"))

    # What we send evenly may arrive in a bunch on a busy machine; without our limit half would be refused.
    assert limits.refused <= 5
    assert all(fake.messages(str(100 + number)) for number in range(100))


async def test_what_is_too_fast_all_the_same_arrives_once() -> None:
    async with fake_discord() as fake, connected(fake) as one, connected(fake) as two:
        limits = fake.enforce_limits(scale=0.02)
        async with asyncio.TaskGroup() as tasks:
            for number in range(8):
                tasks.create_task(one.send(a_message(), CHANNEL, nonce=f"one{number}"))
                tasks.create_task(two.send(a_message(), CHANNEL, nonce=f"two{number}"))

    assert limits.refused > 0
    assert len(fake.messages("60")) == 16


async def test_a_missing_token_is_named_with_where_to_get_it() -> None:
    with pytest.raises(MissingSecret, match=r"DISCORD_BOT_TOKEN.*developers"):
        async with PLATFORM.connect(DiscordSettings(), MemoryVault()):
            pass
