"""How things stand, as Prometheus is told: read from a real store, and from one that is away."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from immutables import Map
from prometheus_client import REGISTRY
from pydantic import SecretStr
from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot import state_metrics
from bot.clock import SimulatedClock
from bot.correlation.state import Touched
from bot.domain.incident import Grade
from bot.domain.status import UnreadableReason
from bot.domain.subject import IncidentSubject
from bot.settings import StoreSettings
from bot.state_metrics import KEPT_FOR, StateMetrics
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.figures import trouble_of
from bot.storage.incidents import Incidents
from bot.storage.intake import Intake
from bot.storage.keys import READY
from bot.storage.lease import ALL, Lease
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.server import embedded_server
from bot.storage.sources import Sources
from bot.storage.subjects import SUBJECT_STREAM, SubjectGroup
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_catalog, a_change, a_service, a_source, an_incident

CATALOG = a_catalog(
    [a_service(name, sources=(a_source(name, id=name),)) for name in ("one", "two", "three", "four")], ()
)

STATES = ("fresh", "stale", "unreadable", "never_read")


async def well() -> Mapping[str, bool]:
    return {"poll": True, "route": False}


def metrics_of(client: Client, clock: SimulatedClock) -> StateMetrics:
    return StateMetrics(client=client, catalog=CATALOG, clock=clock, parts=well)


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"sharedfate_{name}", labels)


async def polled(
    client: Client, source: str, *, minutes_ago: float, why: UnreadableReason | None = None
) -> None:
    at = NOON - timedelta(minutes=minutes_ago)
    record = SourceRecord(
        source=source, service=source, read_at=None if why else at, polled_at=at, unreadable=why
    )
    await Sources(client).commit(record, (), NOON)


async def test_pages_are_counted_by_how_they_can_be_read(redis: Client) -> None:
    await polled(redis, "one", minutes_ago=1)
    await polled(redis, "two", minutes_ago=20)
    await polled(redis, "three", minutes_ago=2, why=UnreadableReason.HTTP_403)
    await polled(redis, "gone from the catalogue", minutes_ago=1)

    await metrics_of(redis, SimulatedClock(NOON)).exposition()

    states = {
        state: value("sources", state=state) for state in ("fresh", "stale", "unreadable", "never_read")
    }
    assert states == {"fresh": 1, "stale": 1, "unreadable": 1, "never_read": 1}
    assert value("sources_unreadable", reason="http_403") == 1
    assert value("reading_age_seconds", statistic="median") == 60
    assert value("reading_age_seconds", statistic="oldest") == 1200
    assert value("part_up", part="poll") == 1
    assert value("part_up", part="route") == 0
    assert value("blind") == 0


async def test_what_waits_is_counted_with_how_long_it_has(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    outbox = Outbox(redis, "test")
    await outbox.put([PendingSubject("slack:C1", "a", "1")], NOON - timedelta(minutes=2))
    await outbox.put([PendingSubject("slack:C1", "b", "1")], NOON - timedelta(minutes=1))
    await outbox.put([PendingSubject("discord:2", "a", "1")], NOON)
    # Held back until later: it waits, and nobody is late.
    await redis.zadd(READY.at(0).name, {"discord:2": (NOON + timedelta(hours=1)).timestamp()})

    await metrics_of(redis, clock).exposition()

    assert value("outbox_pending", platform="slack") == 2
    assert value("outbox_oldest_seconds", platform="slack") == 120
    assert value("outbox_overdue_seconds", platform="slack") == 120
    assert value("outbox_pending", platform="discord") == 1
    assert value("outbox_overdue_seconds", platform="discord") == 0


async def test_streams_say_how_much_nobody_has_finished_with(redis: Client) -> None:
    await Intake(redis).create()
    group = SubjectGroup(redis, "test")
    await group.create(from_start=True)
    for _ in range(3):
        async with redis.pipeline(transaction=True) as pipe:
            SUBJECT_STREAM.append(pipe, IncidentSubject(change=a_change()))
            await pipe.execute()
    one = await group.read(1)  # read, and not acknowledged: it still waits

    await metrics_of(redis, SimulatedClock(NOON)).exposition()

    assert len(one) == 1
    assert value("stream_lag_entries", stream="subjects") == 3
    assert value("stream_lag_entries", stream="observations") == 0
    assert value("stream_lag_seconds", stream="observations") == 0
    waited = value("stream_lag_seconds", stream="subjects")
    assert waited is not None
    assert waited >= 0


async def test_open_incidents_are_counted_by_grade(redis: Client) -> None:
    lease = Lease(redis, ALL, "test")
    await lease.acquire()
    incidents, found = Incidents(redis), (an_incident("a"), an_incident("b", grade=Grade.SUSPECTED))
    state = replace(await incidents.load(), incidents=Map({one.id: one for one in found}))
    await incidents.commit(state, Touched(incidents=frozenset({"a", "b"})), lease=lease)

    await metrics_of(redis, SimulatedClock(NOON)).exposition()

    counts = {grade: value("incidents_open", grade=grade) for grade in Grade}
    assert counts == {**dict.fromkeys(Grade, 0), Grade.PROBABLE: 1, Grade.SUSPECTED: 1}


async def test_the_store_is_read_once_for_all_who_scrape_within_seconds(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    of = metrics_of(redis, clock)
    await of.exposition()
    await polled(redis, "one", minutes_ago=0)

    await asyncio.wait_for(asyncio.wait([asyncio.ensure_future(of.exposition()) for _ in range(5)]), 60)
    assert value("sources", state="fresh") == 0
    await clock.advance(KEPT_FOR)
    await of.exposition()
    assert value("sources", state="fresh") == 1


async def test_a_store_that_is_away_is_said_and_nothing_old_is_told(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    await polled(redis, "one", minutes_ago=1)
    await metrics_of(redis, clock).exposition()
    assert value("store_up") == 1

    async with Redis(port=1, retry=Retry(NoBackoff(), 0)) as nobody:
        text = (await metrics_of(nobody, clock).exposition()).decode()

    assert "sharedfate_store_up 0.0" in text
    assert 'sharedfate_store_trouble{reason="out_of_reach"} 1.0' in text
    assert "sharedfate_sources{" not in text
    assert "sharedfate_polls_total" in text


async def test_whoever_scrapes_does_not_wait_as_our_work_does_and_hears_why(tmp_path: Path) -> None:
    async with embedded_server(tmp_path) as socket_path:
        settings = StoreSettings(redis_url=SecretStr(f"unix://{socket_path}"))
        async with open_store(settings, waits=True) as client:
            async with Redis(unix_socket_path=str(socket_path)) as operator:
                await operator.shutdown(nosave=True)
            text = (await metrics_of(client, SimulatedClock(NOON)).exposition()).decode()

    assert 'sharedfate_store_trouble{reason="out_of_reach"} 1.0' in text


async def test_a_store_that_does_not_answer_keeps_no_scrape_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_metrics, "LONGEST_READ", timedelta(seconds=0.05))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with Redis(port=silent.getsockname()[1]) as client:
            text = (await metrics_of(client, SimulatedClock(NOON)).exposition()).decode()

    assert 'sharedfate_store_trouble{reason="no_answer"} 1.0' in text


async def test_a_server_says_itself_what_keeps_it_from_taking_more(redis: Client) -> None:
    was = (await redis.config_get("maxmemory"))["maxmemory"]
    await redis.config_set("maxmemory", 1)
    try:
        await metrics_of(redis, SimulatedClock(NOON)).exposition()
    finally:
        await redis.config_set("maxmemory", was)

    assert value("store_trouble", reason="full") == 1
    assert value("store_trouble", reason="read_only") == 0
    assert value("store_memory_bytes", kind="max") == 1


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (exceptions.ReadOnlyError(), "read_only"),
        (exceptions.NoPermissionError(), "refused"),
        (exceptions.TimeoutError(), "no_answer"),
        (TimeoutError(), "no_answer"),
        (ConnectionResetError(), "out_of_reach"),
        (exceptions.ResponseError("something else"), "failed"),
    ],
)
def test_each_trouble_of_a_store_has_a_word(error: Exception, word: str) -> None:
    assert trouble_of(error) == word
