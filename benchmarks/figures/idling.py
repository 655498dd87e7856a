"""What a whole process costs with the store that it starts: while it has nothing to do, and a poll.

The peer took 6.90 CPU-seconds for 1,000 polls at 100 pages a minute, and 12.99 at 1,000, on a machine on
which a conditional GET by bare httpx took 2.45 CPU-milliseconds, in November 2026. Its program cannot be had
whole: what it took then is scaled by what bare httpx takes now. As then every page has an address of its own,
and each minute one of a hundred opens an incident, of which a webhook is told. Linux only: it reads /proc.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import httpx
from redis import Redis

from benchmarks.figure import Figure, Reading
from benchmarks.measuring import SPAWN, served_apart, summary
from bot.storage.server import socket_path
from tests.servers.stores import free_port

BARE_THEN_MS: Final = 2.45
PEER_CPU_S: Final = {100: 6.90, 1_000: 12.99}
A_MINUTE: Final = 60
A_DAY: Final = 86_400
# Until it rests: the first looks, greetings and garbage of a start.
SETTLED_AFTER: Final = 10.0
# No channel may watch more.
MOST_WATCHED: Final = 500
GETS: Final = 150
_TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """Pages that are served by another process: where each is, and how often any was asked for."""

    addresses: tuple[str, ...]
    webhook: str
    asked: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """Of a stretch of time: CPU of the process and its store, commands to the store, polls."""

    seconds: float
    cpu: float
    commands: int
    polls: int


class _Page(asyncio.Protocol):
    """A connection to a page. One in a hundred is in trouble each minute, another the next."""

    bodies: Final = tuple(summary(title).ljust(46_500) for title in (None, "Down"))
    tags: Final = tuple(f'W/"{blake2b(body, digest_size=8).hexdigest()}"'.encode() for body in bodies)

    def __init__(self, number: int, asked: Any) -> None:
        self._number, self._asked = number, asked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self._asked.value += 1
        is_ill = (self._number + int(time.time()) // A_MINUTE * 37) % 100 == 7
        tag, body = self.tags[is_ill], self.bodies[is_ill]
        if data.startswith(b"POST"):
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        elif tag in data:
            answer = b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        else:
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nETag: "
            )
            answer = head.encode() + tag + b"\r\n\r\n" + body
        self._transport.write(answer)


def _serve(pages: int, asked: Any, pipe: Connection) -> None:
    async def serve() -> None:
        loop, port = asyncio.get_running_loop(), 0
        for number in range(pages):
            page = partial(_Page, number, asked)
            server = await loop.create_server(page, _address(number), port)
            port = server.sockets[0].getsockname()[1]
        pipe.send(port)
        await asyncio.Event().wait()

    asyncio.run(serve())


def _address(number: int) -> str:
    return f"127.2.{number // 250}.{number % 250 + 1}"


@contextmanager
def _site(pages: int) -> Iterator[_Site]:
    asked = SPAWN.Value("Q", 0, lock=False)
    with served_apart(_serve, pages, asked) as port:
        addresses = tuple(f"http://{_address(number)}:{port}" for number in range(pages))
        yield _Site(addresses=addresses, webhook=f"{addresses[0]}/hook", asked=asked)


@contextmanager
def _running(site: _Site, interval: int) -> Iterator[tuple[int, Path]]:
    """A run of all roles over a store of its own: its process, and the store's folder."""
    with tempfile.TemporaryDirectory(prefix="sf-bench-") as folder:
        port = free_port()
        catalog = Path(folder) / "catalog.toml"
        catalog.write_text(
            "".join(map(partial(_entry, interval), range(len(site.addresses)), site.addresses))
        )
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "SHAREDFATE_DOTENV": "",
            "SHAREDFATE_DATA_DIR": f"{folder}/data",
            "SHAREDFATE_CATALOG": str(catalog),
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_PROBES": "off",
            "SHAREDFATE_WEB_PORT": str(port),
            "SHAREDFATE_LOG_LEVEL": "ERROR",
            "CONSOLE_QUIET": "true",
            "SHAREDFATE_ANNOUNCE_TO": "console:terminal",
            "WEBHOOK_ENDPOINTS": f"bench={site.webhook}",
            "WEBHOOK_SECRET": "only-this-benchmark-signs-with-it",
        }
        command = (sys.executable, "-m", "bot")
        said = Path(folder) / "said"
        with said.open("w") as out:
            process = subprocess.Popen(
                (*command, "run"), env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        try:
            where = socket_path(Path(folder) / "data")
            _wait_for(where, process, said)
            watched = ", ".join(f"s{number}" for number in range(min(MOST_WATCHED, len(site.addresses))))
            subprocess.run(
                (*command, "channel", "webhook:bench", "watch", watched),
                env=environ,
                check=True,
                capture_output=True,
            )
            yield process.pid, where
        finally:
            process.terminate()
            process.wait()


def _entry(interval: int, number: int, address: str) -> str:
    return (
        f'[[service]]\nid = "s{number}"\nname = "Site {number}"\nstatus_url = "{address}"\n'
        'reference = "here"\nconfidence = "high"\n'
        f'[[service.source]]\nurl = "{address}/summary.json"\nformat = "statuspage"\n'
        f"interval_seconds = {interval}\nallow_private = true\n\n"
    )


def _wait_for(socket_file: Path, process: subprocess.Popen[bytes], said: Path) -> None:
    while not socket_file.exists():
        if process.poll() is not None:
            raise RuntimeError(f"the run ended: {said.read_text(encoding='utf-8')[-300:].strip()}")
        time.sleep(0.1)


def _cost(pid: int, where: Path, site: _Site, settled_after: float, seconds: float) -> _Cost:
    """What the next seconds cost, once it has settled."""
    time.sleep(settled_after)
    with Redis(unix_socket_path=str(where)) as store:
        began, cpu, asked, commands = time.monotonic(), _cpu(pid), site.asked.value, _commands(store)
        time.sleep(seconds)
        return _Cost(
            cpu=_cpu(pid) - cpu,
            commands=_commands(store) - commands - 1,
            polls=site.asked.value - asked,
            seconds=time.monotonic() - began,
        )


def _commands(store: Redis) -> int:
    """All that the server has carried out, within scripts, too."""
    stats: Any = store.info("commandstats")
    return sum(int(of["calls"]) for of in stats.values())


def _cpu(pid: int) -> float:
    """Seconds of a process, of all that it has started, and of those of them that have ended."""
    status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ended = (int(status[13]) + int(status[14])) / _TICK
    own = sum(
        int(task.read_text("ascii").split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
    )
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return (
        ended
        + own / 1e9
        + sum(_cpu(int(child)) for of in children for child in of.read_text("ascii").split())
    )


def _idle(quick: bool) -> _Cost:
    with _site(100) as site, _running(site, A_DAY) as (pid, where):
        return _cost(pid, where, site, SETTLED_AFTER, 15.0 if quick else 60.0)


def _idle_ms(quick: bool) -> Reading:
    cost = _idle(quick)
    return Reading(ours=cost.cpu / cost.seconds * 1000)


def _idle_commands(quick: bool) -> Reading:
    cost = _idle(quick)
    return Reading(ours=cost.commands / cost.seconds)


def _polls(pages: int, quick: bool) -> Reading:
    """CPU-seconds per 1,000 polls. Where it is to be quick, of a sixth of the pages six times as often."""
    interval = 10 if quick else A_MINUTE
    with _site(pages * interval // A_MINUTE) as site:
        bare = [_bare_ms(site.addresses[0])]
        with _running(site, interval) as (pid, where):
            # The first round reads every page whole.
            cost = _cost(pid, where, site, interval + SETTLED_AFTER, 15.0 if quick else A_MINUTE)
        bare.append(_bare_ms(site.addresses[0]))
    peer = PEER_CPU_S[pages] / BARE_THEN_MS * statistics.mean(bare)
    return Reading(ours=cost.cpu / cost.polls * 1_000, beside=peer)


def _bare_ms(url: str) -> float:
    """CPU-milliseconds of a conditional GET by bare httpx."""

    async def get() -> float:
        limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
            tag = (await client.get(url)).headers["etag"]
            began = time.process_time()
            for _ in range(GETS):
                await client.get(url, headers={"If-None-Match": tag})
            return (time.process_time() - began) / GETS * 1000

    return asyncio.run(get())


FIGURES = (
    Figure(
        name="an idle process and its store, 100 pages, CPU a second", unit="ms", at_most=4, measure=_idle_ms
    ),
    Figure(name="the same, store commands a second", unit="commands", at_most=15, measure=_idle_commands),
    *(
        Figure(
            name=f"CPU per 1,000 polls at {pages:,} pages, the whole process and its store",
            unit="s",
            at_most=at_most,
            measure=partial(_polls, pages),
            beside="the peer, November 2026, scaled by bare httpx",
        )
        for pages, at_most in ((100, 0.7), (1_000, 0.15))
    ),
)
