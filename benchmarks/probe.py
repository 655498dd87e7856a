"""The CPU of a probe on its whole way, store and judgement included, and what all panels send a minute."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx

from adapters.edges import read_answer
from benchmarks.measuring import empty_store, page_server
from bot.catalog.canaries.targets import canaries, shipped_endpoints
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SimulatedClock
from bot.domain.probe import ProbeTarget
from bot.panels.schedule import Schedule, due, scheduled
from bot.panels.selection import canaries_to_ask, edges_in_front, panels
from bot.parts import EDGE_NODES
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher

START = datetime(2025, 11, 18, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EDGES, EACH = 8, 20
WARM_UP, MEASURED = timedelta(minutes=11), timedelta(minutes=20)
ROUNDS = 3


async def resolve(host: str, port: int) -> Sequence[str]:
    """Every name is here."""
    assert host
    assert port
    return ["127.0.0.1"]


def some_targets(port: int) -> tuple[ProbeTarget, ...]:
    """Panels as large as the shipped ones, all of them here."""
    return tuple(
        ProbeTarget(
            id=f"s{edge}-{n}", url=f"http://s{edge}-{n}.example:{port}/", service=f"s{edge}-{n}",
            organisation=f"s{edge}-{n}", node=f"edge{edge}", allow_private=True,
        )
        for edge in range(EDGES)
        for n in range(EACH)
    )  # fmt: skip


async def main() -> None:
    per_minute, targets = shipped_rate()
    print(f"all panels and canaries of the shipped catalogue: {targets} targets")
    print(f"  requests in the busiest minute of a quiet day:  {per_minute}")
    with page_server() as base:
        ours, probes = min([await whole_way(base) for _ in range(ROUNDS)])
        bare = min([await bare_gets(base, probes) for _ in range(ROUNDS)])
    print(f"a probe, CPU, best of {ROUNDS} x {probes}, {EDGES} panels of {EACH}, no TLS:")
    print(f"  bare httpx GET that stops after the headers:    {bare * 1000:.2f} ms")
    print(f"  whole way (schedule, request, store, judge):    {ours * 1000:.2f} ms, {ours / bare:.2f} x")


def shipped_rate() -> tuple[int, int]:
    """Requests in the busiest of 60 quiet minutes, and to how many targets. Nobody is asked."""
    catalog = load(None)
    in_front = edges_in_front(catalog, EDGE_NODES, {})
    asked = (
        *panels(catalog, in_front),
        *canaries_to_ask(catalog, canaries(catalog, shipped_endpoints())),
    )
    schedule = scheduled(Schedule(), asked, START)
    minutes: Counter[int] = Counter()
    for second in range(3600):
        taken, schedule = due(schedule, START + second * SECOND)
        minutes[second // 60] += len(taken)
    return max(minutes.values()), len(asked)


async def whole_way(base: str) -> tuple[float, int]:
    """CPU seconds a probe, and how many there were; a look at the schedule each second is part of it."""
    targets = some_targets(urlsplit(base).port or 0)

    async def chosen() -> Sequence[ProbeTarget]:
        return targets

    async with empty_store() as client, Fetcher("bench (nobody)", resolve=resolve) as fetcher:
        clock = SimulatedClock(START)
        pipeline = Pipeline(client=client, catalog=Catalog(services={}, edges=()), clock=clock)
        worker = pipeline.prober(fetcher, read_answer, chosen)
        await worker.lease.acquire()
        while clock.now() < START + WARM_UP:
            await clock.advance(SECOND)
            await worker.step()
        started, probes = time.process_time(), 0
        while clock.now() < START + WARM_UP + MEASURED:
            await clock.advance(SECOND)
            probes += await worker.step()
        return (time.process_time() - started) / probes, probes


async def bare_gets(base: str, count: int) -> float:
    """CPU seconds a GET."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        started = time.process_time()
        for _ in range(count):
            async with client.stream("GET", f"{base}/"):
                pass
        return (time.process_time() - started) / count


if __name__ == "__main__":
    asyncio.run(main())
