"""Sites behind edges on loopback, in words of our own, and a prober that asks them in simulated time."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from adapters.edges import read_answer
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock, SystemClock
from bot.demo.certificates import certificate
from bot.demo.edges import EdgeMode, edge_answer
from bot.domain.observation import Observation
from bot.domain.probe import ProbeMode, ProbeTarget
from bot.pipeline import Pipeline
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.probing.look_worker import LOOKS_SHARD
from bot.probing.prober import ProbeWorker, probe_shard
from bot.storage.client import Client
from bot.storage.lease import Lease
from bot.storage.sources import OBSERVATION_STREAM
from tests.builders import NOON
from tests.servers.sites import HANGS_UP, Answer, Sites, sites

AGENT: Final = "sharedfate/1 (status page reader; +https://example.org/bot)"
PATIENT: Final = Timeouts(connect=20, read=20, answer=20, body=20)
DOMAIN: Final = "sites.example"
SECOND: Final = timedelta(seconds=1)
NOBODY: Final = Catalog(services={}, edges=())
LONG: Final = timedelta(hours=1)
# What a site does beyond what an edge in front of it does.
REFUSALS: Final = {
    "too many": Answer(status=429, headers=("Retry-After: 172800",)),
    "wait": Answer(status=503, headers=("Retry-After: 7200",)),
}


@dataclass
class World:
    """`does` is what a site does, by its host; else it is served. `times` are of front pages, by host."""

    sites: Sites
    client: Client
    fetcher: Fetcher
    clock: SimulatedClock
    targets: tuple[ProbeTarget, ...]
    does: dict[str, str] = field(default_factory=dict)
    times: dict[str, list[datetime]] = field(default_factory=dict)
    robots: int = 0
    allows: bytes = b"User-agent: *\nDisallow: /private\n"
    serials: Iterator[int] = field(default_factory=lambda: count(1))

    def all_do(self, what: str, hosts: Iterable[str] | None = None) -> None:
        """Have these sites, or all, do something."""
        self.does.update(dict.fromkeys(self.hosts() if hosts is None else hosts, what))

    def hosts(self, node: str = "") -> list[str]:
        """The sites behind an edge."""
        return [host_of(target) for target in self.targets if not node or target.node == node]

    def serve(self, host: str, path: str) -> Answer:
        """What a site answers."""
        what = self.does.get(host, EdgeMode.SERVED)
        if what == EdgeMode.SILENT:
            return HANGS_UP
        if path == "/robots.txt":
            self.robots += 1
            return Answer(self.allows)
        self.times.setdefault(host, []).append(self.clock.now())
        if what in REFUSALS:
            return REFUSALS[what]
        node = next(target.node for target in self.targets if host_of(target) == host)
        said = edge_answer(node, EdgeMode(what), next(self.serials))
        return Answer(said.body, said.status, tuple(f"{name}: {value}" for name, value in said.headers))

    def worker(
        self, mode: ProbeMode = ProbeMode.ON, *, vantage: str = "here", holder: str = "a"
    ) -> ProbeWorker:
        """A process of that name."""
        pipeline = Pipeline(client=self.client, catalog=NOBODY, clock=self.clock, holder=holder)
        worker = pipeline.prober(self.fetcher, read_answer, self.chosen, vantage=vantage, mode=mode)
        # Leases run by the store's clock, which does not know ours.
        worker.lease = Lease(self.client, probe_shard(vantage), holder, length=LONG)
        worker.looks.lease = Lease(self.client, LOOKS_SHARD, holder, length=LONG)
        return worker

    async def chosen(self) -> tuple[ProbeTarget, ...]:
        """Whom to ask: all of them."""
        return self.targets

    async def pass_time(self, span: timedelta, *workers: ProbeWorker) -> None:
        """Let them work, a second at a time."""
        until = self.clock.now() + span
        while self.clock.now() < until:
            await self.clock.advance(SECOND)
            for worker in workers:
                await worker.step()

    async def handed(self) -> list[Observation]:
        """What the correlator got."""
        return await OBSERVATION_STREAM.newest(self.client, 999)


def host_of(target: ProbeTarget) -> str:
    return f"{target.id}.{DOMAIN}"


@asynccontextmanager
async def a_world(client: Client, each: int, *nodes: str, folder: Path | None = None) -> AsyncIterator[World]:
    """So many sites behind each edge. With a `folder` they speak TLS, by a certificate kept there."""
    clock = SimulatedClock(NOON)
    tls = certificate(folder, f"*.{DOMAIN}", SystemClock().now())[0] if folder else None
    async with sites(lambda host, path: world.serve(host, path), tls) as running:  # noqa: PLW0108  -- made below
        targets = tuple(
            ProbeTarget(
                id=(id_ := f"{node.replace('/', '-')}-{n}"),
                url=running.url(f"{id_}.{DOMAIN}", "/"),
                service=id_,
                organisation=id_,
                node=node,
                allow_private=True,
            )
            for node in nodes
            for n in range(each)
        )
        async with Fetcher(AGENT, timeouts=PATIENT, resolve=running.resolve) as fetcher:
            world = World(running, client, fetcher, clock, targets)
            yield world
