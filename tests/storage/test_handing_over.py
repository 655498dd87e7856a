"""What is handed over between groups of keys, by those who die, pile it up, or cannot read it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from random import Random

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.alerting.notification import Notification
from bot.errors import StoreUnavailable
from bot.storage import keys as k
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.dispatch import BATCH, Dispatch
from bot.storage.intake import Intake, observed_relay
from bot.storage.keepsake import keepsakes_in, put_back
from bot.storage.lease import ALL, Lease
from bot.storage.migration import Migrated, bring_up_to_date
from bot.storage.notifications import Notifications
from bot.storage.outbox import AT_ONCE, Outbox, PendingSubject
from bot.storage.regrouped import refuse_misplaced
from bot.storage.shards import shard_of
from bot.storage.sources import NOTICED_STREAM, OBSERVED_STREAM
from bot.storage.streams import FIELD, append
from bot.storage.subjects import SUBJECT_STREAM, SubjectGroup
from tests.builders import NOON, a_report, an_observation, at
from tests.chat_builders import reported
from tests.desk import shared_channel
from tests.killing import Halted
from tests.waiting import PATIENCE_SECONDS

Work = Callable[[Client], Awaitable[object]]


class Sharded(Redis):
    """A client that spreads keys over shards as one of a Cluster does."""

    shards = 3


@pytest.fixture
async def sharded(server: Path, redis: Client) -> AsyncIterator[Client]:  # noqa: ARG001  -- it is emptied
    async with Sharded(unix_socket_path=str(server), socket_timeout=None) as client:
        yield client


async def observe(client: Client, *numbers: int) -> None:
    """Each by another shard, in turn."""
    async with client.pipeline(transaction=False) as pipe:
        for number in numbers:
            observation = an_observation(f"s{number}", at=at(12, number % 60))
            OBSERVED_STREAM.at(number % Sharded.shards).append(pipe, observation)
        await pipe.execute()


async def decide(client: Client, *pending: PendingSubject) -> None:
    async with client.pipeline(transaction=True) as pipe:
        await Dispatch(client).append(pipe, pending)
        await pipe.execute()


async def a_holder(client: Client) -> tuple[Intake, Lease]:
    lease, intake = Lease(client, ALL, "a"), Intake(client)
    assert await lease.acquire()
    await intake.create()
    return intake, lease


async def killed_everywhere(server: Path, work: Work) -> int:
    """Begin it again and again, and kill it one await later each time, until it ends; return how often."""
    for kills in count():
        async with Sharded(unix_socket_path=str(server), socket_timeout=None) as client:
            halted = Halted(_of(work(client)), kills)
            if not await halted.reach():
                return kills
            await halted.kill()
    raise AssertionError


async def _of(work: Awaitable[object]) -> object:
    return await work


async def test_whoever_moves_is_killed_at_every_await_and_each_entry_arrives_once(
    server: Path, sharded: Client
) -> None:
    await observe(sharded, *range(6))

    kills = await killed_everywhere(server, lambda client: observed_relay(client).step())

    assert kills > 5
    await observe(sharded, 6)
    await observed_relay(sharded).step()
    rows = await sharded.xrange(k.OBSERVATIONS.name)
    assert len(rows) == len({fields[FIELD] for _, fields in rows}) == 7
    assert await observed_relay(sharded).waiting() == 0


async def test_whoever_fills_outboxes_is_killed_at_every_await_and_each_rings_once(
    server: Path, sharded: Client
) -> None:
    names = [f"slack:C{number}" for number in range(6)]
    await decide(sharded, *(PendingSubject(name, "inc-1", "v1") for name in names))

    kills = await killed_everywhere(server, lambda client: Dispatch(client).step(NOON))

    assert kills > 5
    assert {shard_of(sharded, name) for name in names} == {0, 1, 2}
    while await Dispatch(sharded).step(NOON):
        pass
    loaded = [await Outbox(sharded, "a").load(name) for name in names]
    assert [(dict(one.subjects), one.bell) for one in loaded] == [({"inc-1": "v1"}, "1")] * 6


async def test_what_was_decided_is_never_dropped_before_it_is_in_outboxes(redis: Client) -> None:
    many = 700
    async with redis.pipeline(transaction=True) as pipe:
        for number in range(many):
            await Dispatch(redis).append(pipe, [PendingSubject("slack:A", f"inc-{number}", "v1")])
        await pipe.execute()
    await decide(redis, PendingSubject("slack:B", "inc-1", "v" * 30_000))

    dispatch = Dispatch(redis)
    while await dispatch.step(NOON):
        pass

    assert len((await Outbox(redis, "a").load("slack:A")).subjects) == many


async def test_one_step_fills_so_many_outboxes_and_says_when_there_is_more(redis: Client) -> None:
    names = [f"slack:C{number}" for number in range(AT_ONCE * BATCH + 1)]
    await decide(redis, *(PendingSubject(name, "inc-1", "v1") for name in names))
    dispatch = Dispatch(redis)

    assert (await dispatch.step(NOON), dispatch.is_behind) == (BATCH, True)
    assert (await dispatch.step(NOON), dispatch.is_behind) == (1, False)
    assert await redis.zcard(k.READY.at(0).name) == len(names)


async def test_many_outboxes_take_few_commands(redis: Client) -> None:
    names = [f"slack:C{number}" for number in range(AT_ONCE * BATCH)]
    await decide(redis, *(PendingSubject(name, id_, "v1") for name in names for id_ in ("inc-1", "inc-2")))
    dispatch = Dispatch(redis)
    await redis.config_resetstat()

    while await dispatch.step(NOON):
        pass

    asked = await redis.info("commandstats")
    calls = {name: asked[f"cmdstat_{name}"]["calls"] for name in ("evalsha", "xread", "xtrim", "hset")}
    assert calls["evalsha"] <= 2 * BATCH + 1  # the first one is sent whole
    assert calls["xread"] + calls["xtrim"] <= 5
    assert calls["hset"] == len(names)
    loaded = await Outbox(redis, "a").load(names[-1])
    assert (loaded.subjects, loaded.bell) == ({"inc-1": "v1", "inc-2": "v1"}, "2")
    assert await Outbox(redis, "a").heard(names[0], NOON) == ["inc-1", "inc-2"]


async def test_what_cannot_be_read_stops_nothing_that_is_handed_over(redis: Client) -> None:
    await decide(redis, PendingSubject("slack:A", "inc-1", "v1"))
    for stream in (k.DISPATCH.of("0"), k.OBSERVED.at(0).name, k.NOTICED.at(0).name):
        await redis.xadd(stream, {FIELD: b'4{"no": "such thing"}'})
        await redis.xadd(stream, {b"no": b"value"})
    await decide(redis, PendingSubject("slack:A", "inc-2", "v1"))
    async with redis.pipeline(transaction=True) as pipe:
        OBSERVED_STREAM.at(0).append(pipe, an_observation("s1", at=NOON))
        NOTICED_STREAM.at(0).append(pipe, reported(service="s1"))
        await pipe.execute()
    (intake, lease), group = await a_holder(redis), SubjectGroup(redis, "r1")
    await group.create(from_start=True)

    with capture_logs() as logs:
        await Dispatch(redis).step(NOON)
        (observed,) = await intake.read(10, lease)
        (noticed,) = await group.read(10)

    assert set((await Outbox(redis, "a").load("slack:A")).subjects) == {"inc-1", "inc-2"}
    assert (observed.value.service, noticed.value) == ("s1", reported(service="s1"))
    assert [log["event"] for log in logs] == ["Left out: it cannot be read"] * 4
    assert await group.lag() == await intake.lag() == 1


async def test_what_a_newer_version_handed_over_waits_for_that_one(redis: Client) -> None:
    await redis.xadd(k.DISPATCH.of("0"), {FIELD: b"9[]"})

    with pytest.raises(StoreUnavailable, match="schema '9'"):
        await Dispatch(redis).step(NOON)


async def test_no_more_is_moved_than_is_read(sharded: Client) -> None:
    await observe(sharded, *range(90))
    async with sharded.pipeline(transaction=False) as pipe:
        for number in range(90):
            NOTICED_STREAM.at(number % 3).append(pipe, reported(service=f"s{number}"))
        await pipe.execute()
    (intake, lease), group = await a_holder(sharded), SubjectGroup(sharded, "r1")
    await group.create(from_start=True)

    for _ in range(4):
        await intake.read(5, lease)
        await group.read(5)

    assert await sharded.xlen(k.OBSERVATIONS.name) == await sharded.xlen(k.ALERTS.name) == 30
    assert await intake.lag() == 90
    assert len([one for _ in range(20) for one in await intake.read(5, lease)]) == 70
    assert len([one for _ in range(20) for one in await group.read(5)]) == 70


async def test_a_stream_keeps_what_is_large_compressed(redis: Client) -> None:
    observed = an_observation("s1", report=a_report(title="Elevated errors in a region. " * 60))
    async with redis.pipeline(transaction=False) as pipe:
        OBSERVED_STREAM.at(0).append(pipe, observed)
        await pipe.execute()

    ((_, fields),) = await redis.xrange(k.OBSERVED.at(0).name)
    assert len(fields[FIELD]) < 1_000
    assert OBSERVED_STREAM.decode(fields[FIELD]) == observed


async def test_one_large_entry_pushes_out_no_small_ones(redis: Client) -> None:
    small, large = b"4 small", b"4 " + Random(7).randbytes(34_000)
    async with redis.pipeline(transaction=False) as pipe:
        for data in (*[small] * 1_000, *[large] * 10):
            append(pipe, k.OBSERVED.at(0), data)
        await pipe.execute()
    assert await redis.xlen(k.OBSERVED.at(0).name) == 1_010

    async with redis.pipeline(transaction=False) as pipe:
        for _ in range(560):
            append(pipe, k.OBSERVED.at(0), large)
        await pipe.execute()

    assert await redis.xlen(k.OBSERVED.at(0).name) < 1_570
    assert await redis.memory_usage(k.OBSERVED.at(0).name, samples=0) < 1.1 * k.MAX_STREAM_BYTES


async def test_who_waits_for_news_is_told_of_what_came_before_it_waited(redis: Client) -> None:
    group = SubjectGroup(redis, "r1")
    await group.create(from_start=True)
    assert await group.read(10) == []
    async with redis.pipeline(transaction=True) as pipe:
        SUBJECT_STREAM.append(pipe, reported(service="s1"))
        await pipe.execute()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await group.wait(600_000)
    assert len(await group.read(10)) == 1


async def test_a_stream_that_was_lost_and_begins_earlier_is_moved_once_the_reader_has_waited(
    redis: Client,
) -> None:
    relay, name = observed_relay(redis), k.OBSERVED.at(0).name
    await redis.xadd(name, {FIELD: encode(an_observation("s1", at=NOON))}, id="99999999999999-0")
    assert await relay.step() == 1
    await redis.flushall()
    await observe(redis, 3)

    await relay.places()

    assert await relay.step() == 1


async def test_what_waits_between_groups_is_lifted_and_what_was_moved_is_not_moved_again(
    redis: Client,
) -> None:
    await observe(redis, 0, 3)
    async with redis.pipeline(transaction=True) as pipe:
        NOTICED_STREAM.at(0).append(pipe, reported(service="s0"))
        await pipe.execute()
    await decide(redis, PendingSubject("slack:A", "inc-0", "v1"))
    group, dispatch = SubjectGroup(redis, "r1"), Dispatch(redis)
    await group.create(from_start=True)
    await observed_relay(redis).step()
    await group.read(1)
    await dispatch.step(NOON)
    await observe(redis, 6)
    await decide(redis, PendingSubject("slack:A", "inc-1", "v1"))
    for name in (k.OBSERVED.at(0).name, k.DISPATCH.of("0")):
        await _as_of_schema_3(redis, name)

    migrated = await bring_up_to_date(redis, {b"3": lambda _, document: document})

    assert migrated == Migrated(lifted=4)
    await observed_relay(redis).step()
    assert await redis.xlen(k.OBSERVATIONS.name) == 3
    assert await dispatch.step(NOON) == 1
    loaded = await Outbox(redis, "a").load("slack:A")
    assert (set(loaded.subjects), loaded.bell) == ({"inc-0", "inc-1"}, "2")


async def test_a_store_copied_from_one_of_another_kind_is_refused_and_mended_by_a_backup(
    redis: Client, sharded: Client
) -> None:
    channels = [shared_channel("slack", f"C{number}") for number in range(12)]
    names = [str(channel.destination) for channel in channels]
    for channel in channels:
        await Channels(redis).save(channel, NOON)
        await Notifications(redis).save(Notification(subject="inc-1", destination=str(channel.destination)))
    for wrong, client in ((redis, sharded), (sharded, redis)):
        await refuse_misplaced(wrong)
        with pytest.raises(StoreUnavailable, match=r"^\d+ channels .* stand where we do not look"):
            await refuse_misplaced(client)

        await put_back(client, await keepsakes_in(client), NOON, replace=True)

        await refuse_misplaced(client)
        assert None not in [await Channels(client).load_named(name) for name in names]
        assert await Notifications(client).destinations_of(["inc-1"]) == {"inc-1": frozenset(names)}


async def _as_of_schema_3(client: Client, name: str) -> None:
    """The same entries under the same ids, as the version before wrote them."""
    rows = await client.xrange(name)
    await client.delete(name)
    for id_, fields in rows:
        await client.xadd(name, {FIELD: b"3" + fields[FIELD][1:]}, id=id_)
