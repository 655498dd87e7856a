"""How long routing holds the event loop, and what it costs, however many channels there are.

A stall is counted in CPU of the loop's own thread between two of its turns: what else the machine does counts
for nothing.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from adapters.chat_platforms import TRAITS
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store
from bot.clock import SystemClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.notifying.router import Router
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import CHANNELS
from bot.storage.shards import shard_of
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import a_member, an_incident
from tests.chat_builders import of
from tests.worlds import a_fleet

SERVICES: Final = 500
WATCHES: Final = 20
FLEET: Final = a_fleet(SERVICES)
IDS: Final = tuple(FLEET.services)
SHARED: Final = Watch(kind=WatchKind.SHARED)
CLOCK: Final = SystemClock()


@dataclass(slots=True)
class Gap:
    """The longest time, in seconds of CPU, for which the loop went on with one thing."""

    longest: float = 0.0
    ticks: list[float] = field(default_factory=list)


def a_channel(number: int, *, hears_all: bool) -> Channel:
    """One of `WATCHES` watches; every hundredth watches the service that `narrow` alerts are about."""
    places = (IDS[(number * 7 + step) % (SERVICES - 10)] for step in range(WATCHES - 1))
    watches = tuple(Watch(kind=WatchKind.SERVICE, target=place) for place in places)
    own = SHARED if hears_all else Watch(kind=WatchKind.SERVICE, target=IDS[-1 - number % 10])
    return Channel(
        destination=Destination(platform="slack", team=f"T{number:06}", channel=f"C{number:08}"),
        watches=(*watches, own),
        guild=f"T{number:06}",
    )


async def set_channels(client: Client, count: int, *, hears_all: bool) -> None:
    for first in range(0, count, 1_000):
        async with client.pipeline(transaction=False) as pipe:
            for number in range(first, min(count, first + 1_000)):
                channel = a_channel(number, hears_all=hears_all)
                name = str(channel.destination)
                pipe.hset(CHANNELS.at(shard_of(client, name)).name, name, encode(channel))
            await pipe.execute()


async def alert(client: Client, count: int, *, version: int = 1, prefix: str = "inc") -> None:
    """So many incidents that are news, each of five services that nobody watches by name but one."""
    async with client.pipeline(transaction=True) as pipe:
        for number in range(count):
            members = tuple(a_member(IDS[-1 - (number + n) % 10]) for n in range(1))
            incident = an_incident(f"{prefix}-{number}", version=version, root="nobody", members=members)
            SUBJECT_STREAM.append(pipe, of(incident))
        await pipe.execute()


@asynccontextmanager
async def a_router(channels: int, *, hears_all: bool) -> AsyncIterator[tuple[Client, Router]]:
    """One that has started, in a store with so many channels."""
    async with empty_store() as client:
        await set_channels(client, channels, hears_all=hears_all)
        pipeline = Pipeline(client=client, catalog=FLEET, clock=CLOCK, traits=TRAITS)
        await pipeline.prepare(tells=True)
        router = pipeline.router()
        await router.catch_up()
        await routed(router)
        yield client, router


async def routed(router: Router) -> None:
    """Until nothing is left."""
    while await router.step():
        pass


@contextmanager
def watched_loop() -> Iterator[Gap]:
    """Note the longest gap between turns of the loop."""
    gap, loop = Gap(), asyncio.get_running_loop()
    last = time.thread_time()

    def tick() -> None:
        nonlocal last, handle
        now = time.thread_time()
        gap.longest, last = max(gap.longest, now - last), now
        handle = loop.call_soon(tick)

    handle = loop.call_soon(tick)
    try:
        yield gap
        gap.longest = max(gap.longest, time.thread_time() - last)
    finally:
        handle.cancel()


async def stall(alerts: int, channels: int, turns: int) -> float:
    """The median of the longest stalls of so many turns; the alerts of each are new."""
    async with a_router(channels, hears_all=True) as (client, router):
        taken = []
        for turn in range(turns):
            await alert(client, alerts, prefix=f"inc-{turn}")
            with watched_loop() as gap:
                await routed(router)
            taken.append(gap.longest)
        return statistics.median(taken)


async def cost(alerts: int, channels: int, turns: int, *, hears_all: bool) -> float:
    """The CPU in seconds of this process for all alerts of a turn: a median."""
    async with a_router(channels, hears_all=hears_all) as (client, router):
        taken = []
        for turn in range(turns):
            await alert(client, alerts, prefix=f"inc-{turn}")
            began = time.process_time()
            await routed(router)
            taken.append(time.process_time() - began)
        return statistics.median(taken)


def _stall_of(alerts: int, channels: int) -> Figure:
    def measure(quick: bool) -> Reading:
        return Reading(ours=asyncio.run(stall(alerts, channels, 1 if quick else 5)))

    return Figure(
        name=f"longest stall of the loop, {alerts} alerts for {channels:,} channels",
        unit="s of CPU",
        at_most=timedelta(milliseconds=50).total_seconds(),
        measure=measure,
    )


FIGURES: Final[tuple[Figure, ...]] = (
    _stall_of(10, 10_000),
    _stall_of(50, 1_000),
    _stall_of(500, 200),
)
