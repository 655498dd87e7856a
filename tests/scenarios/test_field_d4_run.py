"""A platform that is down when `run` starts stops no other: it is waited for, and that is said once."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenarios.test_run import ended, the_environment
from tests.servers.discord import fake_discord
from tests.servers.slack import fake_slack
from tests.servers.stores import free_port
from tests.waiting import wait_until


@pytest.mark.parametrize("way", ["refuses", "hangs"])
async def test_field_d4_discord_down_at_the_start_leaves_slack_its_answers(way: str, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    async with fake_slack() as slack, fake_discord() as discord:
        discord.hangs, discord.refuses_all = way == "hangs", 401 if way == "refuses" else 0
        environ = {
            **the_environment(tmp_path),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_WEB_PORT": str(port),
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_BASE_URL": slack.api,
            "DISCORD_BOT_TOKEN": "token",
            "DISCORD_API_BASE_URL": discord.api,
            "DISCORD_GATEWAY_URL": discord.gateway,
        }
        with log.open("w") as written:
            run = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stderr=written)  # noqa: ASYNC220
        try:
            await wait_until(lambda: slack.is_connected and discord.calls, "both are sought")
            await slack.slash("list")
            await wait_until(lambda: slack.replies, "Slack is answered")
            if way == "refuses":
                await wait_until(lambda: len(discord.calls) >= 3, "Discord is tried again")
                discord.refuses_all = 0
                await wait_until(lambda: discord.is_connected, "and let in")
        finally:
            run.send_signal(signal.SIGTERM)
        assert await ended(run) == 0

    said = log.read_text()
    assert "Traceback" not in said
    assert said.count("DISCORD_BOT_TOKEN is not valid") <= 2
