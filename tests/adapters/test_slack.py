"""The real slack-bolt and slack-sdk against a local Slack."""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from adapters.chat.slack.client import Slack
from adapters.chat.slack.platform import PLATFORM
from adapters.chat.slack.settings import SlackSettings
from bot.domain.message import Message, Section, Text
from bot.errors import DeliveryError, MissingSecret, Undeliverable
from tests.servers.respondent import HOSTILE, Echo, a_message
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import CHANNEL, a_client, listening, listening_over_http
from tests.servers.slack_rules import called
from tests.servers.trouble import Mood
from tests.servers.vault import MemoryVault
from tests.waiting import wait_until


async def test_a_slash_command_is_acknowledged_and_answered_in_private() -> None:
    async with fake_slack() as slack, listening(slack):
        envelope = await slack.slash("discord")

        await wait_until(lambda: slack.replies and envelope in slack.acks, "an ack and an answer arrive")
    assert slack.replies[0]["response_type"] == "ephemeral"
    assert "You asked: discord" in slack.replies[0]["text"]


async def test_a_mention_is_answered_in_its_thread_without_the_mention() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await slack.mention("is discord down?")

        await wait_until(lambda: slack.messages("C1"), "an answer arrives")
    assert echo.asked[0].text.strip() == "is discord down?"
    assert slack.messages("C1")[0]["thread_ts"] == "100.1"


async def test_a_direct_message_is_answered_and_a_repeated_event_is_not() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await slack.mention("one", event_id="E-same")
        await slack.mention("one", event_id="E-same")
        await slack.direct("is github down?")

        await wait_until(lambda: slack.messages("D1"), "the direct message is answered")
    assert [inquiry.text.strip() for inquiry in echo.asked] == ["one", "is github down?"]
    assert len(slack.messages("C1")) == 1


@pytest.mark.parametrize("way", ["disconnect", "drop"])
async def test_the_app_connects_again_and_still_answers(way: str) -> None:
    async with fake_slack() as slack, listening(slack):
        await (slack.disconnect() if way == "disconnect" else slack.drop())
        await wait_until(lambda: slack.connections >= 2 and slack.is_connected, "it connects again")
        await slack.slash("reddit")

        await wait_until(lambda: slack.replies, "an answer arrives")


async def test_an_alert_is_posted_edited_and_threaded() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        card = await client.send(a_message("first"), CHANNEL, nonce="n1")
        await client.edit(card, a_message("second"))
        await client.send(a_message("reply"), CHANNEL, nonce="n2", thread=card)

    posted = slack.messages("incidents")
    assert len(posted) == 2
    assert "second" in posted[0]["text"]
    assert posted[1]["thread_ts"] == posted[0]["ts"]
    assert posted[0]["unfurl_links"] is False


@pytest.mark.parametrize("by_hanging_up", [False, True])
async def test_a_lost_answer_leads_to_one_message(*, by_hanging_up: bool) -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        slack.lose_answer("chat.postMessage", by_hanging_up=by_hanging_up)
        with pytest.raises(DeliveryError):
            await client.send(a_message(), CHANNEL, nonce="n1")

        ref = await client.send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert len(slack.messages("incidents")) == 1
    assert ref.id == slack.messages("incidents")[0]["ts"]


@pytest.mark.parametrize("mood", [Mood.GARBLED, Mood.COVERED, Mood.LOSING])
async def test_an_answer_that_is_not_slacks_is_no_answer(mood: Mood) -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        slack.trouble.become(mood)
        with pytest.raises(DeliveryError):
            await client.send(a_message(), CHANNEL, nonce="n1")
        slack.trouble.become(Mood.WELL)
        await client.send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert len(slack.messages("incidents")) == 1


async def test_a_channel_that_was_given_by_name_is_looked_up_by_the_id_that_slack_told() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        await client.send(a_message(), CHANNEL, nonce="n1")
        slack.lose_answer("chat.postMessage")
        with pytest.raises(DeliveryError):
            await client.send(a_message(), CHANNEL, nonce="n2")
        await client.send(a_message(), CHANNEL, nonce="n2", uncertain=True)

    assert [look["channel"] for look in slack.called("conversations.history")] == ["incidents"]
    assert len(slack.messages("incidents")) == 2


async def test_an_uncertain_post_goes_out_when_we_may_not_look() -> None:
    async with fake_slack() as slack:
        slack.fail("conversations.history", 200, {"ok": False, "error": "missing_scope"})

        await a_client(slack).send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert len(slack.messages("incidents")) == 1


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (200, "channel_not_found", Undeliverable),
        (200, "not_in_channel", Undeliverable),
        (200, "is_archived", Undeliverable),
        (200, "invalid_auth", Undeliverable),
        (200, "missing_scope", Undeliverable),
        (200, "fatal_error", DeliveryError),
        (500, "internal_error", DeliveryError),
        (503, "service_unavailable", DeliveryError),
    ],
)
async def test_every_refusal_becomes_one_of_our_errors(
    status: int, error: str, expected: type[Exception]
) -> None:
    async with fake_slack() as slack:
        slack.fail("chat.postMessage", status, {"ok": False, "error": error})

        with pytest.raises(expected, match="Slack"):
            await a_client(slack).send(a_message(), CHANNEL, nonce="n1")


async def test_a_missing_permission_is_named() -> None:
    async with fake_slack() as slack:
        slack.fail("chat.postMessage", 200, {"ok": False, "error": "missing_scope", "needed": "chat:write"})

        with pytest.raises(Undeliverable, match=r"chat:write.*slack-manifest"):
            await a_client(slack).send(a_message(), CHANNEL, nonce="n1")


async def test_an_unreachable_slack_is_tried_again_later() -> None:
    async with fake_slack() as slack:
        client = a_client(slack, api_base_url="http://127.0.0.1:9/api/")
        with pytest.raises(DeliveryError):
            await client.send(a_message(), CHANNEL, nonce="n1")


async def test_a_connected_platform_posts_and_closes_its_connections() -> None:
    async with fake_slack() as slack:
        settings = SlackSettings(bot_token=SecretStr("xoxb-1"), api_base_url=slack.api)
        async with PLATFORM.connect(settings, MemoryVault()) as platform:
            await platform.send(a_message(), CHANNEL, nonce="n1")

    assert len(slack.messages("incidents")) == 1


async def test_while_we_may_not_look_for_an_earlier_try_we_do_not_repeat_it() -> None:
    async with fake_slack() as slack:
        slack.fail("conversations.history", 429, headers={"Retry-After": "60"})
        with pytest.raises(DeliveryError):
            await a_client(slack).send(a_message(), CHANNEL, nonce="n1", uncertain=True)

    assert slack.messages("incidents") == []


async def test_a_ping_is_part_of_a_post_and_of_no_edit() -> None:
    pinging = replace(a_message(), ping="S0123")
    async with fake_slack() as slack:
        client = a_client(slack)
        ref = await client.send(pinging, CHANNEL, nonce="n1")
        assert called(slack.messages("incidents")[0]) == {"S0123"}
        await client.edit(ref, pinging)

    assert called(slack.messages("incidents")[0]) == set()


async def test_hostile_words_are_shown_as_they_are() -> None:
    hostile = Message(headline=HOSTILE, sections=(Section(lines=((Text(HOSTILE),),)),))
    async with fake_slack() as slack:
        await a_client(slack).send(hostile, CHANNEL, nonce="n1")

    text = slack.messages("incidents")[0]["text"]
    assert "<!channel>" not in text
    assert "<@U123>" not in text
    assert "\u202e" not in json.dumps(slack.messages("incidents"), ensure_ascii=False)


async def test_a_missing_token_is_named_with_where_to_get_it() -> None:
    with pytest.raises(MissingSecret, match=r"SLACK_BOT_TOKEN.*api\.slack\.com/apps"):
        async with PLATFORM.connect(SlackSettings(), MemoryVault()):
            pass
    with pytest.raises(MissingSecret, match="SLACK_APP_TOKEN"):
        await Slack(SlackSettings(bot_token=SecretStr("xoxb-1"))).listen(Echo())


@pytest.mark.parametrize(
    ("secret", "age", "status"), [("right", 0, 200), ("wrong", 0, 401), ("right", 600, 401)]
)
async def test_signed_http_is_checked(secret: str, age: int, status: int) -> None:
    async with fake_slack() as slack:
        client = a_client(slack, app_token=None, signing_secret=SecretStr("right"))
        async with listening_over_http(slack, client, Echo()):
            slack.signing_secret = secret
            slack.seconds_late = age
            await slack.slash("github")
            assert slack.statuses == [status]
            if status == 200:
                await wait_until(lambda: slack.replies, "an answer arrives")

    assert len(slack.replies) == (1 if status == 200 else 0)
