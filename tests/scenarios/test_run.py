"""`sharedfate run` as a process: polls, answers, says that it is well, and stops when told."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from tests.scenarios.running import CATALOG
from tests.servers.sites import Answer, sites
from tests.servers.slack import fake_slack
from tests.servers.status_page import bad_server
from tests.servers.stores import free_port
from tests.waiting import PATIENCE_SECONDS, wait_until


def health(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_SECONDS) as response:
            return int(response.status)
    except (urllib.error.URLError, OSError):
        return 0


def metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE_SECONDS) as response:
        text: str = response.read().decode()
        return text


def the_environment(tmp_path: Path) -> dict[str, str]:
    """Ours, without what reaches anybody, and with places of its own."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("REDIS", "SLACK", "DISCORD"))},
        "SHAREDFATE_DATA_DIR": str(tmp_path / "data"),
        "CONSOLE_JOURNAL": str(tmp_path / "journal.jsonl"),
    }


async def ended(run: "subprocess.Popen[bytes]") -> int:
    """Its exit code. Our servers go on meanwhile: it says goodbye to them."""
    return await asyncio.to_thread(run.wait, timeout=PATIENCE_SECONDS)


async def test_a_run_polls_answers_and_stops_when_told(tmp_path: Path) -> None:
    async with bad_server() as server:
        catalog = tmp_path / "own.toml"
        catalog.write_text(CATALOG.format(url=server.url("ok")))
        port = free_port()
        environ = {
            **the_environment(tmp_path),
            "SHAREDFATE_CATALOG": str(catalog),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_ANNOUNCE_TO": "console:terminal",
            "SHAREDFATE_WEB_PORT": str(port),
        }
        with (tmp_path / "log").open("w") as log:
            run = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stderr=log)  # noqa: ASYNC220
        try:
            await wait_until(lambda: len(server.requests) >= 2, "the page is read and read again")
            assert health(port) == 200
            assert 'sharedfate_sources{state="fresh"} 1.0' in metrics(port)
            asked = subprocess.run(  # noqa: ASYNC221
                [sys.executable, "-m", "bot", "ask", "is acme down?", "--json"],
                env=environ,
                capture_output=True,
                check=True,
            )
            assert json.loads(asked.stdout)["verdict"] == "up"
        finally:
            run.send_signal(signal.SIGTERM)
        assert await ended(run) == 0

    assert "contact" in server.requests[0]
    assert 'if-none-match: "v1"' in server.requests[1].lower()


class Page:
    """A Statuspage that breaks when told."""

    title: str | None = None

    def serve(self, _host: str, _path: str) -> Answer:
        now = datetime.now(UTC).isoformat()  # noqa: TID251  -- the process lives in real time
        incident: dict[str, object] = {
            "id": "abcdefghijkl",
            "name": self.title,
            "status": "investigating",
            "impact": "major",
            "created_at": now,
            "components": [],
            "incident_updates": [],
        }
        document = {
            "page": {"id": "abcdefghijkl", "name": "Acme", "url": "https://status.acme.example"},
            "status": {"indicator": "major" if self.title else "none"},
            "components": [],
            "incidents": [incident] if self.title else [],
        }
        return Answer(json.dumps(document).encode(), headers=("Content-Type: application/json",))


async def test_who_watches_in_slack_is_told_by_a_run_when_a_page_breaks(tmp_path: Path) -> None:
    page = Page()
    async with sites(page.serve) as site, fake_slack() as slack:
        catalog = tmp_path / "own.toml"
        catalog.write_text(CATALOG.format(url=site.url("127.0.0.1", "/api/v2/summary.json")))
        environ = {
            **the_environment(tmp_path),
            "SHAREDFATE_CATALOG": str(catalog),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_WEB_PORT": "0",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_BASE_URL": slack.api,
        }
        with (tmp_path / "log").open("w") as log:
            run = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stderr=log)  # noqa: ASYNC220
        try:
            await wait_until(lambda: slack.is_connected, "the app connects")
            await wait_until(lambda: site.asked, "the page is read")
            await slack.slash("watch acme")
            await wait_until(lambda: slack.replies, "the command is answered")

            page.title = "Everything is slow"
            await wait_until(lambda: slack.messages("C1"), "the channel is told")
        finally:
            run.send_signal(signal.SIGTERM)
        assert await ended(run) == 0

    assert "Everything is slow" in slack.messages("C1")[0]["text"]
    assert "Nothing, as far as the pages say" in json.dumps(slack.replies[0])
