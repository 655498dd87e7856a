"""Where a Discord message of ours may stand, and that it stands there once: the real discord.py."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from adapters.chat.discord import calls
from bot.domain.message import Destination, Message
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, RateLimited, Undeliverable
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected
from tests.servers.respondent import a_message

CHANNEL = Destination(platform="discord", channel="60")
BARE = Message(headline="S3 joined: 3 services so far")


def said(fake: FakeDiscord, place: str) -> list[str]:
    return [m["content"] for m in fake.messages(place)]


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (400, 50024, "Cannot execute action on this channel type"),  # voice, forum post, a thread
        (403, 50003, "Cannot execute action on a DM channel"),
        (403, 50013, "Missing Permissions"),
        (403, 50001, "Missing Access"),
        (400, 160006, "Maximum number of active threads reached"),
        (400, 50035, "Invalid Form Body"),
        (400, 999999, "something new"),
        (404, 0, "404: Not Found"),
    ],
)
async def test_field_a3_where_no_thread_can_be_opened_the_news_is_a_reply_to_the_card(
    status: int, code: int, why: str
) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.opens_no_thread("60", status, code, why)

        reply = await platform.send(a_message("cause found"), CHANNEL, nonce="n2", thread=card)
        await platform.edit(reply, a_message("cause found, edited"))

    assert said(fake, "60") == ["card", "cause found, edited"]
    assert str(fake.messages("60")[1]["message_reference"]["message_id"]) == card.id
    assert fake.messages("60")[1]["allowed_mentions"]["parse"] == []


async def test_field_a3_a_thread_without_the_right_to_post_in_is_replaced_by_replies() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.fail(f"/{card.id}/messages", 403, {"message": "Missing Permissions", "code": 50013})

        await platform.send(a_message("news"), CHANNEL, nonce="n2", thread=card)

    assert said(fake, "60") == ["card", "news"]


@pytest.mark.parametrize("code", [160005, 50083])
async def test_field_a3_a_locked_thread_is_replaced_by_replies_until_it_is_open_again(code: int) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        first = await platform.send(a_message("first"), CHANNEL, nonce="n2", thread=card)
        known = replace(card, thread=first.thread)
        fake.fail(f"/{card.id}/messages", 403, {"message": "no", "code": code})
        await platform.send(a_message("second"), CHANNEL, nonce="n3", thread=known)
        await platform.send(a_message("third"), CHANNEL, nonce="n4", thread=known)

    assert said(fake, "60") == ["card", "second"]
    assert said(fake, card.id) == ["first", "third"]


async def test_field_a3_a_deleted_thread_is_opened_anew() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        first = await platform.send(a_message("first"), CHANNEL, nonce="n2", thread=card)
        fake.delete_thread(card.id)

        again = await platform.send(
            a_message("second"), CHANNEL, nonce="n3", thread=replace(card, thread=first.thread)
        )

    assert again.thread == card.id
    assert said(fake, card.id)[-1] == "second"
    assert said(fake, "60") == ["card"]


async def test_field_a3_where_the_card_itself_is_gone_that_is_said() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.delete(card.id)

        with pytest.raises(Undeliverable) as raised:
            await platform.send(a_message("news"), CHANNEL, nonce="n2", thread=card)

    assert raised.value.refusal is Refusal.GONE


async def test_field_a3_who_may_neither_thread_nor_reply_posts_in_the_channel() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.opens_no_thread("60", 403, 50013, "Missing Permissions")
        fake.hide_history("60")

        await platform.send(a_message("news"), CHANNEL, nonce="n2", thread=card)

    assert said(fake, "60") == ["card", "news"]


async def test_field_a3_a_slow_thread_is_no_slow_channel_and_a_bad_token_is_no_matter_of_threads() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        fake.fail("/threads", 429, {"message": "slowly", "retry_after": 3600.0, "global": False})
        with pytest.raises(RateLimited) as raised:
            await platform.send(a_message("news"), CHANNEL, nonce="n2", thread=card)
        assert raised.value.retry_after_seconds == 600.0

        fake.fail("/threads", 401, {"message": "401: Unauthorized", "code": 0})
        with pytest.raises(Undeliverable) as refused:
            await platform.send(a_message("news"), CHANNEL, nonce="n2", thread=card)
        assert refused.value.refusal is Refusal.ACCOUNT


# A post whose answer was lost.


async def lost(fake: FakeDiscord, send: Callable[[], object]) -> None:
    fake.lose_answer("/messages", 503)
    with pytest.raises(DeliveryError):
        await send()  # type: ignore[misc]
    fake.forget_nonces()


@pytest.mark.parametrize("message", [a_message("card"), BARE])
async def test_field_a7_a_lost_answer_is_looked_for_when_its_nonce_has_expired(message: Message) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        await lost(fake, lambda: platform.send(message, CHANNEL, nonce="inc-1:card"))
        await platform.send(a_message("another"), CHANNEL, nonce="inc-2:card")

        ref = await platform.send(message, CHANNEL, nonce="inc-1:card", uncertain=True)

    assert len(fake.messages("60")) == 2
    assert fake.messages("60")[0]["id"] == ref.id


async def test_field_a7_what_changed_meanwhile_is_known_again_and_what_says_the_same_elsewhere_is_not() -> (
    None
):
    async with fake_discord() as fake, connected(fake) as platform:
        await lost(fake, lambda: platform.send(a_message("2 services"), CHANNEL, nonce="inc-1:card"))
        ref = await platform.send(a_message("3 services"), CHANNEL, nonce="inc-1:card", uncertain=True)
        assert [m["id"] for m in fake.messages("60")] == [ref.id]

        await platform.send(a_message("2 services"), CHANNEL, nonce="inc-2:card", uncertain=True)
    assert len(fake.messages("60")) == 2


async def test_field_a7_somebody_else_who_says_the_same_is_not_taken_for_us() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        await platform.send(BARE, CHANNEL, nonce="n0")
        fake.messages("60")[0]["author"] = {**fake.messages("60")[0]["author"], "id": "7"}
        fake.forget_nonces()

        await platform.send(BARE, CHANNEL, nonce="n1", uncertain=True)

    assert len(fake.messages("60")) == 2


@pytest.mark.parametrize("has_thread", [True, False])
async def test_field_a7_news_of_a_card_is_looked_for_in_its_thread_and_beside_it(*, has_thread: bool) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message("card"), CHANNEL, nonce="n1")
        if not has_thread:
            fake.opens_no_thread("60", 400, 50024, "Cannot execute action on this channel type")
        await lost(fake, lambda: platform.send(BARE, CHANNEL, nonce="n2", thread=card))

        ref = await platform.send(BARE, CHANNEL, nonce="n2", thread=card, uncertain=True)

    place = card.id if has_thread else "60"
    assert (ref.thread, fake.messages(place)[-1]["id"]) == (card.id if has_thread else None, ref.id)
    assert said(fake, place).count(BARE.headline) == 1


async def test_field_a7_who_may_not_read_the_history_posts_and_says_that_it_may_be_there_twice() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        await lost(fake, lambda: platform.send(a_message(), CHANNEL, nonce="n1"))
        fake.hide_history("60")

        with capture_logs() as log:
            await platform.send(a_message(), CHANNEL, nonce="n1", uncertain=True)
        fake.fail("/messages", 403, {"message": "Missing Access", "code": 50001})
        with capture_logs() as more:
            await platform.send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert len(fake.messages("60")) == 2  # the third has the nonce of the second
    for lines in (log, more):
        assert [line["event"] for line in lines if "earlier try" in line["event"]] != []


async def test_field_a7_while_discord_does_not_let_us_look_nothing_is_repeated() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.fail("/messages", 503, {"message": "no", "code": 0})

        with pytest.raises(DeliveryError):
            await platform.send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert fake.messages("60") == []


async def test_field_a1_a_discord_that_hangs_ends_a_call_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message(), CHANNEL, nonce="n1")
        monkeypatch.setattr(calls, "CALL_SECONDS", 0.05)
        fake.hangs = True
        with pytest.raises(DeliveryError, match="in time"):
            await platform.send(a_message(), CHANNEL, nonce="n2")
        with pytest.raises(DeliveryError, match="in time"):
            await platform.edit(card, a_message())
        fake.hangs = False
