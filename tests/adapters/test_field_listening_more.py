"""Neighbours of what people write and edit: edits that take a question back, of others, and in threads."""

from typing import Any

import pytest

from bot.storage.client import Client
from tests.adapters.test_field_listening import A_CARD, on_discord, on_slack, said
from tests.waiting import wait_until


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "tombstone"},
        {"subtype": "huddle_thread"},
        {"subtype": "reminder_add"},
        {"subtype": "channel_name"},
        {"subtype": "bot_add"},
        {"subtype": "message_replied", "hidden": True},
        {
            "subtype": "message_changed",
            "message": {
                "user": "U2",
                "bot_id": "B9",
                "ts": "99.0",
                "text": "is github down?",
                "edited": {"user": "U2", "ts": "101.0"},
            },
        },
        {
            "subtype": "message_changed",
            "message": {"user": "U1", "ts": "99.0", "text": "is github down?", "attachments": [{}]},
        },
    ],
)
async def test_field_b3_what_nobody_wrote_to_us_is_passed_over(redis: Client, more: dict[str, Any]) -> None:
    async with on_slack(redis) as slack:
        await slack.direct("is github down?", ts="100.7", **more)
        await slack.direct("is gitlab down?", ts="100.8")
        await wait_until(lambda: slack.messages("D1"), "the next is answered")

    assert ["Gitlab" in message["text"] for message in slack.messages("D1")] == [True]


async def test_field_b3_a_question_in_a_thread_with_a_file_is_answered_there(redis: Client) -> None:
    async with on_slack(redis) as slack:
        await slack.mention("is github down?", subtype="file_share", files=[{"id": "F1"}], thread_ts="99.1")
        await wait_until(lambda: slack.messages("C1"), "it is answered")

    assert slack.messages("C1")[0]["thread_ts"] == "99.1"


async def test_field_b4_a_reply_that_is_edited_into_talk_keeps_its_answer_and_gets_no_other(
    redis: Client,
) -> None:
    async with on_discord(redis, processes=2) as fake:
        id_ = await fake.write("is github down?", **A_CARD)
        await wait_until(lambda: fake.messages("60"), "it is answered")
        await fake.rewrite(id_, "thanks, found it", at="2025-11-18T12:00:09.000000+00:00", **A_CARD)
        await fake.write("<@1> is gitlab down?")
        await wait_until(lambda: len(fake.messages("60")) == 2, "the next is answered")

    assert ["Gitlab" in text for text in said(fake)] == [False, True]


async def test_field_b4_talk_that_is_edited_into_a_question_is_answered_once(redis: Client) -> None:
    async with on_discord(redis, processes=2) as fake:
        id_ = await fake.write("looking", **A_CARD)
        await fake.rewrite(id_, "is github down?", at="2025-11-18T12:00:09.000000+00:00", **A_CARD)
        await wait_until(lambda: fake.messages("60"), "it is answered")
        await fake.rewrite(id_, "is gitlab down?", at="2025-11-18T12:00:19.000000+00:00", **A_CARD)
        await wait_until(lambda: said(fake)[0].startswith("Gitlab"), "it follows")

    assert len(fake.messages("60")) == 1


async def test_field_b4_a_mention_edited_into_thanks_has_one_answer_still(redis: Client) -> None:
    async with on_slack(redis) as slack:
        await slack.mention("is github down?", event_id="E0")
        await wait_until(lambda: slack.messages("C1"), "it is answered")
        await slack.mention("thanks!", event_id="E1", edited={"user": "U1", "ts": "101.000001"})
        await slack.mention("is gitlab down?", event_id="E2", edited={"user": "U1", "ts": "102.000001"})
        await wait_until(lambda: "Gitlab" in slack.messages("C1")[0]["text"], "it follows")

    assert len(slack.messages("C1")) == 1
