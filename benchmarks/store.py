"""Observations a second through the store: stream in, one transaction out; beside its bare commands.

Everything our code sends is recorded in a run of its own, and sent again to another empty server, the answers
read and thrown away. What remains is correlating, encoding and decoding. One process, one connection; the
server is a process of its own.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import UnixDomainSocketConnection
from redis.exceptions import RedisError

from benchmarks.measuring import empty_store, percentiles
from bot import log
from bot.clock import SimulatedClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.correlator import correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.observation import Observation
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.intake import Intake
from bot.storage.keys import OBSERVATIONS
from tests.worlds import START, a_fleet, a_history

SERVICES = 500
OUTAGES = 6
ALONE = 150
ROUNDS = 3
SINGLY = 300

# What went over the connection: bytes that were sent, or None where an answer was read.
Event = bytes | None


class Recording(UnixDomainSocketConnection):
    """A connection that notes what goes over it."""

    events: list[Event]

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:  # noqa: FBT002
        sent = command if isinstance(command, bytes) else b"".join(command)
        self.events.append(sent)
        await super().send_packed_command(sent, check_health)

    async def read_response(self, *args: Any, **options: Any) -> Any:
        self.events.append(None)
        return await super().read_response(*args, **options)


@asynccontextmanager
async def a_store(
    history: Sequence[Observation], events: list[Event]
) -> AsyncIterator[tuple[Client, Client]]:
    """A store in which a history waits to be correlated; a client of it, and one that notes everything."""
    async with empty_store() as client:
        await Intake(client).create()
        for number, observation in enumerate(history, 1):
            # The same ids everywhere, so that the recorded acknowledgements fit.
            await client.xadd(OBSERVATIONS.name, {b"v": encode(observation)}, id=f"{number}-0")
        path = client.connection_pool.connection_kwargs["path"]
        kind = type("Noting", (Recording,), {"events": events})
        async with Redis(connection_pool=ConnectionPool(connection_class=kind, path=path)) as noting:
            await noting.ping()
            events.clear()
            yield client, noting


def a_worker(client: Client, knowledge: Knowledge) -> CorrelationWorker:
    pipeline = Pipeline(client=client, catalog=knowledge.catalog, clock=SimulatedClock(START))
    return pipeline.correlator(knowledge)


async def timed(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of our own CPU."""
    started, cpu = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - started, time.process_time() - cpu


async def ours(history: Sequence[Observation], knowledge: Knowledge) -> tuple[float, float]:
    async with a_store(history, []) as (client, _):
        worker = a_worker(client, knowledge)

        async def work() -> None:
            while await worker.step():
                pass

        return await timed(work)


async def recorded(history: Sequence[Observation], knowledge: Knowledge) -> list[Event]:
    events: list[Event] = []
    async with a_store(history, events) as (_, noting):
        worker = a_worker(noting, knowledge)
        while await worker.step():
            pass
        return list(events)


async def bare(history: Sequence[Observation], events: Sequence[Event]) -> tuple[float, float]:
    async with a_store(history, []) as (client, _):
        pool = client.connection_pool
        connection = await pool.get_connection()

        async def work() -> None:
            for event in events:
                if event is not None:
                    await connection.send_packed_command(event, check_health=False)
                else:
                    # A script that the server does not know yet, as when it was recorded.
                    with suppress(RedisError):
                        await connection.read_response()

        taken = await timed(work)
        await pool.release(connection)
        return taken


async def singly(history: Sequence[Observation], knowledge: Knowledge) -> list[float]:
    """Seconds of each step when observations come one by one, as on a quiet day."""
    async with empty_store() as client:
        await Intake(client).create()
        worker = a_worker(client, knowledge)
        taken = []
        for observation in history[-SINGLY:]:
            await client.xadd(OBSERVATIONS.name, {b"v": encode(observation)})
            taken.append((await timed(worker.step))[0])
    return taken


def correlated(history: Sequence[Observation], knowledge: Knowledge) -> float:
    """Seconds without any store."""
    state, started = State(), time.perf_counter()
    for observation in history:
        state = correlate(state, observation, knowledge).state
    return time.perf_counter() - started


async def main() -> None:
    log.configure("ERROR")
    catalog = a_fleet(SERVICES)
    knowledge, history = Knowledge(catalog=catalog), a_history(catalog, outages=OUTAGES, alone=ALONE)
    events = await recorded(history, knowledge)
    rounds = []
    for _ in range(ROUNDS):  # what is compared takes turns
        alone = correlated(history, knowledge)
        rounds.append((await ours(history, knowledge), await bare(history, events), (alone, alone)))
    sent = sum(event is not None for event in events)
    print(
        f"{len(history)} observations of {SERVICES} services, {OUTAGES} shared outages, in batches; "
        f"median of {ROUNDS} rounds:"
    )
    names = ("through the store", f"its {sent} requests alone", "correlated without a store")
    for name, taken in zip(names, zip(*rounds, strict=True), strict=True):
        wall, cpu = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"  {name:28} {len(history) / wall:8.0f} a second, {wall:6.2f} s, of it {cpu:6.2f} s our CPU")
    between = statistics.median(through[1] - alone[1] for through, _, alone in rounds)
    print(f"  CPU of reading, encoding and committing: {between / len(history) * 1e6:.0f} us an observation")
    print(f"  one by one, from stream to commit: {percentiles(await singly(history, knowledge))}")


if __name__ == "__main__":
    asyncio.run(main())
