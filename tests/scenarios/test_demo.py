"""The recorded outage through the whole system, as a newcomer runs it."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.demo.recording import load_recording
from bot.settings import StoreSettings
from bot.storage.connection import open_reader
from bot.storage.keys import DEMO
from bot.storage.server import answers, socket_path
from tests.waiting import PATIENCE_SECONDS

KILLS = 10


def start(data: Path) -> "subprocess.Popen[str]":
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("REDIS", "SLACK", "DISCORD"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--fast", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environ,
    )


def final_messages(data: Path) -> dict[str, str]:
    """What a reader of the channel sees in the end: the newest text of each message, by nonce."""
    texts: dict[str, str] = {}
    nonces: dict[str, str] = {}
    for line in (data / "console.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if "post" in record:
            assert record["nonce"] not in texts, f"{record['nonce']} was posted twice"
            nonces[record["post"]] = record["nonce"]
            texts[record["nonce"]] = record["text"]
        else:
            texts[nonces[record["edit"]]] = record["text"]
    return texts


def finish(data: Path) -> str:
    run = start(data)
    output, _ = run.communicate(timeout=PATIENCE_SECONDS)
    assert run.returncode == 0, output
    return output


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    data = tmp_path_factory.mktemp("undisturbed")
    return finish(data), final_messages(data)


def test_the_demo_names_cloudflare_and_leaves_out_what_nothing_connects(
    undisturbed: tuple[str, dict[str, str]],
) -> None:
    output, messages = undisturbed
    summary = messages["demo:summary"]

    assert "1 shared incident, 26 pages read" in summary
    assert "Confirmed by Cloudflare" in output
    joined, left_out = summary.split("Left out")
    for service in (
        "Groq",
        "Grafana",
        "Supabase",
        "Jira Align",
        "DigitalOcean",
        "Discord",
        "Confluence",
        "Vultr",
    ):
        assert re.search(rf"{service} \(posted", joined)
    for service in ("CircleCI", "Datadog", "JetBrains AI"):
        assert service in left_out
        assert f"{service} (posted" not in joined
    assert "after its own post" in joined


def test_what_x_does_not_say_is_inferred_and_worded_as_such(
    undisturbed: tuple[str, dict[str, str]],
) -> None:
    text = undisturbed[1]["demo:ask:1310:0"]

    assert "X: unknown, but probably affected: it stands on Cloudflare" in text
    assert "X publishes nothing we can read" in text
    assert "confirmed incident since 11:48 UTC" in text
    assert "3 sources" in text


def test_killed_ten_times_it_says_the_same_and_nothing_twice(
    undisturbed: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    recording = load_recording()
    span = recording.ends - recording.starts
    for number in range(1, KILLS + 1):
        run = start(tmp_path)
        reached = asyncio.run(_reaches(tmp_path, recording.starts + span * number / (KILLS + 1)))
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
        assert reached, f"the demo did not get as far as kill {number}"

    finish(tmp_path)

    assert final_messages(tmp_path) == undisturbed[1]


async def _reaches(data: Path, moment: datetime) -> bool:
    """Look at the running demo's clock until it has reached a moment."""
    settings = StoreSettings(sharedfate_data_dir=data)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await answers(socket_path(data)):  # noqa: ASYNC110  -- the event is in another process
            await asyncio.sleep(0.02)  # noqa: TID251  -- another process starts
        async with open_reader(settings) as client:
            while True:
                stored = await client.get(DEMO.name)
                if stored and datetime.fromisoformat(stored.decode()) >= moment:
                    return True
                await asyncio.sleep(0.003)  # noqa: TID251  -- another process works
