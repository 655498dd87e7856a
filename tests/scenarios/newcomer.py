"""A newcomer's first minutes: `sharedfate run` as a process, before a page of their own."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
class Terminal:
    """A terminal at which `run` runs: what was typed is echoed, and all that was shown is kept."""

    descriptor: int
    run: "subprocess.Popen[bytes]"
    shown: str = ""

    def type(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def read(self) -> None:
        """Keep what is shown, until nobody holds the terminal any more."""
        with suppress(OSError):
            while shown := os.read(self.descriptor, 65536):
                self.shown += shown.decode(errors="replace")


def _own_terminal() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


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
            "SHAREDFATE_PROBES": "off",
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
    async def at_terminal(self, *, in_background: bool = False) -> AsyncIterator["Terminal"]:
        """`sharedfate run` at a terminal of its own, from our folder, until it ends or is left."""
        command = [sys.executable, "-m", "bot", "run"]
        if in_background:
            # A shell with job control keeps the terminal for itself.
            command = ["sh", "-mc", '"$0" "$@" & trap "kill $!; wait" TERM; wait', *command]
        ours, theirs = os.openpty()
        run = subprocess.Popen(  # noqa: ASYNC220
            command,
            env={**self.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=self.folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=_own_terminal,  # noqa: PLW1509  -- no thread of ours holds a lock here
        )
        os.close(theirs)
        terminal = Terminal(descriptor=ours, run=run)
        listening = threading.Thread(target=terminal.read)
        listening.start()
        try:
            yield terminal
        finally:
            run.send_signal(signal.SIGTERM)
            await wait_until(lambda: run.poll() is not None, "it stops")
            listening.join()
            os.close(ours)

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
