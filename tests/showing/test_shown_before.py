"""What is shown again is what would be made anew, and what has not changed is not made anew."""

from datetime import timedelta
from itertools import count
from random import Random

import pytest

from bot.clock import SimulatedClock
from bot.domain.incident import Grade
from bot.domain.platform import PlatformFailure
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.showing.showing import Showing
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import DUE, INCIDENTS, PLATFORMS, SOURCES
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_member, a_report, an_incident
from tests.showing.world import a_world, fill, showing

TURNS = count(7)
STATUSES = (ComponentStatus.OPERATIONAL, ComponentStatus.MAJOR_OUTAGE, ComponentStatus.UNDER_MAINTENANCE)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOON)


async def test_whatever_changes_the_next_page_is_that_of_one_who_never_looked(
    redis: Client, clock: SimulatedClock
) -> None:
    await fill(redis, clock)
    chance, living = Random(16), showing(redis, clock)
    for _ in range(15):
        await _change(redis, clock, chance)
        assert await _all(living) == await _all(showing(redis, clock))


async def test_only_what_changed_is_made_anew(redis: Client, clock: SimulatedClock) -> None:
    await fill(redis, clock)
    living = showing(redis, clock)
    states, incidents = await living.services(), await living.incidents()

    await _is_read(redis, clock, "gitlab", PageState(status=ComponentStatus.MAJOR_OUTAGE))

    again = await living.services()
    assert {b.service.id for a, b in zip(states, again, strict=True) if a is not b} == {"gitlab"}
    assert {one.service.id for one in (await living.services(["zoom", "github"]))} == {"zoom", "github"}
    same = await living.incidents()
    # Nothing lists them, as they were put there by hand: they are read anew, and decoded once.
    assert all(a is b for a, b in zip(incidents, same, strict=True))


async def _all(overview: Showing) -> object:
    await overview.revision()
    return (
        await overview.now(),
        await overview.services(),
        await overview.services(["stripe", "nobody", "cloudflare/eu"]),
        await overview.incidents(),
        await overview.service("cloudflare"),
        await overview.service("cloudflare/eu"),
        await overview.maintenances(),
    )


async def _change(client: Client, clock: SimulatedClock, chance: Random) -> None:
    service = chance.choice(list(a_world().services))
    match chance.randrange(6):
        case 0:
            await clock.advance(timedelta(minutes=chance.randrange(20)))
        case 1:
            root, members = chance.choice(("fastly", service)), (a_member(service),)
            grade = chance.choice((Grade.SUSPECTED, Grade.CONFIRMED, Grade.COINCIDENT))
            one = an_incident(f"inc-{chance.randrange(9)}", root=root, members=members, grade=grade)
            await client.hset(INCIDENTS.name, one.id, encode(one))
        case 2:
            failing = PlatformFailure(
                format="statuspage", pages=9, unreadable=chance.randrange(9), since=NOON
            )
            await client.hset(PLATFORMS.name, failing.name, encode(failing))
        case 3:
            await client.hdel(SOURCES.at(0).name, f"{service}/0")
            await client.zrem(DUE.at(0).name, f"{service}/0")
        case 4:
            await _is_read(client, clock, service, PageState(), UnreadableReason.HTTP_403)
        case _:
            reports = (a_report("r1"),) if chance.random() < 0.5 else ()
            await _is_read(client, clock, service, PageState(status=chance.choice(STATUSES), reports=reports))


async def _is_read(
    client: Client,
    clock: SimulatedClock,
    service: str,
    page: PageState,
    unreadable: UnreadableReason | None = None,
) -> None:
    read_at = clock.now()
    record = SourceRecord(
        source=f"{service}/0", service=service, read_at=read_at, page=page, unreadable=unreadable
    )
    # Whenever a page is read, it is due at another time.
    await Sources(client).commit(record, (), read_at + timedelta(seconds=120 + next(TURNS)))
