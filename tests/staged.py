"""A whole `sharedfate run` as a process, with all that it talks to here: pages, Slack, Discord, a store.

Its servers live in our own event loop: while that stands still, or is stopped with the store's process, all
of them hang, as those of others do.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from redis.asyncio import Redis

from bot.storage.server import embedded_server
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.sites import Answer, sites
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.stores import free_port
from tests.waiting import PATIENCE_SECONDS, wait_until

SERVICE: Final = """
[[service]]
id = "{id}"
name = "{id}"
reference = "a test"
{kind}
[[service.source]]
url = "{url}"
format = "statuspage"
interval_seconds = 10
allow_private = true
"""
EDGE: Final = """
[[service.depends_on]]
on = "{root}"
evidence = [
    {{ source = "https://example.org/{id}", kind = "official_statement", tier = "A", strength = "hard", known_from = 2025-01-01 }},
]
"""  # noqa: E501  -- one row of TOML
ROOT: Final = "cloudlike"
_OTHERS: Final = ("REDIS", "SLACK", "DISCORD", "OTEL", "NOTIFY", "WATCHDOG")
CUSTOMERS: Final = ("acme", "bravo", "charly", "delta", "echo")


@dataclass
class Pages:
    """Status pages by service; those that are `broken` have one open report, since then."""

    broken: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)

    def break_all(self) -> None:
        """Have the customers say whose fault it is, and that one's own page agree."""
        now = datetime.now(UTC)  # noqa: TID251  -- the process lives in real time
        says = f"We are impacted by an outage of {ROOT}"
        self.broken = dict.fromkeys(CUSTOMERS, (says, now)) | {ROOT: ("Everything is down", now)}

    def serve(self, _host: str, path: str) -> Answer:
        service = path.strip("/").partition("/")[0]
        self.served.add(service)
        title, since = self.broken.get(service, ("", None))
        at = since.isoformat() if since else ""
        report: dict[str, object] = {
            "id": f"report{service}",
            "name": title,
            "status": "investigating",
            "impact": "major",
            "created_at": at,
            "components": [],
            "incident_updates": [
                {"id": f"update{service}", "status": "investigating", "body": f"{title}.", "created_at": at}
            ],
        }
        document = {
            "page": {"id": f"page{service}", "name": service, "url": f"https://status.{service}.example"},
            "status": {"indicator": "major" if title else "none"},
            "components": [],
            "incidents": [report] if title else [],
        }
        return Answer(json.dumps(document).encode(), headers=("Content-Type: application/json",))


@dataclass(kw_only=True)
class Staged:
    """A run and all that it talks to."""

    run: "subprocess.Popen[bytes]"
    port: int
    log: Path
    pages: Pages
    slack: FakeSlack
    discord: FakeDiscord
    store: int

    def logged(self) -> str:
        """What the run has said so far."""
        return self.log.read_text(encoding="utf-8")

    @contextmanager
    def store_hanging(self) -> Iterator[None]:
        """Have the store's process stand still: connections stay open, and nothing answers."""
        os.kill(self.store, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.store, signal.SIGCONT)


@asynccontextmanager
async def staged(folder: Path, **settings: str) -> AsyncIterator[Staged]:
    """Start one that works, and kill it in the end. `settings` are variables beside those that it needs."""
    pages = Pages()
    async with (
        sites(pages.serve) as site,
        fake_slack() as slack,
        fake_discord() as discord,
        embedded_server(folder / "store") as store,
    ):
        catalog = folder / "own.toml"
        catalog.write_text(
            "".join(
                SERVICE.format(
                    id=name,
                    kind='kind = "cloud"' if name == ROOT else "",
                    url=site.url("127.0.0.1", f"/{name}/api/v2/summary.json"),
                )
                + (EDGE.format(id=name, root=ROOT) if name != ROOT else "")
                for name in (ROOT, *CUSTOMERS)
            )
        )
        port = free_port()
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)},
            "REDIS_URL": f"unix://{store}",
            "CONSOLE_JOURNAL": str(folder / "journal.jsonl"),
            "SHAREDFATE_CATALOG": str(catalog),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_PROBES": "off",
            "SHAREDFATE_WEB_PORT": str(port),
            "SHAREDFATE_ANNOUNCE_TO": "slack:C1,discord:60",
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_BASE_URL": slack.api,
            "DISCORD_BOT_TOKEN": "token",
            "DISCORD_API_BASE_URL": discord.api,
            "DISCORD_GATEWAY_URL": discord.gateway,
            **settings,
        }
        log = folder / "log"
        with log.open("w") as lines:
            run = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environ, stderr=lines)  # noqa: ASYNC220
        try:
            yield Staged(
                run=run,
                port=port,
                log=log,
                pages=pages,
                slack=slack,
                discord=discord,
                store=await _process_of(store),
            )
        finally:
            run.kill()
            run.wait(PATIENCE_SECONDS)


async def working(one: Staged) -> None:
    """Wait until both platforms are connected."""
    await wait_until(lambda: one.run.poll() is not None or one.slack.is_connected, "Slack is connected")
    await wait_until(lambda: one.run.poll() is not None or one.discord.identified, "Discord is connected")
    assert one.run.poll() is None, one.logged()


async def told(one: Staged) -> None:
    """Have somebody in Slack watch a service, break all pages once they are read, and wait for the word."""
    await wait_until(lambda: one.pages.served >= {ROOT, *CUSTOMERS}, "all pages are read")
    await one.slack.slash(f"watch {CUSTOMERS[0]}")
    await wait_until(lambda: one.slack.replies, "the command is answered")
    greetings = len(one.slack.messages("C1"))
    one.pages.break_all()
    await wait_until(lambda: "Incident changed" in one.logged(), "an incident is opened")
    await wait_until(lambda: len(one.slack.messages("C1")) > greetings, "Slack is told")


async def _process_of(store: Path) -> int:
    async with Redis(unix_socket_path=str(store)) as client:
        return int((await client.info("server"))["process_id"])
