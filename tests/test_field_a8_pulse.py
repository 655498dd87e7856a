"""A heart beats for work that was done: neither a restart nor a lost connection keeps it going."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.exceptions import ReadOnlyError
from structlog.testing import capture_logs
from structlog.typing import EventDict

from adapters.web.health import Health, document, health_area
from bot.clock import SimulatedClock
from bot.domain.platform import Blindness
from bot.errors import ConfigurationError, DeliveryError
from bot.heartbeat import Pulse
from bot.storage.client import Client
from bot.storage.heartbeats import GONE_AFTER, Heartbeats
from bot.supervisor import supervise
from tests.builders import NOON, at
from tests.clocks import PassingClock
from tests.servers.web import asked as served_here
from tests.waiting import wait_until

MINUTE = timedelta(minutes=1)


class Stopped(BaseException):
    """Ends a supervised part, which nothing else does."""


def a_pulse(redis: Client, clock: SimulatedClock, part: str = "chat slack") -> Pulse:
    return Pulse(part=part, heartbeats=Heartbeats(redis), clock=clock)


@asynccontextmanager
async def asked(health: Health, clock: SimulatedClock) -> AsyncIterator[tuple[int, dict[str, Any]]]:
    async def load() -> Health:
        return health

    async with served_here(health_area(load, clock)) as client:
        response = await client.get("/healthz")
        yield response.status, await response.json()


async def test_field_a8_a_pulse_says_when_it_was_last_well_and_what_ails_it(redis: Client) -> None:
    clock, store = SimulatedClock(NOON), Heartbeats(redis)
    pulse = a_pulse(redis, clock)
    await pulse.beat()
    await clock.advance(MINUTE)
    await pulse.ail("Slack: invalid_auth")

    assert await store.load(clock.now()) == {"chat slack": NOON}
    assert await store.ailments(clock.now()) == {"chat slack": "Slack: invalid_auth"}

    await pulse.beat()

    assert await store.load(clock.now()) == {"chat slack": at(12, 1)}
    assert await store.ailments(clock.now()) == {}


async def test_field_a8_who_was_never_well_is_known_and_stays_known(redis: Client) -> None:
    clock, store = SimulatedClock(NOON), Heartbeats(redis)
    await a_pulse(redis, clock).ail("no such token")
    later = NOON + GONE_AFTER + MINUTE
    await store.ail("chat slack", "no such token", later)

    assert await store.load(later) == {"chat slack": NOON}


async def test_field_a8_a_crash_loop_does_not_beat(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    pulse = a_pulse(redis, clock, "poll")
    await pulse.beat()
    for _ in range(10):
        await clock.advance(timedelta(seconds=20))
        await pulse.crashed("KeyError: 'x'")
        await pulse.beat()

    assert await Heartbeats(redis).load(clock.now()) == {"poll": NOON}
    assert await Heartbeats(redis).ailments(clock.now()) == {"poll": "KeyError: 'x'"}


async def test_field_a8_what_ails_is_logged_once_and_its_end_once(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    pulse = a_pulse(redis, clock)
    with capture_logs() as logs:
        for why in ("refused", "refused", "not connected"):
            await pulse.ail(why)
        await pulse.beat()
        await pulse.beat()

    assert [entry["event"] for entry in logs] == ["Part is not well", "Part is well again"]


async def test_field_a8_a_store_that_is_away_ends_no_connection(redis: Client) -> None:
    clock, asked_for = SimulatedClock(NOON), list[datetime]()

    async def ailment() -> str:
        asked_for.append(clock.now())
        if len(asked_for) == 1:
            raise ReadOnlyError("You can't write")
        return ""

    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(a_pulse(redis, clock).follow(ailment))
        await wait_until(lambda: clock._sleepers, "it waits")
        await clock.advance(MINUTE)
        await wait_until(lambda: len(asked_for) > 1, "it asks again")
        following.cancel()


async def test_field_a8_health_is_degraded_by_a_lost_connection_and_says_which() -> None:
    clock = SimulatedClock(at(12, 2))
    health = Health(
        last={"poll": at(12, 2), "chat slack": at(12, 0)},
        ailments={"chat slack": "Slack auth.test: invalid_auth"},
    )
    async with asked(health, clock) as (status, body):
        assert (status, body["status"], body["stalled"]) == (503, "degraded", ["chat slack"])
        assert "chat slack has not been well for 120 s: Slack auth.test: invalid_auth" in body["wrong"]


async def test_field_a8_a_moment_without_a_connection_is_no_illness() -> None:
    health = Health(last={"chat slack": at(12, 0)}, ailments={"chat slack": "not connected"})
    async with asked(health, SimulatedClock(at(12, 1))) as (status, body):
        assert (status, body["status"], body["wrong"]) == (200, "ok", [])


def test_field_a8_health_is_degraded_while_no_page_can_be_read() -> None:
    found = document(Health(last={"poll": NOON}, blind=Blindness(since=at(11, 30))), NOON)

    assert found["status"] == "degraded"
    assert "We cannot read any page since 11:30 UTC, 30 min ago: it is us" in found["wrong"][0]


async def supervised(*errors: BaseException) -> tuple[list[EventDict], list[str]]:
    """What is logged, and what is told, of a part that fails in these ways, one after the other."""
    left, told = iter(errors), list[str]()

    async def start() -> None:
        raise next(left, Stopped())

    async def tell(why: str) -> None:
        told.append(why)

    with capture_logs() as logs, pytest.raises(Stopped):
        await supervise("chat discord", start, PassingClock(NOON), tell)
    return [entry for entry in logs if entry["log_level"] != "debug"], told


async def test_field_a8_a_platform_that_is_down_is_said_once_in_one_line() -> None:
    logs, told = await supervised(*[DeliveryError("Discord: cannot log in: 500")] * 20)

    assert [entry["event"] for entry in logs] == ["Part failed, and is tried again"]
    assert "exc_info" not in logs[0]
    assert told == ["Discord: cannot log in: 500"] * 20


async def test_field_a8_what_fails_in_another_way_is_said_again_and_a_crash_has_its_traceback() -> None:
    logs, _ = await supervised(DeliveryError("down"), KeyError("x"), KeyError("x"), DeliveryError("down"))

    assert [entry["event"] for entry in logs] == [
        "Part failed, and is tried again",
        "Part crashed",
        "Part failed, and is tried again",
    ]
    assert isinstance(logs[1]["exc_info"], KeyError)


async def test_field_a8_a_store_that_is_away_is_no_crash() -> None:
    logs, _ = await supervised(ExceptionGroup("tasks", [ReadOnlyError("You can't write")] * 3))

    assert [entry["event"] for entry in logs] == ["Part failed, and is tried again"]


async def test_field_d4_a_fault_of_the_settings_ends_the_first_start_alone() -> None:
    async def start() -> None:
        raise ExceptionGroup("tasks", [ConfigurationError("SLACK_HTTP_PORT: cannot listen")])

    with pytest.raises(ConfigurationError, match="SLACK_HTTP_PORT"):
        await supervise("chat slack", start, PassingClock(NOON))

    logs, _ = await supervised(DeliveryError("down"), ConfigurationError("SLACK_HTTP_PORT: cannot listen"))
    assert len(logs) == 2
