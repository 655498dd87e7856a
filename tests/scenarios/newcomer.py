"""A newcomer's first minutes: `sharedfate run` as a process, before a page of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.servers.sites import Answer
from tests.waiting import wait_until

CATALOG = """
[[service]]
id = "acme"
name = "Acme"
aliases = ["Acme Cloud"]
reference = "this test"
[[service.source]]
url = "{url}"
format = "statuspage"
interval_seconds = {interval}
allow_private = true
"""


@dataclass
class Statuspage:
    """A page that breaks when told."""

    title: str | None = None
    impact: str = "critical"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251  -- real time

    def serve(self, _host: str, _path: str) -> Answer:
        incident: dict[str, object] = {
            "id": "abcdefghijkl",
            "name": self.title,
            "status": "investigating",
            "impact": self.impact,
            "created_at": self.since.isoformat(),
            "components": [],
            "incident_updates": [],
        }
        document = {
            "page": {"id": "abcdefghijkl", "name": "Acme", "url": "https://status.acme.example"},
            "status": {"indicator": self.impact if self.title else "none"},
            "components": [],
            "incidents": [incident] if self.title else [],
        }
        return Answer(json.dumps(document).encode(), headers=("Content-Type: application/json",))


@dataclass
class Newcomer:
    """Somebody with a folder, a catalogue of one page, and a terminal that is a file."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def reads(self, url: str, interval: int = 1) -> None:
        (self.folder / "own.toml").write_text(CATALOG.format(url=url, interval=interval))

    @property
    def environ(self) -> dict[str, str]:
        foreign = ("REDIS", "SLACK", "DISCORD", "SHAREDFATE", "CONSOLE")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(foreign)},
            "SHAREDFATE_DATA_DIR": str(self.folder / "data"),
            "SHAREDFATE_CATALOG": str(self.folder / "own.toml"),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_WEB_PORT": "0",
            "CONSOLE_JOURNAL": str(self.folder / "journal.jsonl"),
            **self.settings,
        }

    @property
    def terminal(self) -> str:
        """What the terminal was told, by its journal."""
        journal = self.folder / "journal.jsonl"
        lines = journal.read_text().splitlines() if journal.exists() else []
        return "\n".join(json.loads(line)["text"] for line in lines)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["subprocess.Popen[bytes]"]:
        """`sharedfate run`, from our folder, until left."""
        with (self.folder / "log").open("w") as log:
            run = subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, "-m", "bot", "run"],
                env={**self.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            yield run
        finally:
            run.send_signal(signal.SIGTERM)
            await wait_until(lambda: run.poll() is not None, "it stops")
