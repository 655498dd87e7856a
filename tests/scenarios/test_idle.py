"""Who has nothing to do asks the store next to nothing, and whoever has something asks only for that."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import SimulatedClock
from bot.correlation.knowledge import Knowledge
from bot.domain.heartbeat import BEAT_EVERY
from bot.heartbeat import Pulse
from bot.pipeline import Pipeline, drain
from bot.storage.client import Client
from bot.storage.heartbeats import Heartbeats
from bot.storage.sources import OBSERVED_STREAM
from tests.builders import NOON, an_observation, at
from tests.killing import tell
from tests.scenarios.test_path import CATALOG

PARTS = ("poll", "correlate", "record", "route", "deliver", "chat slack")


async def commands(client: Client, work: Callable[[], Awaitable[object]]) -> dict[str, int]:
    """What the server carries out meanwhile, by command, also within scripts."""
    await client.config_resetstat()
    await work()
    stats = await client.info("commandstats")
    return {
        name.removeprefix("cmdstat_"): of["calls"] for name, of in stats.items() if "resetstat" not in name
    }


async def test_who_correlates_routes_and_records_asks_by_one_command_each_whether_there_is_news(
    redis: Client,
) -> None:
    clock = SimulatedClock(NOON)
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=clock)
    await pipeline.prepare(tells=True)
    correlator = pipeline.correlator(Knowledge(catalog=CATALOG))
    router, recorder = pipeline.router(), pipeline.recorder()
    await tell(redis, [an_observation("discord", at=at(12))])
    steps = (correlator.step, router.step, recorder.step)
    for _ in range(3):
        await drain(*steps)
        await clock.advance(timedelta(seconds=2))

    async def look() -> None:
        assert [await step() for step in steps] == [0, 0, 0]

    assert await commands(redis, look) == {"xread": 2, "xrange": 1}


async def test_an_observation_is_handed_over_and_taken_in_by_few_commands(redis: Client) -> None:
    pipeline = Pipeline(client=redis, catalog=CATALOG, clock=SimulatedClock(NOON))
    await pipeline.prepare(tells=True)
    correlator = pipeline.correlator(Knowledge(catalog=CATALOG))
    for minute in range(2):
        async with redis.pipeline(transaction=True) as pipe:
            OBSERVED_STREAM.at(0).append(pipe, an_observation("discord", at=at(12, minute)))
            await pipe.execute()
        if not minute:
            await drain(correlator.step)

    taken = await commands(redis, correlator.step)

    handing_over = {name: taken.get(name, 0) for name in ("xread", "evalsha", "xreadgroup", "xadd", "xtrim")}
    # One look; one call to move and one to read; what was moved, and what is done with, is dropped.
    assert handing_over == {"xread": 1, "evalsha": 2, "xreadgroup": 1, "xadd": 1, "xtrim": 2}
    assert taken.get("hmget", 0) + taken.get("xinfo|groups", 0) == 0


async def test_the_heartbeats_of_a_process_are_stored_together(redis: Client) -> None:
    clock, pulses = SimulatedClock(NOON), dict[str, Pulse]()
    for part in PARTS:
        pulses[part] = Pulse(part=part, heartbeats=Heartbeats(redis), clock=clock, pulses=pulses)

    async def beat() -> None:
        for pulse in pulses.values():
            await pulse.beat()

    await beat()
    for _ in range(5):
        await clock.advance(BEAT_EVERY / 5)
        taken = await commands(redis, beat)

    assert taken["hset"] == taken["hdel"] == 1
    later = NOON + BEAT_EVERY
    assert {*(await Heartbeats(redis).load(later)).values()} <= {later, later - BEAT_EVERY / 5}


async def test_a_part_that_is_ill_is_not_made_well_by_what_another_stores(redis: Client) -> None:
    clock, pulses, store = SimulatedClock(NOON), dict[str, Pulse](), Heartbeats(redis)
    for part in ("poll", "route"):
        pulses[part] = Pulse(part=part, heartbeats=store, clock=clock, pulses=pulses)
        await pulses[part].beat()
    await clock.advance(BEAT_EVERY / 2)
    await pulses["poll"].beat()
    await pulses["poll"].crashed("KeyError: 'x'")

    await clock.advance(BEAT_EVERY)
    await pulses["route"].beat()

    assert await store.ailments(clock.now()) == {"poll": "KeyError: 'x'"}
    assert (await store.load(clock.now()))["poll"] == NOON
