"""The correlator's state in the store: what was touched, all or nothing, by the holder alone."""

from dataclasses import replace
from datetime import date

import pytest
from immutables import Map

from bot.correlation.state import NamingCount, Sighting, SourceHealth, State, Touched
from bot.domain.incident import Grade, member_key
from bot.domain.look import Corroboration, CorroborationKind
from bot.domain.status import ComponentStatus
from bot.errors import LeaseLost, StaleState, StoreUnavailable
from bot.learned.background import BackgroundTally
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.keys import BACKGROUNDS, EARLY, INCIDENTS, LEASES, SIGHTINGS, SOURCE_HEALTH
from bot.storage.lease import ALL, Lease
from bot.storage.snapshot import Snapshots
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import NOON, a_change, a_look, a_report, an_alert, an_incident, an_observation, at
from tests.killing import tell

EVERYTHING = Touched(
    sightings=frozenset({member_key("discord/0", "r1"), member_key("openai/0", "r1")}),
    sources=frozenset({"discord/0"}),
    incidents=frozenset({"inc-1"}),
    namings=frozenset({"aws blamed"}),
    early=frozenset({"inc-2"}),
    looks=frozenset({"probes/cloudflare"}),
    corroborations=frozenset({"people/aws"}),
    backgrounds=frozenset({"discord"}),
)


AN_ECHO = Corroboration(
    kind=CorroborationKind.PEOPLE, service="aws", at=NOON, since=NOON, nats=1 / 3, says="9 people asked"
)


def a_sighting(service: str) -> Sighting:
    return Sighting(
        key=member_key(f"{service}/0", "r1"),
        service=service,
        organisation=service,
        source=f"{service}/0",
        report=a_report(),
        first_seen=NOON,
        last_seen=at(12, 5),
        told=NOON,
        baseline=False,
    )


def a_tally() -> BackgroundTally:
    return BackgroundTally(
        since=date(2025, 11, 1),
        day=date(2025, 11, 17),
        days=16.4,
        firsts=0.1 + 0.2,
        impacts={"minor": 0.1 + 0.2},
        reports=1 / 3,
        named={"aws/us-east-1": 1 / 3, "aws": 1 / 3},
    )


def a_state() -> State:
    health = SourceHealth(
        source="discord/0",
        service="discord",
        status=ComponentStatus.PARTIAL_OUTAGE,
        readable=True,
        heard=at(0),
    )
    return State(
        sightings=Map({s.key: s for s in (a_sighting("discord"), a_sighting("openai"))}),
        sources=Map({health.source: health}),
        incidents=Map({"inc-1": an_incident()}),
        namings=Map({"aws blamed": NamingCount(count=2.5, at=NOON)}),
        early=Map({"inc-2": an_incident("inc-2", grade=Grade.EARLY)}),
        looks=Map({"probes/cloudflare": a_look()}),
        corroborations=Map({"people/aws": AN_ECHO}),
        backgrounds=Map({"discord": a_tally()}),
        now=at(12, 5),
        since=at(3),
    )


async def a_lease(client: Client, holder: str = "a") -> Lease:
    await client.delete(LEASES.of(ALL))
    lease = Lease(client, ALL, holder)
    assert await lease.acquire()
    return lease


async def dump(client: Client) -> dict[bytes, bytes]:
    """Everything in the store but the lease, whose time runs."""
    names = [name for name in await client.keys("*") if name != LEASES.of(ALL).encode()]
    return {name: await client.dump(name) for name in sorted(names)}


async def test_what_was_committed_is_loaded(redis: Client) -> None:
    lease = await a_lease(redis)

    await Incidents(redis).commit(a_state(), EVERYTHING, lease=lease)

    assert await Incidents(redis).load() == a_state()


async def test_only_what_was_touched_is_written(redis: Client) -> None:
    lease, incidents = await a_lease(redis), Incidents(redis)
    key = member_key("openai/0", "r1")

    await incidents.commit(a_state(), Touched(sightings=frozenset({key})), lease=lease)

    assert await redis.hkeys(SIGHTINGS.name) == [key.encode()]
    assert not await redis.exists(SOURCE_HEALTH.name, INCIDENTS.name, EARLY.name, BACKGROUNDS.name)


async def test_what_is_gone_is_dropped_and_what_is_not_stays(redis: Client) -> None:
    lease, incidents, state = await a_lease(redis), Incidents(redis), a_state()
    await incidents.commit(state, EVERYTHING, lease=lease)
    key = member_key("openai/0", "r1")
    gone = replace(state, incidents=Map(), early=Map(), backgrounds=Map())
    after = replace(gone, sightings=state.sightings.delete(key))
    touched = replace(EVERYTHING, sightings=frozenset({key}), sources=frozenset())

    await incidents.commit(after, touched, lease=lease)

    assert await Incidents(redis).load() == after
    assert await redis.hkeys(SIGHTINGS.name) == [member_key("discord/0", "r1").encode()]


async def test_changes_alerts_and_acknowledgements_come_with_the_state(redis: Client) -> None:
    lease, incidents, intake = await a_lease(redis), Incidents(redis), Intake(redis)
    await intake.create()
    await tell(redis, [an_observation()])
    entries = await intake.read(10, lease)

    await incidents.commit(
        a_state(),
        EVERYTHING,
        lease=lease,
        changes=[a_change()],
        alerts=[an_alert()],
        acknowledge=lambda pipe: intake.acknowledge(pipe, *entries),
    )

    assert await incidents.changes() == [a_change()]
    assert await SUBJECT_STREAM.newest(redis, 10) == [an_alert()]
    snapshot = await Snapshots(redis).load(())
    assert snapshot.incidents == (an_incident(),)
    assert [incident.id for incident in snapshot.early] == ["inc-2"]
    assert await intake.lag() == 0


async def test_one_who_was_replaced_commits_nothing_at_all(redis: Client) -> None:
    sleeper, intake, incidents = await a_lease(redis, "a"), Intake(redis), Incidents(redis)
    await intake.create()
    await tell(redis, [an_observation()])
    entries = await intake.read(10, sleeper)
    await a_lease(redis, "b")
    before = await dump(redis)

    with pytest.raises(LeaseLost):
        await incidents.commit(
            a_state(),
            EVERYTHING,
            lease=sleeper,
            changes=[a_change()],
            acknowledge=lambda pipe: intake.acknowledge(pipe, *entries),
        )

    assert await dump(redis) == before


async def test_one_whose_state_is_not_the_stores_commits_nothing_until_it_loads(redis: Client) -> None:
    lease, incidents = await a_lease(redis), Incidents(redis)
    await Incidents(redis).commit(a_state(), EVERYTHING, lease=lease)
    before = await dump(redis)

    with pytest.raises(StaleState):
        await incidents.commit(State(), EVERYTHING, lease=lease)
    assert await dump(redis) == before

    await incidents.load()
    await incidents.commit(State(), EVERYTHING, lease=lease)
    assert await Incidents(redis).load() == State()


async def test_a_state_of_an_older_schema_is_refused_in_words(redis: Client) -> None:
    await redis.hset(INCIDENTS.name, "inc-1", b'2{"id": "inc-1"}')

    with pytest.raises(StoreUnavailable, match="schema '2', this version reads '4'"):
        await Incidents(redis).load()
