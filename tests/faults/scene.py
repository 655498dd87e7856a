"""A whole `sharedfate run` in a world where everything that it talks to can fail, and is kept running."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import sys
import urllib.error
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from redis.exceptions import RedisError

from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.settings import StoreSettings
from bot.storage.channels import Channels
from bot.storage.connection import open_store
from tests.faults.truth import GROUPS, SERVICES, Truth, catalogue
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.sites import sites
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.store_proxy import StoreProxy, store_proxy
from tests.servers.stores import StoreServer, free_port, store_server
from tests.servers.webhook import Endpoint, endpoint

_OURS: Final = ("REDIS", "SLACK", "DISCORD", "OTEL", "NOTIFY", "WATCHDOG", "SHAREDFATE", "WEBHOOK", "CONSOLE")
_RESTARTED_AFTER: Final = 0.5
_ADMIN_SECONDS: Final = 1.0


async def pause(seconds: float) -> None:
    """Let time pass: faults last for real."""
    await asyncio.sleep(seconds)  # noqa: TID251


@dataclass(slots=True, kw_only=True)
class Kept:
    """The process, started again whenever it ends, as systemd does."""

    environ: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    starts: int = 0
    ended_with: list[int] = field(default_factory=list)
    process: Process | None = None

    async def keep(self) -> None:
        """For ever."""
        try:
            while True:
                self.starts += 1
                self.process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run", env=dict(self.environ), stderr=PIPE
                )
                assert self.process.stderr is not None
                async for line in self.process.stderr:
                    self.lines.append(line.decode("utf-8", "replace").rstrip())
                self.ended_with.append(await self.process.wait())
                await pause(_RESTARTED_AFTER)
        finally:
            self.kill()
            if self.process is not None:
                await self.process.wait()

    def kill(self) -> None:
        """End it as the kernel does when memory is short."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()

    def may_write(self, size: int | None) -> None:
        """Let none of its files grow beyond so many bytes; None: there is room again."""
        if self.process is not None and self.process.returncode is None:
            most = resource.RLIM_INFINITY if size is None else size
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@dataclass(slots=True, kw_only=True)
class Scene:
    """The process and its world."""

    folder: Path
    port: int
    kept: Kept
    truth: Truth
    server: StoreServer
    proxy: StoreProxy
    slack: FakeSlack
    discord: FakeDiscord
    hook: Endpoint
    emptied: int = 0
    forgiven: set[str] = field(default_factory=set)

    @property
    def journal(self) -> Path:
        """Where the terminal's messages are."""
        return self.folder / "journal.jsonl"

    async def health(self) -> tuple[int, dict[str, Any]]:
        """What it says of itself; 0 while nobody answers."""
        return await asyncio.to_thread(_asked, f"http://127.0.0.1:{self.port}/healthz")

    @property
    def groups(self) -> range:
        """The channels of each chat platform, by number."""
        return range(GROUPS)

    def was_emptied(self) -> None:
        """Note it: what there was until now need not be shown anew, nor what changes with nobody watching."""
        self.emptied += 1

    def oddities(self) -> list[str]:
        """What nobody should find in a log, or in how the process ended."""
        crashes = sum("Traceback" in line for line in self.kept.lines)
        ends = [code for code in self.kept.ended_with if code != -signal.SIGKILL]
        return ([f"{crashes} tracebacks"] if crashes else []) + ([f"it ended with {ends}"] if ends else [])

    async def unknown(self) -> list[str]:
        """Which outages that go on the process does not know of, though nobody need be told of them."""
        if not self.emptied:
            return []
        url = f"http://127.0.0.1:{self.port}/api/v1/services/"
        known = "".join([json.dumps((await asyncio.to_thread(_asked, url + name))[1]) for name in SERVICES])
        return [f"{outage.title} is not known" for outage in self.truth.outages if outage.title not in known]

    async def watches(self) -> None:
        """Have the channels watch, as people set them up: each group of services one on each platform."""
        store = StoreSettings(redis_url=f"redis://127.0.0.1:{self.server.port}/0")  # type: ignore[arg-type]
        async with open_store(store) as client:
            for channel in channels():
                await Channels(client).save(channel, datetime.now(UTC))  # noqa: TID251

    async def command(self, *words: str) -> None:
        """Have the store itself carry it out, as soon as it can."""
        while True:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                async with asyncio.timeout(_ADMIN_SECONDS), self.server.client() as admin:
                    await admin.execute_command(*words)
                    return
            await pause(0.1)


def channels() -> list[Channel]:
    """All of them, with what each watches."""
    made = [
        Channel(
            destination=Destination(platform=platform, channel=f"{prefix}{group}"),
            watches=_watches(group),
            grade=Grade.CONFIRMED,
        )
        for platform, prefix in (("slack", "C"), ("discord", "6"))
        for group in range(GROUPS)
    ]
    everything = tuple(watch for group in range(GROUPS) for watch in _watches(group))
    made += [
        Channel(
            destination=Destination(platform=platform, channel=name),
            watches=everything,
            cap=100,
            grade=Grade.CONFIRMED,
        )
        for platform, name in (("webhook", "ops"), ("console", "terminal"))
    ]
    return made


def group_of(service: str) -> int:
    """Whose channel a service's incidents are shown in."""
    return SERVICES.index(service) % GROUPS


def _watches(group: int) -> tuple[Watch, ...]:
    names = [service for service in SERVICES if group_of(service) == group]
    return tuple(Watch(kind=WatchKind.SERVICE, target=name) for name in names)


def _asked(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.code, json.loads(answer.read())
    except (OSError, ValueError):
        return 0, {}


@asynccontextmanager
async def scene(folder: Path, *, by_proxy: bool = False) -> AsyncIterator[Scene]:
    """Start it all. Its pages are quiet and its channels watch nothing yet.

    `by_proxy`: the store is reached by a line that can die. It costs as much of the processor as the process.
    """
    truth = Truth()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    async with (
        sites(truth.serve) as site,
        fake_slack() as slack,
        fake_discord() as discord,
        endpoint() as hook,
        store_server(folder / "store") as server,
        store_proxy(server.port) as proxy,
    ):
        discord.places |= {f"6{n}": {**discord.guild["channels"][0], "id": f"6{n}"} for n in range(GROUPS)}
        port = free_port()
        environ = _environment(
            folder,
            port,
            REDIS_URL=f"redis://127.0.0.1:{proxy.port if by_proxy else server.port}/0",
            SLACK_API_BASE_URL=slack.api,
            DISCORD_API_BASE_URL=discord.api,
            DISCORD_GATEWAY_URL=discord.gateway,
            WEBHOOK_ENDPOINTS=f"ops={hook.url()}",
        )
        own = Path(environ["SHAREDFATE_CATALOG"])
        own.write_text(catalogue(site.url("127.0.0.1")), encoding="utf-8")  # noqa: ASYNC240
        kept = Kept(environ=environ)
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(kept.keep())
            yield Scene(
                folder=folder,
                port=port,
                kept=kept,
                truth=truth,
                server=server,
                proxy=proxy,
                slack=slack,
                discord=discord,
                hook=hook,
            )
            keeping.cancel()


def _environment(folder: Path, port: int, **addresses: str) -> dict[str, str]:
    """Ours, without what reaches anybody, and what leads to the servers of this world."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
        **addresses,
        "CONSOLE_JOURNAL": str(folder / "journal.jsonl"),
        "CONSOLE_QUIET": "true",
        "SHAREDFATE_CATALOG": str(folder / "own.toml"),
        "SHAREDFATE_SHIPPED_CATALOG": "false",
        "SHAREDFATE_DATA_DIR": str(folder / "data"),
        "SHAREDFATE_DOTENV": "",
        "SHAREDFATE_PROBES": "off",
        "SHAREDFATE_ANNOUNCE_OPEN": "true",
        "SHAREDFATE_WEB_PORT": str(port),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "DISCORD_BOT_TOKEN": "token",
        "WEBHOOK_SECRET": "a secret of this test alone, and long enough",
    }
