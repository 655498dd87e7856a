"""Pictures in Slack: uploaded, shown in the message, and left out where that cannot be."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.domain.message import Picture
from tests.servers.respondent import a_message
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import CHANNEL, a_client

PNG = b"\x89PNG\r\n\x1a\n picture"
PICTURED = replace(a_message(), picture=Picture(png=PNG, name="shared.png", alt="Three services <!here>"))


class Hurried(SystemClock):
    """Waits for nothing, and counts what it would have waited."""

    def __init__(self) -> None:
        self.waited = timedelta(0)

    async def sleep(self, duration: timedelta) -> None:
        self.waited += max(duration, timedelta(0))


def images(slack: FakeSlack, number: int = 0) -> list[dict[str, Any]]:
    return [b for b in slack.messages("incidents")[number]["blocks"] if b["type"] == "image"]


async def test_a_picture_is_uploaded_and_shown_in_the_message() -> None:
    async with fake_slack() as slack:
        await a_client(slack).send(PICTURED, CHANNEL, nonce="n1")

    (image,) = images(slack)
    file = slack.files[image["slack_file"]["id"]]
    assert (file["bytes"], file["filename"], file["is_complete"]) == (PNG, "shared.png", True)
    assert image["alt_text"] == "Three services <!here>"


async def test_the_same_picture_is_uploaded_once_however_often_the_message_is_edited() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        ref = await client.send(PICTURED, CHANNEL, nonce="n1")
        await client.edit(ref, PICTURED)
        assert images(slack)
        assert len(slack.files) == 1

        other = Picture(png=PNG + b"2", name="shared.png", alt="Four")
        await client.edit(ref, replace(PICTURED, picture=other))
        assert images(slack)[0]["alt_text"] == "Four"
        assert len(slack.files) == 2

        await client.edit(ref, a_message())
        assert images(slack) == []


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "files.completeUploadExternal", "upload"])
async def test_without_its_picture_the_message_goes_out_all_the_same(step: str) -> None:
    async with fake_slack() as slack:
        slack.fail(step, 200 if step != "upload" else 500, {"ok": False, "error": "missing_scope"})
        await a_client(slack).send(PICTURED, CHANNEL, nonce="n1")

    assert images(slack) == []
    assert len(slack.messages("incidents")) == 1
    assert slack.refusals == []


async def test_a_workspace_that_has_not_allowed_files_hears_without() -> None:
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1", scopes={"chat:write"})
        await a_client(slack).send(PICTURED, CHANNEL, nonce="n1")

    assert images(slack) == []


async def test_a_picture_that_slack_has_not_looked_at_yet_is_shown_a_little_later() -> None:
    clock = Hurried()
    async with fake_slack() as slack:
        slack.slow_pictures = 1
        await a_client(slack, clock=clock).send(PICTURED, CHANNEL, nonce="n1")

    assert images(slack)
    assert clock.waited >= timedelta(seconds=2)


async def test_a_picture_that_slack_never_takes_is_left_out() -> None:
    async with fake_slack() as slack:
        slack.slow_pictures = 99
        client = a_client(slack, clock=Hurried())
        ref = await client.send(PICTURED, CHANNEL, nonce="n1")
        assert images(slack) == []

        slack.slow_pictures = 0
        await client.edit(ref, PICTURED)
        assert images(slack)
    assert len(slack.messages("incidents")) == 1
    assert len(slack.files) == 2
