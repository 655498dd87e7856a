"""Correlators die, sleep and come back, at every point where they can: nothing is lost, nothing doubled."""

import random
import signal
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.clock import SimulatedClock
from bot.correlation.correlator import correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.rebuilding import rebuilt
from bot.correlation.state import State
from bot.domain.incident import ChangeKind, IncidentChange
from bot.storage.client import Client
from bot.storage.intake import Intake
from bot.storage.keys import LEASES
from bot.storage.lease import ALL
from bot.storage.server import embedded_server
from tests.conftest import assert_keys_declared
from tests.killing import (
    Halted,
    a_process,
    a_worker,
    assert_same,
    drain,
    finished,
    replayed_with_kills,
    tell,
    undisturbed,
    until_committed,
)
from tests.kills import SERVICES
from tests.worlds import a_fleet, a_history, a_wide_outage

CATALOG = a_fleet(12)
KNOWLEDGE = Knowledge(catalog=CATALOG)
HISTORY = a_history(CATALOG, outages=1, alone=3)

Store = tuple[Path, Client]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store's socket, so that every worker has connections of its own, and a client to look into it."""
    async with embedded_server(tmp_path) as socket, Redis(unix_socket_path=str(socket)) as client:
        yield socket, client
        await assert_keys_declared(client)


async def begin(client: Client) -> None:
    """A new life: nobody has correlated anything, half of the history is told."""
    await client.flushall()
    await Intake(client).create()
    await tell(client, HISTORY[: len(HISTORY) // 2])


async def test_a_worker_killed_at_any_await_loses_and_doubles_nothing(store: Store) -> None:
    socket, client = store
    for awaits in count():
        await begin(client)
        async with a_worker(socket, KNOWLEDGE, SimulatedClock(HISTORY[0].at), "first") as worker:
            work = Halted(drain(worker), awaits)
            is_halted = await work.reach()
            if is_halted:
                await work.kill()
        await tell(client, HISTORY[len(HISTORY) // 2 :])

        await finished(socket, HISTORY, KNOWLEDGE)

        changes = await assert_same(client, HISTORY, KNOWLEDGE)
        if not is_halted:
            break
    assert awaits > 5
    assert {change.kind for change in changes} >= {ChangeKind.OPENED, ChangeKind.RESOLVED}


async def test_a_worker_that_sleeps_at_any_await_commits_nothing_once_it_is_replaced(store: Store) -> None:
    socket, client = store
    for awaits in count():
        await begin(client)
        clock = SimulatedClock(HISTORY[0].at)
        async with a_worker(socket, KNOWLEDGE, clock, "first") as sleeper:
            work = Halted(drain(sleeper), awaits)
            is_halted = await work.reach()
            await client.delete(LEASES.of(ALL))
            async with a_worker(socket, KNOWLEDGE, clock, "second") as successor:
                await successor.step()
                await tell(client, HISTORY[len(HISTORY) // 2 :])
                if is_halted:
                    await work.resume()
                assert await sleeper.step() == 0
                await drain(successor)
        await finished(socket, HISTORY, KNOWLEDGE)

        await assert_same(client, HISTORY, KNOWLEDGE)
        if not is_halted:
            break
    assert awaits > 5


def test_a_state_that_is_loaded_again_goes_on_as_if_it_had_not_been() -> None:
    """In an outage with more reports than are weighed one by one: what is derived again is the same."""
    catalog, history = a_wide_outage(services=80)
    knowledge = Knowledge(catalog=catalog)
    _, expected = undisturbed(history, knowledge)
    state = State()
    changes = list[IncidentChange]()
    for number, observation in enumerate(history):
        if number % 25 == 0:
            state = rebuilt(state, knowledge)
        outcome = correlate(state, observation, knowledge)
        state = outcome.state
        changes += outcome.changes

    for number, (got, wanted) in enumerate(zip(changes, expected, strict=False)):
        assert got == wanted, f"change {number}"
    assert len(changes) > 200


async def test_ten_kills_in_a_history_change_nothing(store: Store) -> None:
    socket, client = store

    kills = await replayed_with_kills(socket, HISTORY, KNOWLEDGE, 10, random.Random(5))

    assert kills >= 10
    await assert_same(client, HISTORY, KNOWLEDGE)


async def test_a_process_that_is_killed_is_replaced_by_the_next(store: Store) -> None:
    socket, client = store
    catalog = a_fleet(SERVICES)
    history = a_history(catalog, outages=1, alone=5)
    await Intake(client).create()
    async with a_process(socket, "first") as process:
        await tell(client, history[:150])
        await until_committed(client, 0)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    await tell(client, history[150:])

    await finished(socket, history, Knowledge(catalog=catalog))

    await assert_same(client, history, Knowledge(catalog=catalog))
