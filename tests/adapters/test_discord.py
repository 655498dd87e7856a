"""What we post to Discord: the real discord.py against a local one."""

import json

import pytest

from adapters.chat.discord import PLATFORM, DiscordSettings
from bot.domain.message import Destination, Message, Section, Text
from bot.errors import DeliveryError, MissingSecret, RateLimited, Undeliverable
from tests.servers.discord import fake_discord
from tests.servers.discord_clients import connected
from tests.servers.respondent import HOSTILE, a_message
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


async def test_a_missing_token_is_named_with_where_to_get_it() -> None:
    with pytest.raises(MissingSecret, match=r"DISCORD_BOT_TOKEN.*developers"):
        async with PLATFORM.connect(DiscordSettings(), MemoryVault()):
            pass
