"""How long routing holds the event loop, and what it costs, however many channels there are.

A stall is counted in CPU of the loop's own thread between two of its turns: what else the machine does counts
for nothing. No other process routes, and the store is a process of its own.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

from adapters.chat_platforms import TRAITS
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store, watched_loop
from bot import log
from bot.clock import SystemClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.notifying.router import Router
from bot.pipeline import Pipeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import a_member, an_incident
from tests.chat_builders import SHARED, of
from tests.worlds import a_fleet

SERVICES: Final = 500
WATCHES: Final = 20
FLEET: Final = a_fleet(SERVICES)
IDS: Final = tuple(FLEET.services)
# So many channels watch the service that alerts are about, where not all hear of everything.
FEW: Final = 10
MANY: Final = 10_000
STALL_S: Final = 0.05
Watcher = Callable[[], AbstractContextManager["Spent"]]


@dataclass(slots=True)
class Spent:
    """What a turn took: the longest stall and the CPU, both in seconds, and commands in the store."""

    stall: float = 0.0
    cpu: float = 0.0
    commands: float = 0.0


def a_channel(number: int, *, hears_all: bool) -> Channel:
    """One of `WATCHES` watches."""
    places = [IDS[(number * 7 + step) % (SERVICES - 1)] for step in range(WATCHES - 1)]
    places += IDS[-1:] if number < FEW else []
    watches = (Watch(kind=WatchKind.SERVICE, target=place) for place in places)
    return Channel(
        destination=Destination(platform="slack", team=f"T{number:06}", channel=f"C{number:08}"),
        watches=(*watches, *([SHARED] if hears_all else [])),
        guild=f"T{number:06}",
    )


async def alert(client: Client, count: int, turn: int) -> None:
    """So many incidents that are news, each of the one service that few watch."""
    async with client.pipeline(transaction=True) as pipe:
        for number in range(count):
            members = (a_member(IDS[-1], report=f"{turn}-{number}"),)
            SUBJECT_STREAM.append(
                pipe, of(an_incident(f"inc-{turn}-{number}", root="nobody", members=members))
            )
        await pipe.execute()


@asynccontextmanager
async def a_router(channels: int, *, hears_all: bool) -> AsyncIterator[tuple[Client, Router]]:
    """One that has started, in a store with so many channels."""
    log.configure("ERROR")
    clock = SystemClock()
    async with empty_store() as client:
        for number in range(channels):
            await Channels(client).save(a_channel(number, hears_all=hears_all), clock.now())
        pipeline = Pipeline(client=client, catalog=FLEET, clock=clock, traits=TRAITS)
        await pipeline.prepare(tells=True)
        router = pipeline.router()
        await router.catch_up()
        gc.collect()
        gc.freeze()  # as a run does once it has started
        yield client, router


async def routed(router: Router) -> None:
    """Until nothing is left."""
    while await router.step():
        pass


@contextmanager
def watched_stalls() -> Iterator[Spent]:
    """Note the longest stall."""
    spent = Spent()
    with watched_loop() as hold:
        yield spent
    spent.stall = hold.longest


@contextmanager
def watched_costs() -> Iterator[Spent]:
    """Note the CPU."""
    spent, began = Spent(), time.process_time()
    yield spent
    spent.cpu = time.process_time() - began


async def _turns(
    alerts: int, channels: int, turns: int, watched: Watcher = watched_costs, *, hears_all: bool = True
) -> Spent:
    """The medians of so many turns; the alerts of each are new."""
    async with a_router(channels, hears_all=hears_all) as (client, router):
        taken = []
        for turn in range(turns):
            await alert(client, alerts, turn)
            await client.config_resetstat()
            with watched() as spent:
                await routed(router)
            done = await client.info("commandstats")
            spent.commands = sum(row["calls"] for row in done.values())
            taken.append(spent)
        return Spent(
            stall=statistics.median(one.stall for one in taken),
            cpu=statistics.median(one.cpu for one in taken),
            commands=statistics.median(one.commands for one in taken),
        )


def _stall_of(alerts: int, channels: int) -> Figure:
    def measure(quick: bool) -> Reading:
        return Reading(ours=asyncio.run(_turns(alerts, channels, 2 if quick else 7, watched_stalls)).stall)

    return Figure(
        name=f"{alerts} alerts for {channels:,} channels: longest stall of the event loop",
        unit="CPU-s",
        at_most=STALL_S,
        measure=measure,
    )


def _cpu(quick: bool) -> Reading:
    return Reading(ours=asyncio.run(_turns(10, MANY, 2 if quick else 7)).cpu)


def _commands(quick: bool) -> Reading:
    spent = asyncio.run(_turns(10, MANY, 1 if quick else 3))
    return Reading(ours=spent.commands / (10 * MANY))


def _growth(quick: bool) -> Reading:
    turns = 20 if quick else 100
    many, few = (
        asyncio.run(_turns(1, channels, turns, hears_all=False)).cpu for channels in (MANY, MANY // 50)
    )
    return Reading(ours=many * 1000, beside=few * 1000)


FIGURES: Final[tuple[Figure, ...]] = (
    _stall_of(10, MANY),
    _stall_of(50, 1_000),
    _stall_of(500, 200),
    Figure(name="10 alerts for 10,000 channels: all of routing", unit="CPU-s", at_most=1.6, measure=_cpu),
    Figure(
        name="10 alerts for 10,000 channels: commands in the store for one alert and channel",
        unit="commands",
        at_most=1,
        measure=_commands,
    ),
    Figure(
        name="routing of an alert that concerns ten channels, of 10,000",
        unit="CPU-ms",
        at_most=1.5,
        measure=_growth,
        beside="of 200",
    ),
)
