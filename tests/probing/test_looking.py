"""From sites that fail to a look, and to what the correlator gets of it; and whether it is us."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.clock import SimulatedClock
from bot.domain.look import LookEnd, LookRule, NetworkState
from bot.domain.probe import ProbeMode
from bot.storage.client import Client
from bot.storage.probes import Probes
from tests.builders import NOON
from tests.probing.world import World, a_world

EDGES = ("cloudflare", "fastly", "aws/cloudfront", "akamai")
TEN = timedelta(minutes=10)
QUARTER = timedelta(minutes=15)


@pytest.fixture
async def world(redis: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """Ten sites behind each of four edges, over TLS that is verified."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "*.sites.example.pem"))
    async with a_world(redis, 10, *EDGES, folder=tmp_path) as world:
        yield world


def counted(rule: LookRule, mode: ProbeMode) -> float:
    labels = {"rule": str(rule), "mode": str(mode)}
    return REGISTRY.get_sample_value("sharedfate_looks_total", labels) or 0


async def test_three_organisations_whose_edge_blames_itself_are_evidence_once(world: World) -> None:
    worker, probes, before = world.worker(), Probes(world.client), counted(LookRule.ANSWERED, ProbeMode.ON)
    await world.pass_time(TEN, worker)
    assert await world.handed() == []

    began = world.clock.now()
    world.all_do("edge_fault", world.hosts("cloudflare")[:4])
    await world.pass_time(TEN, worker)

    first, *more = await world.handed()
    assert first.look is not None
    assert (first.service, first.source) == ("cloudflare", "probes/cloudflare")
    assert (first.look.node, first.look.rule, first.look.vantages) == (
        "cloudflare",
        LookRule.ANSWERED,
        ("here",),
    )
    assert first.look.blaming >= 3
    assert first.at - began <= timedelta(minutes=6)
    assert len(more) <= 2
    assert set(await probes.load_looks()) == set(await probes.load_handed()) == {"cloudflare"}
    assert counted(LookRule.ANSWERED, ProbeMode.ON) == before + 1

    world.all_do("served")
    await world.pass_time(QUARTER + TEN, worker)
    last = (await world.handed())[-1].look
    assert last is not None
    assert last.end is LookEnd.SERVED
    assert await probes.load_looks() == await probes.load_handed() == {}


async def test_in_shadow_it_is_recorded_and_counted_and_handed_to_nobody(world: World) -> None:
    before = counted(LookRule.ANSWERED, ProbeMode.SHADOW)
    worker = world.worker(ProbeMode.SHADOW)
    await world.pass_time(TEN, worker)
    world.all_do("edge_fault", world.hosts("cloudflare"))
    await world.pass_time(TEN, worker)

    (look,) = (await Probes(world.client).load_looks()).values()
    assert look.is_telling
    assert await world.handed() == []
    assert counted(LookRule.ANSWERED, ProbeMode.SHADOW) == before + 1


async def test_who_goes_back_to_shadow_takes_back_what_was_handed_on(world: World) -> None:
    world.all_do("edge_fault", world.hosts("cloudflare"))
    await world.pass_time(2 * TEN, world.worker(ProbeMode.ON))
    told = len(await world.handed())
    await world.pass_time(TEN, world.worker(ProbeMode.SHADOW))

    (over,) = (await world.handed())[told:]
    assert over.look is not None
    assert over.look.end is LookEnd.UNASKED


async def test_another_process_goes_on_where_one_was_killed_and_says_nothing_twice(world: World) -> None:
    world.all_do("edge_fault", world.hosts("cloudflare"))
    await world.pass_time(2 * TEN, world.worker())
    told = await world.handed()
    await world.pass_time(timedelta(minutes=2), world.worker())

    assert (await world.handed())[: len(told)] == told
    assert len(await world.handed()) <= len(told) + 1


async def test_when_nothing_answers_it_is_us_said_once_and_nothing_is_handed_on(world: World) -> None:
    worker = world.worker()
    with capture_logs() as said:
        await world.pass_time(TEN, worker)
        world.all_do("silent")
        await world.pass_time(2 * TEN, worker)
        own = await Probes(world.client).load_network("here", world.clock.now())
        world.all_do("served")
        await world.pass_time(2 * TEN, worker)

    assert own is not None
    assert (own.state, own.answering) == (NetworkState.OURS, 0)
    events = [line["event"] for line in said if line["log_level"] in ("warning", "error")]
    assert events == [
        "From here nothing answers: it is our own network",
        "From here sites answer again: it was our own network",
    ]
    assert await world.handed() == []


async def test_who_is_asked_by_a_clock_that_is_put_back_is_asked_again(world: World) -> None:
    worker = world.worker()
    await world.pass_time(TEN, worker)
    world.times.clear()
    world.clock = SimulatedClock(NOON - timedelta(hours=1))
    worker.clock, worker.asker = world.clock, replace(worker.asker, clock=world.clock)
    await world.pass_time(TEN, worker)

    assert set(world.times) == set(world.hosts())


async def test_two_places_say_together_what_silence_alone_may_not(world: World) -> None:
    here, there = world.worker(holder="a"), world.worker(vantage="there", holder="b")
    await world.pass_time(TEN, here, there)
    world.all_do("silent", world.hosts("cloudflare"))
    await world.pass_time(timedelta(minutes=2), here)
    assert await world.handed() == []

    await world.pass_time(TEN, here, there)
    (first, *_) = await world.handed()
    assert first.look is not None
    assert (first.look.rule, first.look.vantages) == (LookRule.SILENT, ("here", "there"))


async def test_a_day_of_challenges_says_nothing(world: World) -> None:
    world.all_do("challenged")
    await world.pass_time(2 * TEN, world.worker())

    assert await world.handed() == []
    assert await Probes(world.client).load_looks() == {}
