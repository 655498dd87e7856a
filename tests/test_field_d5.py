"""`doctor` asks the platforms who we are, what we may do, and where we may post."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.chat.discord.permissions import WANTED
from adapters.chat.slack.settings import SCOPES
from tests.command_line import sharedfate
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_methods import a_conversation

Findings = dict[str, Any]


async def diagnosed(tmp_path: Path, *options: str, **environ: str) -> tuple[int, Findings]:
    """The exit code and the findings; of several of one name the last."""
    own = {"SHAREDFATE_DATA_DIR": str(tmp_path), "CONSOLE_JOURNAL": str(tmp_path / "journal.jsonl")}
    result = await asyncio.to_thread(sharedfate, "doctor", "--json", *options, **own, **environ)
    findings = json.loads(result.stdout)["findings"]
    return result.returncode, {finding["what"]: finding for finding in findings}


def at_slack(slack: FakeSlack, announce: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_BASE_URL": slack.api,
        "SHAREDFATE_ANNOUNCE_TO": announce,
    }


def at_discord(fake: FakeDiscord, announce: str) -> dict[str, str]:
    fake.guild["roles"] = [{"id": "50", "permissions": str(WANTED)}]
    return {
        "DISCORD_BOT_TOKEN": "token",
        "DISCORD_API_BASE_URL": fake.api,
        "DISCORD_GATEWAY_URL": fake.gateway,
        "SHAREDFATE_ANNOUNCE_TO": announce,
    }


async def test_field_d5_slack_says_who_we_are_and_where_we_may_post(tmp_path: Path) -> None:
    async with fake_slack() as slack:
        slack.channels = {
            "C1": a_conversation("C1", "ops"),
            "C2": a_conversation("C2", "other", is_member=False),
        }
        code, found = await diagnosed(tmp_path, **at_slack(slack, "slack:C1,slack:C2,slack:#ghost"))

    assert code == 1
    assert found["slack"] == {"what": "slack", "ok": True, "says": "@sharedfate in T1"}
    assert found["channel slack:C1"]["says"] == "can be posted to"
    assert not found["channel slack:C2"]["ok"]
    assert found["channel slack:C2"]["says"].endswith("write /invite @sharedfate there")
    assert "no #ghost" in found["channel slack:#ghost"]["says"]


async def test_field_d5_scopes_that_are_missing_are_named_with_their_reason(tmp_path: Path) -> None:
    async with fake_slack() as slack:
        slack.add_workspace("T1", "xoxb-1", scopes={*SCOPES} - {"groups:history", "files:write"})
        code, found = await diagnosed(tmp_path, **at_slack(slack, ""))

    assert code == 1
    assert not found["slack"]["ok"]
    assert (
        "lacks files:write (for the picture of a shared incident); groups:history (to look"
        in found["slack"]["says"]
    )


async def test_field_d5_a_bad_token_is_a_failure_that_says_what_to_do(tmp_path: Path) -> None:
    async with fake_slack() as slack:
        slack.refuses_all = "invalid_auth"
        code, found = await diagnosed(tmp_path, **at_slack(slack, "slack:C1"))

    assert code == 1
    assert not found["slack"]["ok"]
    assert "invalid_auth" in found["slack"]["says"]
    assert "SLACK_BOT_TOKEN" in found["slack"]["says"]


async def test_field_d5_discord_is_asked_as_well(tmp_path: Path) -> None:
    async with fake_discord() as fake:
        code, found = await diagnosed(tmp_path, **at_discord(fake, "discord:60,discord:99"))

    assert code == 1
    assert found["discord"]["says"] == "@sharedfate (1), in 1 server"
    assert found["channel discord:60"]["ok"]
    assert "Discord has no channel 99" in found["channel discord:99"]["says"]


async def test_field_d5_permissions_that_are_missing_are_named_with_their_reason(tmp_path: Path) -> None:
    async with fake_discord() as fake:
        environ = at_discord(fake, "discord:60")
        fake.guild["roles"] = [{"id": "50", "permissions": str(WANTED & ~(1 << 16))}]
        code, found = await diagnosed(tmp_path, **environ)

    assert code == 1
    assert "give me Read Message History (to look whether" in found["channel discord:60"]["says"]


async def test_field_d5_a_bot_that_is_in_no_server_is_a_failure(tmp_path: Path) -> None:
    async with fake_discord() as fake:
        fake.is_invited = False
        code, found = await diagnosed(tmp_path, **at_discord(fake, ""))

    assert code == 1
    assert "is in no server yet: open the invite link" in found["discord"]["says"]


@pytest.mark.parametrize("status", [401, 403])
async def test_field_d5_discord_with_a_bad_token_is_a_failure(status: int, tmp_path: Path) -> None:
    async with fake_discord() as fake:
        fake.refuses_all = status
        code, found = await diagnosed(tmp_path, **at_discord(fake, ""))

    assert code == 1
    assert not found["discord"]["ok"]
    assert "Discord: cannot log in" in found["discord"]["says"]


async def test_field_d5_offline_asks_nobody(tmp_path: Path) -> None:
    async with fake_slack() as slack:
        slack.channels = {"C2": a_conversation("C2", "other", is_member=False)}
        code, found = await diagnosed(tmp_path, "--offline", **at_slack(slack, "slack:C2"))

        assert slack.calls == []
    assert code == 0
    assert found["slack"]["says"] == "configured; not asked"


async def test_field_d5_what_leads_nowhere_is_a_failure(tmp_path: Path) -> None:
    code, found = await diagnosed(tmp_path, SHAREDFATE_ANNOUNCE_TO="slack:C0")
    other, also = await diagnosed(tmp_path, "--offline", SHAREDFATE_ANNOUNCE_TO="webhook:ops")

    assert (code, other) == (1, 1)
    assert "SLACK_BOT_TOKEN is not set" in found["settings"]["says"]
    assert "no webhook is named “ops”: add it to WEBHOOK_ENDPOINTS" in also["settings"]["says"]


async def test_field_d5_a_platform_that_cannot_be_reached_hides_no_other(tmp_path: Path) -> None:
    async with fake_discord() as fake:
        environ = at_discord(fake, "discord:60,slack:C1")
        slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
        code, found = await diagnosed(
            tmp_path, **environ, **slack, SLACK_API_BASE_URL="http://127.0.0.1:9/api/"
        )

    assert code == 1
    assert not found["slack"]["ok"]
    assert found["discord"]["ok"]
    assert found["channel discord:60"]["ok"]
