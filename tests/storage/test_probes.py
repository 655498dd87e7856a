"""Probes in the store: what they come to at each place, what a node comes to, and who may say so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.look import Look, LookEnd, LookRule, NetworkState, OwnNetwork
from bot.domain.observation import PROBES, Observation
from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.domain.status import ComponentStatus
from bot.errors import LeaseLost
from bot.storage.client import Client
from bot.storage.keys import LOOKS, VANTAGES
from bot.storage.lease import Lease
from bot.storage.probes import Probes
from bot.storage.sources import OBSERVATION_STREAM
from tests.builders import NOON, at


def a_result(target: str, *, vantage: str = "here", when: datetime = NOON) -> ProbeResult:
    return ProbeResult(
        target=target,
        node="cloudflare",
        service=target,
        organisation=target,
        at=when,
        vantage=vantage,
        outcome=ProbeOutcome.BLAMES_EDGE,
        edge="cloudflare",
        status=500,
        place="FRA",
    )


def own(vantage: str = "here", *, when: datetime = NOON) -> OwnNetwork:
    return OwnNetwork(vantage=vantage, at=when, since=NOON, state=NetworkState.FINE, asked=14, answering=14)


LOOK = Look(node="cloudflare", at=NOON, since=NOON, rule=LookRule.ANSWERED, asked=20, served=16, blaming=4)
SAID = Observation(
    service="cloudflare",
    source=f"{PROBES}cloudflare",
    at=NOON,
    status=ComponentStatus.UNKNOWN,
    look=LOOK,
)


@pytest.fixture
async def lease(redis: Client) -> AsyncIterator[Lease]:
    lease = Lease(redis, "probe/here", "a")
    await lease.acquire()
    yield lease
    await lease.release()


async def test_results_are_those_of_the_vantages_asked_for_each_once(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await probes.commit_results([a_result("a"), a_result("b")], own(), lease=lease)
    await probes.commit_results([a_result("b", when=at(12, 5))], own(when=at(12, 5)), gone=["a"], lease=lease)
    await probes.commit_results([a_result("a", vantage="there")], own("there", when=at(12, 5)), lease=lease)

    assert await probes.load_results(["here"]) == (a_result("b", when=at(12, 5)),)
    assert len(await probes.load_results(["here", "there"])) == 2
    assert await probes.load_results([]) == ()


async def test_who_lost_the_lease_stores_nothing(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await lease.release()
    newer = Lease(redis, "probe/here", "b")
    assert await newer.acquire()

    with pytest.raises(LeaseLost):
        await probes.commit_results([a_result("a")], own(), lease=lease)
    with pytest.raises(LeaseLost):
        await probes.commit_looks({"cloudflare": LOOK}, {}, [SAID], lease=lease)

    assert await redis.keys("{sf}:probes*") == []
    assert await probes.load_looks() == {}
    assert await OBSERVATION_STREAM.newest(redis, 9) == []


async def test_a_look_and_what_the_correlator_gets_of_it_come_together(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await probes.commit_looks({"cloudflare": LOOK}, {"cloudflare": LOOK}, [SAID], lease=lease)

    assert await probes.load_looks() == await probes.load_handed() == {"cloudflare": LOOK}
    assert await OBSERVATION_STREAM.newest(redis, 9) == [SAID]

    ended = replace(LOOK, end=LookEnd.OURS)
    await probes.commit_looks({"cloudflare": ended}, {"cloudflare": ended}, [], lease=lease)
    assert await probes.load_looks() == {"cloudflare": ended}
    assert await probes.load_handed() == {}


async def test_a_place_that_probes_no_more_is_none(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await probes.commit_results([], own("there"), lease=lease)
    await probes.commit_results([], own(when=at(12, 14)), lease=lease)
    assert set(await probes.load_vantages()) == {"here", "there"}

    await probes.commit_results([], own(when=at(12, 16)), lease=lease)

    assert set(await probes.load_vantages()) == {"here"}
    assert await redis.ttl(VANTAGES.name) == timedelta(minutes=15).total_seconds()


async def test_what_is_said_of_our_network_is_of_now(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await probes.commit_results([], own(), lease=lease)

    assert await probes.load_network("here", at(12, 3)) == own()
    assert await probes.load_network("here", at(12, 4)) is None
    assert await probes.load_network("there", NOON) is None


async def test_looks_go_when_nobody_probes(redis: Client, lease: Lease) -> None:
    await Probes(redis).commit_looks({"cloudflare": LOOK}, {}, [], lease=lease)

    assert 0 < await redis.ttl(LOOKS.name) <= timedelta(minutes=15).total_seconds()
