"""The HTTP face."""

from datetime import datetime, timedelta

import pytest

from adapters.web.health import health_area
from bot.clock import SimulatedClock
from bot.metrics import POLLS
from tests.builders import NOON
from tests.servers.web import asked


@pytest.mark.parametrize(("age", "status"), [(5, 200), (120, 503)])
async def test_health_is_the_age_of_the_last_heartbeat(age: int, status: int) -> None:
    async def load() -> dict[str, datetime]:
        return {"poll": NOON - timedelta(seconds=age)}

    async with asked(health_area(load, SimulatedClock(NOON))) as client:
        response = await client.get("/healthz")
        assert response.status == status
        assert (await response.json())["seconds_since"] == {"poll": age}


@pytest.mark.parametrize(
    ("error", "said"), [(ConnectionError("gone"), "gone"), (TimeoutError(), "TimeoutError")]
)
async def test_an_unreachable_store_is_not_healthy_and_says_why(error: Exception, said: str) -> None:
    async def load() -> dict[str, datetime]:
        raise error

    async with asked(health_area(load, SimulatedClock(NOON))) as client:
        response = await client.get("/healthz")
        assert response.status == 503
        assert (await response.json())["error"] == said


async def test_metrics_are_those_of_prometheus() -> None:
    async def load() -> dict[str, datetime]:
        return {}

    POLLS.labels(outcome="unchanged").inc()
    async with asked(health_area(load, SimulatedClock(NOON))) as client:
        text = await (await client.get("/metrics")).text()

    assert 'sharedfate_polls_total{outcome="unchanged"}' in text
