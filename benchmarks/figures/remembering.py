"""What the store keeps of what channels were told: 10,000 channels, five incidents a day, for thirty days.

Some of it is lived through for real; then the server says of every key what it takes, and that is multiplied.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.figure import Figure, Reading
from benchmarks.figures.delivering import NAME, ROOT, TRAITS, Taker, an_outage, set_up
from benchmarks.measuring import empty_store
from bot import log
from bot.alerting.flapping import topic_of_root
from bot.catalog.loader import load
from bot.clock import SimulatedClock
from bot.domain.incident import Grade, Incident, IncidentState
from bot.pipeline import Pipeline, drain
from bot.storage.client import Client
from bot.storage.keys import HEARD, NOTIFICATIONS
from bot.storage.notifications import FLAPPING_TTL
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import a_member
from tests.chat_builders import of, over

MEGABYTE: Final = 1024 * 1024
CHANNELS: Final = 10_000
A_DAY: Final = 5
DAYS: Final = 30
# Fewer channels and incidents are told for real.
TOLD_CHANNELS: Final = 160
TOLD_DAYS: Final = 2


async def _publish(client: Client, incident: Incident) -> None:
    async with client.pipeline(transaction=True) as pipe:
        SUBJECT_STREAM.append(pipe, of(incident))
        await pipe.execute()


async def _weight(client: Client, pattern: str) -> int:
    """How many bytes the keys of a pattern take, by the server."""
    names = [name async for name in client.scan_iter(match=pattern, count=1_000)]
    return sum([await client.memory_usage(name, samples=0) for name in names])


async def _live(client: Client, channels: int, incidents: int) -> None:
    """Each incident opens, is joined, becomes surer and ends, and all channels are told of it."""
    clock, catalog = SimulatedClock(datetime(2026, 11, 1, tzinfo=UTC)), load(None)
    pipeline = Pipeline(client=client, catalog=catalog, clock=clock, traits=TRAITS)
    await pipeline.prepare(tells=True)
    router, deliverer = pipeline.router(), pipeline.deliverer({NAME: Taker()})
    await set_up(client, catalog, channels, clock, an_outage(catalog, 0, clock))
    for number in range(incidents):
        hit = replace(an_outage(catalog, 0, clock), id=f"inc-20261101-{number:08}")
        at = clock.now()
        member = a_member("elsewhere", report="late", since=at, joined_at=at + timedelta(minutes=9))
        joined = replace(hit, version=2, members=(*hit.members, member), updated_at=member.joined_at)
        surer = replace(joined, version=3, grade=Grade.CONFIRMED, updated_at=at + timedelta(minutes=20))
        ended = over(surer, at=at + timedelta(minutes=90), state=IncidentState.RESOLVED)
        for incident in (hit, joined, surer, ended):
            await clock.advance_to(max(clock.now(), incident.updated_at))
            await _publish(client, incident)
            await drain(router.step, deliverer.step)
        await clock.advance(timedelta(hours=24 / A_DAY) - timedelta(minutes=90))


async def _megabytes(channels: int, incidents: int) -> float:
    log.configure("ERROR")
    async with empty_store() as client:
        await _live(client, channels, incidents)
        told = await _weight(client, NOTIFICATIONS.at(0).of("inc-*")) / channels / incidents
        flaps = await _weight(client, NOTIFICATIONS.at(0).of(topic_of_root(ROOT))) / channels
        heard = await _weight(client, HEARD.at(0).of("*")) / channels / incidents
    assert HEARD.ttl is not None
    # Each incident may be of another root: what flaps by itself is kept for each.
    each = told * DAYS + flaps * (FLAPPING_TTL / timedelta(days=1)) + heard * (HEARD.ttl / timedelta(days=1))
    return each * A_DAY * CHANNELS / MEGABYTE


def _measure(quick: bool) -> Reading:
    channels, days = (TOLD_CHANNELS // 4, 1) if quick else (TOLD_CHANNELS, TOLD_DAYS)
    return Reading(ours=asyncio.run(_megabytes(channels, days * A_DAY)))


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        name="10,000 channels, five incidents a day, thirty days: the store",
        unit="MB",
        at_most=400.0,
        measure=_measure,
    ),
)
