"""`python -m tests.kills`: correlators are killed again and again, and a history comes out the same.

First each worker is abandoned at one of its awaits, with its request already on the way, and the next takes
over; then whole processes are killed while another stands by. Exits 1 with the first thing that differs from
an undisturbed replay.
"""

import argparse
import asyncio
import logging
import os
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from redis.asyncio import Redis

from bot.catalog.loader import load
from bot.cli.recorded import read_recorded
from bot.clock import SystemClock
from bot.correlation.knowledge import Knowledge
from bot.domain.observation import Observation
from bot.lab.evaluation.records import observations as seen_in
from bot.storage.client import Client
from bot.storage.server import embedded_server
from tests.killing import a_worker, assert_same, finished, killed_processes, replayed_with_kills
from tests.worlds import START, a_fleet, a_history

SERVICES: Final = 60
# Two weeks with a known shared outage in them.
SLICE: Final = (datetime(2025, 11, 10, tzinfo=UTC), datetime(2025, 11, 24, tzinfo=UTC))


class StandingClock(SystemClock):
    """Waits for real, and is always at the start of the history: its time passes by observations alone."""

    def now(self) -> datetime:
        return START


async def work(socket: Path, holder: str, length: timedelta) -> None:
    """Be one of the processes."""
    knowledge = Knowledge(catalog=a_fleet(SERVICES))
    async with a_worker(socket, knowledge, StandingClock(), holder, length=length) as worker:
        await worker.run()


@asynccontextmanager
async def a_store() -> AsyncIterator[tuple[Path, Client]]:
    """An empty store: its socket and a client."""
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
            yield socket, client


async def abandoned(
    what: str, observations: Sequence[Observation], knowledge: Knowledge, points: int, draw: random.Random
) -> None:
    """Kill within one process, compare, and say so."""
    async with a_store() as (socket, client):
        kills = await replayed_with_kills(socket, observations, knowledge, points, draw)
        changes = await assert_same(client, observations, knowledge)
    sys.stdout.write(
        f"{what}: {len(observations)} observations, {kills} kills, {len(changes)} changes, all same\n"
    )


async def soak(points: int, processes: int, seed: int) -> None:
    """Everything, the corpus too where there is one."""
    draw = random.Random(seed)
    catalog = a_fleet(SERVICES)
    knowledge, history = Knowledge(catalog=catalog), a_history(catalog, seed=seed)
    await abandoned("made up", history, knowledge, points, draw)
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    if corpus:
        real = load(None)
        records = read_recorded((Path(corpus) / "history" / "incidents.jsonl.gz",), real).records
        await abandoned("recorded", seen_in(records, *SLICE), Knowledge(catalog=real), points, draw)
    async with a_store() as (socket, client):
        longest = await killed_processes(socket, history, processes, draw)
        await client.delete("{sf}:lease:all")
        await finished(socket, history, knowledge)
        await assert_same(client, history, knowledge)
    sys.stdout.write(f"{processes} processes killed: the longest take-over took {longest:.1f} s\n")
    if longest > 10:
        sys.exit("a take-over is to take less than 10 s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100, help="how often a worker is abandoned")
    parser.add_argument("--processes", type=int, default=5, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="be one of those processes, on this socket")
    parser.add_argument("--holder", default="worker")
    parser.add_argument("--lease-ms", type=int, default=6000)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if options.work:
        asyncio.run(work(options.work, options.holder, timedelta(milliseconds=options.lease_ms)))
    else:
        asyncio.run(soak(options.points, options.processes, options.seed))


if __name__ == "__main__":
    main()
