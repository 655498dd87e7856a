"""What people write and press in Slack and Discord, with two processes of ours that hear all of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from adapters.chat_platforms import TRAITS
from bot.chat.responder import Responder
from bot.clock import SystemClock
from bot.pipeline import Pipeline
from bot.storage.client import Client
from tests.builders import a_catalog
from tests.servers import discord_clients, slack_clients
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_shapes import MANAGE_CHANNELS, USER
from tests.servers.slack import FakeSlack, fake_slack
from tests.waiting import wait_until

CATALOG = a_catalog(services=("github", "gitlab", "slack"), edges=())


def a_responder(redis: Client) -> Responder:
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=SystemClock(), traits=TRAITS)
    return pipeline.responder()


@asynccontextmanager
async def on_discord(redis: Client, processes: int = 1) -> AsyncIterator[FakeDiscord]:
    """So many processes of ours on one Discord, and on one store."""
    async with fake_discord() as fake, AsyncExitStack() as stack:
        for _ in range(processes):
            await stack.enter_async_context(discord_clients.listening(fake, a_responder(redis)))
        yield fake


@asynccontextmanager
async def on_slack(redis: Client) -> AsyncIterator[FakeSlack]:
    async with fake_slack() as slack, slack_clients.listening(slack, echo=a_responder(redis)):
        yield slack


def said(fake: FakeDiscord, channel: str = "60") -> list[str]:
    """What stands in a channel, as last edited."""
    return [message["content"] for message in fake.messages(channel)]


A_CARD: dict[str, Any] = {
    "referenced_message": {"id": "900", "channel_id": "60", "author": USER, "content": ""}
}


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "ok, looking",
        "github is fine on my side",
        "we restarted the pods",
        "lol",
        "same here, github is down for us too",
        "thx, that was us deploying",
        "watch github",
        "help",
        "who cares",
        "+1",
    ],
)
async def test_field_b2_a_reply_to_a_card_that_is_talk_is_met_with_silence(redis: Client, text: str) -> None:
    async with on_discord(redis) as fake:
        await fake.write(text, **A_CARD)
        await fake.write("<@1> is gitlab down?")
        await wait_until(lambda: fake.messages("60"), "the question after it is answered")

    assert [one.startswith("Gitlab") for one in said(fake)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "is github down, too?",
        "and gitlab?",
        "why is github down",
        "github and gitlab?",
        "thanks. is github up?",
    ],
)
async def test_field_b2_a_reply_that_asks_is_answered(redis: Client, text: str) -> None:
    async with on_discord(redis) as fake:
        await fake.write(text, **A_CARD)
        await wait_until(lambda: fake.messages("60"), "it is answered")

    assert "Gith" in said(fake)[0] or "Gitlab" in said(fake)[0]


async def test_field_b2_who_names_us_and_is_not_understood_gets_a_short_help(redis: Client) -> None:
    async with on_discord(redis) as fake:
        await fake.write("<@1> thanks!")
        await wait_until(lambda: fake.messages("60"), "it is answered")

    assert "is github down?" in said(fake)[0]
    assert "no service" not in said(fake)[0]


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "file_share", "files": [{"id": "F1", "name": "screenshot.png"}]},
        {"subtype": "thread_broadcast", "thread_ts": "99.1"},
        {"subtype": "me_message"},
        {"files": [{"id": "F1"}]},
    ],
)
@pytest.mark.parametrize("way", ["mention", "direct"])
async def test_field_b3_words_with_a_file_or_also_sent_to_the_channel_are_answered(
    redis: Client, more: dict[str, Any], way: str
) -> None:
    async with on_slack(redis) as slack:
        await getattr(slack, way)("is github down?", **more)
        channel = "C1" if way == "mention" else "D1"
        await wait_until(lambda: slack.messages(channel), "it is answered")

    assert "Github" in slack.messages(channel)[0]["text"]


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "bot_message", "bot_id": "B9"},
        {"bot_id": "B9"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "message_changed", "message": {"user": "U1", "ts": "1.0", "text": "is github down?"}},
        {"subtype": "pinned_item"},
        {"user": "UBOT1"},
        {"user": "USLACKBOT"},
    ],
)
async def test_field_b3_what_happens_and_what_bots_say_is_passed_over(
    redis: Client, more: dict[str, Any]
) -> None:
    async with on_slack(redis) as slack:
        ours = slack.workspace_of("T1").bot_user
        more = {key: ours if value == "UBOT1" else value for key, value in more.items()}
        await slack.direct("is github down?", ts="100.7", **more)
        await slack.direct("is gitlab down?", ts="100.8")
        await wait_until(lambda: slack.messages("D1"), "the next is answered")

    assert ["Gitlab" in message["text"] for message in slack.messages("D1")] == [True]


async def test_field_b3_a_picture_with_a_question_is_answered_in_discord_a_pin_not(
    redis: Client,
) -> None:
    async with on_discord(redis) as fake:
        await fake.write("", channel="61", direct=True, type=6)
        picture = {
            "id": "1",
            "filename": "shot.png",
            "size": 3,
            "url": "https://cdn.example/shot.png",
            "proxy_url": "",
        }
        await fake.write("<@1> is github down?", attachments=[picture])
        await fake.write("<@1> is gitlab down?", type=19)
        await wait_until(lambda: len(fake.messages("60")) == 2, "both are answered")

    assert fake.messages("61") == []


async def test_field_b4_a_mention_edited_three_times_has_one_answer_that_follows_it(redis: Client) -> None:
    async with on_slack(redis) as slack:
        await slack.mention("is githb down?", event_id="E0")
        await wait_until(lambda: slack.messages("C1"), "it is answered")
        for number, text in enumerate(("is gitlab down?", "is slack down?", "is github down?"), start=1):
            edited = {"user": "U1", "ts": f"10{number}.000001"}
            await slack.mention(text, event_id=f"E{number}", edited=edited)
            await slack.mention(text, event_id=f"E{number}", edited=edited)
            word = text.split()[1].capitalize()
            await wait_until(lambda word=word: word in slack.messages("C1")[0]["text"], "it follows")  # type: ignore[misc]

    assert len(slack.messages("C1")) == 1


async def test_field_b4_an_edited_direct_message_changes_its_answer_after_a_restart(
    redis: Client,
) -> None:
    async with fake_slack() as slack:
        async with slack_clients.listening(slack, echo=a_responder(redis)):
            await slack.direct("is github down?")
            await wait_until(lambda: slack.messages("D1"), "it is answered")
        await wait_until(lambda: not slack.is_connected, "it is gone")
        async with slack_clients.listening(slack, echo=a_responder(redis)):
            message = {
                "user": "U1",
                "ts": "100.2",
                "text": "is gitlab down?",
                "edited": {"user": "U1", "ts": "101.0"},
            }
            await slack.direct("", subtype="message_changed", ts="101.1", message=message)
            await wait_until(lambda: "Gitlab" in slack.messages("D1")[0]["text"], "it follows")

    assert len(slack.messages("D1")) == 1


async def test_field_b4_an_edit_in_discord_changes_the_answer_of_either_process(
    redis: Client,
) -> None:
    async with on_discord(redis, processes=2) as fake:
        id_ = await fake.write("<@1> is github down?")
        await wait_until(lambda: fake.messages("60"), "it is answered")
        await fake.rewrite(id_, "<@1> is github down?", at=None)
        await fake.rewrite(id_, "<@1> is gitlab down?", at="2025-11-18T12:00:09.000000+00:00")
        await wait_until(lambda: said(fake)[0].startswith("Gitlab"), "it follows")
        await fake.rewrite(id_, "<@1> is slack down?", at="2025-11-18T12:00:19.000000+00:00")
        await wait_until(lambda: said(fake)[0].startswith("Slack"), "it follows again")

    assert len(fake.messages("60")) == 1


async def test_field_b4_a_mention_added_by_an_edit_is_a_question(redis: Client) -> None:
    async with on_discord(redis) as fake:
        id_ = await fake.write("is github down?")
        await fake.rewrite(id_, "<@1> is github down?", at="2025-11-18T12:00:09.000000+00:00")
        await wait_until(lambda: fake.messages("60"), "it is answered")

    assert len(fake.messages("60")) == 1


async def test_field_b6_of_two_processes_one_opens_the_form_and_the_other_is_silent(redis: Client) -> None:
    async with on_discord(redis, processes=2) as fake:
        opened = await fake.command("sharedfate settings", permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.response(opened), "it is answered")
        asked = await fake.slash("github")
        await wait_until(lambda: fake.answers(asked), "a command after it is answered")

    assert fake.modal(opened)["custom_id"]
    for id_ in (opened, asked):
        assert len(fake.called("POST", f"/interactions/{id_}/tok{id_}/callback")) == 1


async def test_field_b6_a_button_and_a_form_are_dealt_with_by_one_of_two(redis: Client) -> None:
    async with on_discord(redis, processes=2) as fake:
        opened = await fake.command("sharedfate settings", permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.response(opened), "it is answered")
        sent = await fake.submit(opened, {}, permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.response(sent), "the form is taken in")
        asked = await fake.slash("github")
        await wait_until(lambda: fake.answers(asked), "a command is answered")
        shared = next(b["custom_id"] for r in fake.answers(asked)[0]["components"] for b in r["components"])
        pressed = await fake.press(shared, answer=asked)
        await wait_until(lambda: fake.response(pressed) and not fake.is_waiting(pressed), "it is dealt with")

    for id_ in (opened, sent, asked, pressed):
        assert len(fake.called("POST", f"/interactions/{id_}/tok{id_}/callback")) == 1
