"""`sharedfate run` as a process over a store of a test's own: what it says, and whom it tells."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.servers.sites import Answer, sites
from tests.servers.stores import free_port
from tests.waiting import PATIENCE_SECONDS, wait_until

CATALOG = """
[[service]]
id = "acme"
name = "Acme"
reference = "this test"
[[service.source]]
url = "{url}"
format = "statuspage"
interval_seconds = 10
allow_private = true
"""


@dataclass
class BreakingPage:
    """A Statuspage with an incident for each title that it was given; all go on."""

    titles: list[str] = field(default_factory=list)
    reads: int = 0

    def serve(self, _host: str, _path: str) -> Answer:
        self.reads += 1
        now = datetime.now(UTC).isoformat()  # noqa: TID251  -- the process lives in real time
        incidents = [
            {
                "id": f"{number:012d}",
                "name": title,
                "status": "investigating",
                "impact": "major",
                "created_at": now,
                "components": [],
                "incident_updates": [],
            }
            for number, title in enumerate(self.titles, start=1)
        ]
        document = {
            "page": {"id": "abcdefghijkl", "name": "Acme", "url": "https://status.acme.example"},
            "status": {"indicator": "major" if incidents else "none"},
            "components": [],
            "incidents": incidents,
        }
        return Answer(json.dumps(document).encode(), headers=("Content-Type: application/json",))


@dataclass(kw_only=True)
class RunningBot:
    """A process. `page` is what it reads; what it tells stands in its journal."""

    folder: Path
    page: BreakingPage
    port: int
    process: "subprocess.Popen[bytes]"
    environ: Mapping[str, str]

    async def watches(self) -> None:
        """Have the channel watch the service, from a shell."""
        command = [sys.executable, "-m", "bot", "channel", "console:terminal", "watch acme"]
        await asyncio.to_thread(
            subprocess.run, command, env=dict(self.environ), check=True, capture_output=True
        )

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def lines(self, *words: str) -> list[str]:
        """Those lines of it with one of these words, but for the ones of its beginning."""
        return [line for line in self.log.splitlines() if any(word in line for word in words)]

    def told(self, title: str) -> int:
        """How many messages there are that say this."""
        journal = self.folder / "journal.jsonl"
        lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
        return sum(title in line and '"post"' in line for line in lines)

    async def tells(self, title: str) -> None:
        """Have the page break, and wait until the channel is told."""
        self.page.titles.append(title)
        await wait_until(lambda: self.told(title), f"the channel is told of {title}")

    async def health(self) -> tuple[int, dict[str, Any]]:
        """What it says of itself to who watches it; 0 while nobody answers."""
        return await asyncio.to_thread(self._health)

    def _health(self) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, json.loads(answer.read())
        except OSError:
            return 0, {}

    async def says_of_itself(self, words: str) -> dict[str, Any]:
        """Wait until it says so."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in json.dumps((found := await self.health())[1]):  # noqa: ASYNC110
                await asyncio.sleep(0.1)  # noqa: TID251  -- another process
        return found[1]

    async def ended(self) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)


def an_environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    """Ours, without what reaches anybody, with a store at this address."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("REDIS", "SLACK", "DISCORD"))},
        "REDIS_URL": url,
        "SHAREDFATE_DATA_DIR": str(folder / "data"),
        "SHAREDFATE_SHIPPED_CATALOG": "false",
        "SHAREDFATE_ANNOUNCE_TO": "console:terminal",
        "CONSOLE_JOURNAL": str(folder / "journal.jsonl"),
        **more,
    }


@asynccontextmanager
async def a_running_bot(
    folder: Path, url: str, more: Mapping[str, str] | None = None
) -> AsyncIterator[RunningBot]:
    """A process that has read its page; it is killed in the end where it still runs."""
    page, port = BreakingPage(), free_port()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    async with sites(page.serve) as site:
        catalog = folder / "own.toml"
        catalog.write_text(CATALOG.format(url=site.url("127.0.0.1", "/api/v2/summary.json")))
        environ = an_environment(
            folder, url, SHAREDFATE_CATALOG=str(catalog), SHAREDFATE_WEB_PORT=str(port), **(more or {})
        )
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, "-m", "bot", "run"], env=environ, stderr=log, stdout=subprocess.DEVNULL
            )
        try:
            await wait_until(lambda: page.reads >= 1 or process.poll() is not None, "the page is read")
            yield RunningBot(folder=folder, page=page, port=port, process=process, environ=environ)
        finally:
            process.kill()
            process.wait()
