"""Ten thousand channels hear of one incident: how soon, at what cost, and how long the event loop is held.

The platform is in this process and takes all at once, so that what is measured is ours alone. A stall is
counted in CPU of the loop's own thread between two of its turns: what else the machine does counts for
nothing.
"""

import asyncio
import gc
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from adapters.chat.shared.bare_traits import bare_traits
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store, watched_loop
from bot import log
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import Clock, SystemClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.incident import Grade, Incident
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess, Identity
from bot.notifying.router import Router
from bot.pipeline import Pipeline
from bot.ports import Respondent
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.keys import READY
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import a_member, an_incident
from tests.chat_builders import of

NAME: Final = "local"
TRAITS: Final = {NAME: bare_traits(NAME, edits=True)}
ROOT: Final = "cloudflare"
CHANNELS: Final = 10_000
QUICK_CHANNELS: Final = 1_500
MEMBERS: Final = 12
WATCHES: Final = 5


@dataclass
class Taker:
    """A platform that takes whatever it is given, at once; `taken_at` is when, by the performance counter."""

    taken_at: list[float] = field(default_factory=list)

    async def send(
        self,
        message: Message,  # noqa: ARG002  -- the port's
        to: Destination,
        *,
        nonce: str,  # noqa: ARG002
        thread: MessageRef | None = None,  # noqa: ARG002
        uncertain: bool = False,  # noqa: ARG002
    ) -> MessageRef:
        """Take a post, under an id as long as Slack's."""
        self.taken_at.append(time.perf_counter())
        id_ = f"1764500000.{len(self.taken_at):06}"
        return MessageRef(platform=NAME, channel=to.channel, id=id_, team=to.team)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Take an edit."""

    async def listen(self, respondent: Respondent) -> None:  # noqa: ARG002
        """Nobody speaks here."""
        await asyncio.Event().wait()

    async def ailment(self) -> str:
        """It is always well."""
        return ""

    async def identity(self) -> Identity:
        """It has no name."""
        return Identity(name=NAME)

    async def access(self, place: Destination) -> ChannelAccess:  # noqa: ARG002
        """It was not asked."""
        return UNKNOWN_ACCESS


@dataclass(slots=True, kw_only=True)
class Spent:
    """What telling all of them took: seconds until the last was handed over, CPU-ms and script calls each.

    `stall` is the longest in which the loop's thread did nothing else, in seconds of CPU.
    """

    last: float = 0.0
    cpu_ms: float = 0.0
    calls: float = 0.0
    stall: float = 0.0


def an_outage(catalog: Catalog, number: int, clock: Clock) -> Incident:
    """A claim about some of those that stand on one root."""
    services = sorted({edge.service for edge in catalog.edges_to(ROOT)})
    now, some = clock.now(), random.Random(number).sample(services, MEMBERS)
    return an_incident(
        f"inc-20261130-{number:08}",
        grade=Grade.PROBABLE,
        root=ROOT,
        members=tuple(a_member(service, report=f"r{number}", since=now) for service in some),
        started_at=now,
        opened_at=now,
        updated_at=now,
    )


async def set_up(client: Client, catalog: Catalog, number: int, clock: Clock, *outages: Incident) -> None:
    """So many channels, each with a list of its own in which one of those that are hit stands."""
    draw, services, channels = random.Random(1), sorted(catalog.services), Channels(client)
    hit = sorted({service for outage in outages for service in outage.services})
    for n in range(number):
        names = sorted({draw.choice(hit), *draw.sample(services, WATCHES - 1)})
        to = Destination(platform=NAME, channel=f"C{n:010}", team=f"T{n % 500:08}")
        watches = tuple(Watch(kind=WatchKind.SERVICE, target=name) for name in names)
        await channels.save(Channel(destination=to, watches=watches, since=clock.now()), clock.now())
    # Nobody has anything to be told yet.
    await client.delete(READY.at(0).name)


@asynccontextmanager
async def _a_scene(number: int) -> AsyncIterator[tuple[Client, Pipeline, Router]]:
    """A store with so many channels, a router that has started, and an incident that is news to them all."""
    log.configure("ERROR")
    clock, catalog = SystemClock(), load(None)
    async with empty_store() as client:
        pipeline = Pipeline(client=client, catalog=catalog, clock=clock, traits=TRAITS)
        await pipeline.prepare(tells=True)
        outage = an_outage(catalog, 1, clock)
        await set_up(client, catalog, number, clock, outage)
        async with client.pipeline(transaction=True) as pipe:
            SUBJECT_STREAM.append(pipe, of(outage))
            await pipe.execute()
        router = pipeline.router()
        await router.catch_up()
        gc.collect()
        gc.freeze()  # as a run does once it has started
        yield client, pipeline, router


async def _tell(client: Client, pipeline: Pipeline, router: Router, number: int) -> Spent:
    """Route and deliver as a run does, until every outbox is empty."""
    taker, spent, before = Taker(), Spent(), await _calls(client)
    deliverer = pipeline.deliverer({NAME: taker})
    began, cpu = time.perf_counter(), time.process_time()
    delivering = asyncio.ensure_future(deliverer.run())
    while await router.step():
        pass
    while len(taker.taken_at) < number or await client.exists(READY.at(0).name):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    spent.cpu_ms = (time.process_time() - cpu) * 1000 / number
    spent.last = taker.taken_at[-1] - began
    spent.calls = (await _calls(client) - before) / number
    delivering.cancel()
    assert len(taker.taken_at) == number, "one message each, and no more"
    return spent


async def _calls(client: Client) -> int:
    """How many scripts the store was called to carry out. What those do costs us nothing."""
    done = await client.info("commandstats")
    return sum(row["calls"] for name, row in done.items() if name in ("cmdstat_evalsha", "cmdstat_eval"))


async def _scene(number: int, *, watches_loop: bool = False) -> Spent:
    async with _a_scene(number) as (client, pipeline, router):
        if not watches_loop:
            return await _tell(client, pipeline, router, number)
        with watched_loop() as hold:
            spent = await _tell(client, pipeline, router, number)
        spent.stall = hold.longest
        return spent


def _figure(
    name: str, unit: str, at_most: float, value: Callable[[Spent, int], float], *, watches_loop: bool = False
) -> Figure:
    def measure(quick: bool) -> Reading:
        number = QUICK_CHANNELS if quick else CHANNELS
        return Reading(ours=value(asyncio.run(_scene(number, watches_loop=watches_loop)), number))

    return Figure(name=name, unit=unit, at_most=at_most, measure=measure)


FIGURES: Final[tuple[Figure, ...]] = (
    _figure(
        "10,000 channels, one incident: last message handed to the platform",
        "s",
        10.0,
        lambda spent, number: spent.last * CHANNELS / number,
    ),
    _figure("the same: CPU a message, routing included", "ms", 0.8, lambda spent, _: spent.cpu_ms),
    _figure("the same: script calls in the store a message", "calls", 2.5, lambda spent, _: spent.calls),
    _figure("the same: longest stall", "s", 0.05, lambda spent, _: spent.stall, watches_loop=True),
)
