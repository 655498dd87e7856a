"""Probes in the store: what they come to at each place, what a node comes to, and who may say so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import observation
from bot.domain.look import Look, LookEnd, LookRule, NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.domain.status import ComponentStatus
from bot.errors import LeaseLost
from bot.panels.burst import Burst
from bot.panels.pace import Budget
from bot.panels.schedule import Schedule
from bot.panels.standing import TargetState
from bot.panels.turn import Turn
from bot.panels.usual import UsualStatus
from bot.panels.vantage import VantageState
from bot.storage.client import Client
from bot.storage.lease import Lease
from bot.storage.probes import Probes
from bot.storage.sight_keys import LOOKS, PROBES, VANTAGES
from bot.storage.sources import OBSERVATION_STREAM
from tests.builders import NOON, at


def a_standing(target: str, *, when: datetime = NOON) -> TargetState:
    result = ProbeResult(
        target=target,
        node="cloudflare",
        service=target,
        organisation=target,
        at=when,
        vantage="here",
        outcome=ProbeOutcome.BLAMES_EDGE,
        edge="cloudflare",
        status=500,
        place="FRA",
    )
    return TargetState(since=NOON, settled=result)


def a_state(*targets: str, when: datetime = NOON, vantage: str = "here") -> VantageState:
    """What a vantage knows that has asked these."""
    return VantageState(
        schedule=Schedule(
            turns={target: Turn(due_at=at(13), left_alone_until=at(14)) for target in targets},
            bursts={"cloudflare": Burst(at=NOON, rounds=2)},
            budget=Budget(left=7.5, at=when),
        ),
        standings={target: a_standing(target, when=when) for target in targets},
        usual={target: UsualStatus(status=301, votes=9) for target in targets},
        network=own(vantage, when=when),
    )


NOTHING = VantageState()


def own(vantage: str = "here", *, when: datetime = NOON) -> OwnNetwork:
    return OwnNetwork(vantage=vantage, at=when, since=NOON, state=NetworkState.FINE, asked=14, answering=14)


LOOK = Look(node="cloudflare", at=NOON, since=NOON, rule=LookRule.ANSWERED, asked=20, served=16, blaming=4)
SAID = observation.Observation(
    service="cloudflare",
    source=f"{observation.PROBES}cloudflare",
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


async def test_what_a_vantage_knows_is_there_again_after_a_restart(redis: Client, lease: Lease) -> None:
    probes, known = Probes(redis), a_state("a", "b")
    await probes.commit_state("here", NOTHING, known, lease=lease)

    assert await probes.load_state("here") == known
    assert await probes.load_state("there") == NOTHING
    assert await probes.load_standings(["here", "there"]) == {"here": known.standings, "there": {}}


async def test_of_what_a_vantage_knows_only_the_change_is_written(redis: Client, lease: Lease) -> None:
    probes, known = Probes(redis), a_state("a", "b")
    await probes.commit_state("here", NOTHING, known, lease=lease)
    await redis.hdel(PROBES.of("here"), "b")

    later = replace(known, standings={"b": known.standings["b"], "c": a_standing("c")})
    await probes.commit_state("here", known, later, lease=lease)

    assert set((await probes.load_state("here")).standings) == {"c"}


async def test_who_lost_the_lease_stores_nothing(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await lease.release()
    newer = Lease(redis, "probe/here", "b")
    assert await newer.acquire()

    with pytest.raises(LeaseLost):
        await probes.commit_state("here", NOTHING, a_state("a"), lease=lease)
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
    await probes.commit_state("there", NOTHING, a_state(vantage="there"), lease=lease)
    await probes.commit_state("here", NOTHING, a_state(when=at(12, 14)), lease=lease)
    assert set(await probes.load_vantages()) == {"here", "there"}

    await probes.commit_state("here", NOTHING, a_state(when=at(12, 16)), lease=lease)

    assert set(await probes.load_vantages()) == {"here"}
    assert await redis.ttl(VANTAGES.name) == timedelta(minutes=15).total_seconds()


async def test_what_is_said_of_our_network_is_of_now(redis: Client, lease: Lease) -> None:
    probes = Probes(redis)
    await probes.commit_state("here", NOTHING, a_state(), lease=lease)

    assert await probes.load_network("here", at(12, 3)) == own()
    assert await probes.load_network("here", at(12, 4)) is None
    assert await probes.load_network("there", NOON) is None


async def test_looks_go_when_nobody_probes(redis: Client, lease: Lease) -> None:
    await Probes(redis).commit_looks({"cloudflare": LOOK}, {}, [], lease=lease)

    assert 0 < await redis.ttl(LOOKS.name) <= timedelta(hours=1).total_seconds()


async def test_what_a_vantage_knows_is_stored_by_one_command(redis: Client, lease: Lease) -> None:
    probes, known = Probes(redis), a_state("a", "b")
    await probes.commit_state("here", NOTHING, known, lease=lease)
    await redis.config_resetstat()

    await probes.commit_state("here", known, a_state("a", "c"), lease=lease)

    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 1
    assert not {"cmdstat_multi", "cmdstat_watch"} & stats.keys()
    assert set((await probes.load_state("here")).standings) == {"a", "c"}
