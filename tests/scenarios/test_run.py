"""`sharedfate run` as a process: polls, answers, says that it is well, and stops when told."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.servers.status_page import bad_server
from tests.waiting import wait_until

CATALOG = """
[[service]]
id = "acme"
name = "Acme"
reference = "this test"
[[service.source]]
url = "{url}"
format = "statuspage"
interval_seconds = 1
allow_private = true
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def health(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return int(response.status)
    except (urllib.error.URLError, OSError):
        return 0


@pytest.mark.timeout(90)
async def test_a_run_polls_answers_and_stops_when_told(tmp_path: Path) -> None:
    async with bad_server() as server:
        catalog = tmp_path / "own.toml"
        catalog.write_text(CATALOG.format(url=server.url("ok")))
        port = free_port()
        environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("REDIS", "SLACK", "DISCORD"))},
            "SHAREDFATE_DATA_DIR": str(tmp_path / "data"),
            "SHAREDFATE_CATALOG": str(catalog),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_ANNOUNCE_TO": "console:terminal",
            "SHAREDFATE_WEB_PORT": str(port),
            "CONSOLE_JOURNAL": str(tmp_path / "journal.jsonl"),
        }
        with (tmp_path / "log").open("w") as log:
            run = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stderr=log)  # noqa: ASYNC220
        try:
            await wait_until(lambda: len(server.requests) >= 2, "the page is read and read again", 40)
            assert health(port) == 200
            asked = subprocess.run(  # noqa: ASYNC221
                [sys.executable, "-m", "bot", "ask", "is acme down?", "--json"],
                env=environ,
                capture_output=True,
                check=True,
            )
            assert json.loads(asked.stdout)["verdict"] == "up"
        finally:
            run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=20) == 0

    assert "contact" in server.requests[0]
    assert 'if-none-match: "v1"' in server.requests[1].lower()
