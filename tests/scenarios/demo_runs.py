"""Runs of the demo in processes of their own, undisturbed or killed on the way."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from bot.demo.recording import load_recording
from bot.settings import StoreSettings
from bot.storage.connection import open_reader
from bot.storage.keys import DEMO
from bot.storage.server import answers, socket_path
from tests.waiting import PATIENCE_SECONDS


def finish(data: Path) -> str:
    """Run the demo on a data directory to its end; what it prints."""
    run = _start(data)
    output, _ = run.communicate(timeout=PATIENCE_SECONDS)
    assert run.returncode == 0, output
    return output


def finish_though_killed(data: Path, kills: int) -> None:
    """Kill the demo so many times, evenly over its day, and start it again; let the last run end."""
    recording = load_recording()
    span = recording.ends - recording.starts
    for number in range(1, kills + 1):
        run = _start(data)
        reached = asyncio.run(_reaches(data, recording.starts + span * number / (kills + 1)))
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
        assert reached, f"the demo did not get as far as kill {number}"
    finish(data)


def posts(data: Path) -> list[str]:
    """What was posted, in its order and as it was posted, without what edits made of it."""
    lines = (data / "console.jsonl").read_text(encoding="utf-8").splitlines()
    return [record["text"] for line in lines if "post" in (record := json.loads(line))]


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


def _start(data: Path) -> "subprocess.Popen[str]":
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("REDIS", "SLACK", "DISCORD"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--fast", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environ,
    )


async def _reaches(data: Path, moment: datetime) -> bool:
    """Placement at the running demo's clock until it has reached a moment."""
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
