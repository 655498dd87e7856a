"""Routing: what is news goes to whom it concerns, once, and never back to an older state."""

import asyncio
from dataclasses import replace

from adapters.chat_platforms import TRAITS
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.domain.status import ReportStatus
from bot.domain.subject import report_subject
from bot.notifying.router import BATCH, Router
from bot.pipeline import Pipeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import ALERTS
from bot.storage.notifications import Notifications
from bot.storage.outbox import Outbox
from bot.storage.subjects import SubjectGroup, Subjects
from tests.builders import NOON, a_catalog, a_member, an_incident, at
from tests.chat_builders import a_channel, a_record, of, over, publish, reported, watching

CATALOG: Catalog = a_catalog(
    services=("cloudflare", "s1", "s2", "s3"), edges=(("s1", "cloudflare"), ("s2", "cloudflare"))
)
A, B, C = (Destination(platform="slack", channel=name) for name in "ABC")
FIRST = an_incident(members=(a_member("s1"), a_member("s2")))


async def a_router(client: Client, *fixed: Channel, consumer: str = "r1") -> Router:
    await SubjectGroup(client, consumer).create(from_start=True)
    clock = SimulatedClock(NOON)
    pipeline = Pipeline(
        client=client,
        catalog=CATALOG,
        clock=clock,
        holder=consumer,
        consumer=consumer,
        traits=TRAITS,
        fixed=fixed,
    )
    return pipeline.router()


async def drain(router: Router) -> int:
    count = 0
    while read := await router.step():
        count += read
    return count


async def pending(client: Client, destination: Destination) -> dict[str, str]:
    return dict((await Outbox(client, "t").load(str(destination))).subjects)


async def test_news_is_pending_for_those_whom_it_concerns(redis: Client) -> None:
    await Channels(redis).save(a_channel(B, watches=watching("s1")), NOON)
    await Channels(redis).save(a_channel(C, watches=watching("s3")), NOON)
    router = await a_router(redis, a_channel(A))

    await publish(redis, of(FIRST), reported(service="s1"))
    assert await drain(router) == 2

    report = report_subject("s1/0", "r1")
    assert await pending(redis, A) == {FIRST.id: "v1"}
    assert await pending(redis, B) == {FIRST.id: "v1", report: NOON.isoformat()}
    assert await pending(redis, C) == {}
    assert await Outbox(redis, "t").claim(NOON, 10) == [str(A), str(B), str(C)]


async def test_who_was_told_hears_of_it_on_though_it_concerns_it_no_more(redis: Client) -> None:
    await Channels(redis).save(a_channel(B, watches=watching("s3")), NOON)
    await Notifications(redis).save(replace(a_record(FIRST), destination=str(B)))
    await Notifications(redis).save(replace(a_record(FIRST), destination="slack:gone"))
    router = await a_router(redis)

    await publish(redis, of(FIRST))
    await drain(router)

    assert await pending(redis, B) == {FIRST.id: "v1"}
    assert await Outbox(redis, "t").claim(NOON, 10) == [str(B)]


async def test_what_is_set_in_chat_outweighs_the_settings(redis: Client) -> None:
    await Channels(redis).save(a_channel(A, watches=watching("s3")), NOON)
    router = await a_router(redis, a_channel(A))

    await publish(redis, of(FIRST))
    await drain(router)

    assert await pending(redis, A) == {}


async def test_what_is_set_anew_counts_from_the_next_news_on(redis: Client) -> None:
    channels, router = Channels(redis), await a_router(redis, a_channel(A))
    await channels.save(a_channel(B, watches=watching("s1")), NOON)
    await publish(redis, of(FIRST))
    await drain(router)

    await channels.save(a_channel(A, watches=watching("s3")), NOON)
    await channels.save(a_channel(B, watches=()), NOON)
    await channels.save(a_channel(C, watches=watching("s2")), NOON)
    await channels.save(replace(a_channel(replace(C, team="T1")), guild="T1"), NOON)
    second = an_incident("inc-2", members=FIRST.members)
    await publish(redis, of(second))
    await drain(router)
    assert await pending(redis, replace(C, team="T1")) == {}  # the same channel by another name
    await channels.save(a_channel(C, watches=()), NOON)
    await publish(redis, of(replace(second, version=2)))
    await drain(router)

    assert await pending(redis, A) == await pending(redis, B) == {FIRST.id: "v1"}
    assert await pending(redis, C) == {second.id: "v1"}
    assert await pending(redis, replace(C, team="T1")) == {second.id: "v2"}


async def test_an_older_state_that_comes_late_changes_nothing(redis: Client) -> None:
    router = await a_router(redis, a_channel(A))
    newer = replace(FIRST, version=3)
    await publish(redis, of(newer))
    await drain(router)

    await publish(redis, of(replace(FIRST, version=2)), of(newer))
    await drain(router)

    assert (await Subjects(redis).load([FIRST.id]))[FIRST.id] == of(newer)
    assert len(await Subjects(redis).timeline(FIRST.id)) == 1
    assert await pending(redis, A) == {FIRST.id: "v3"}


async def test_of_a_batch_the_newest_counts_and_every_change_is_in_the_timeline(redis: Client) -> None:
    router = await a_router(redis, a_channel(A), a_channel(B, watches=watching("s1")))
    versions = [replace(FIRST, version=n) for n in (1, 2, 3)]
    report = report_subject("s1/0", "r1")

    await publish(
        redis,
        *(of(version) for version in versions),
        reported(service="s1"),
        reported(ReportStatus.RESOLVED, service="s1", at=at(12, 5)),
    )
    await drain(router)

    assert len(await Subjects(redis).timeline(FIRST.id)) == 3
    assert await pending(redis, A) == {FIRST.id: "v3"}
    assert (await pending(redis, B))[report] == at(12, 5).isoformat()


async def test_a_router_that_died_before_it_acknowledged_is_continued(redis: Client) -> None:
    await publish(redis, of(FIRST), reported(service="s1"))
    dying = await a_router(redis, a_channel(A))
    await dying.feed.read(10)

    again = await a_router(redis, a_channel(A))
    assert await drain(again) == 2

    assert await pending(redis, A) == {FIRST.id: "v1"}
    assert await SubjectGroup(redis, "r1").lag() == 0


async def test_routers_at_once_end_with_the_newest_state_and_leave_nothing_behind(redis: Client) -> None:
    routers = [await a_router(redis, a_channel(A), consumer=f"r{n}") for n in range(3)]
    last = over(replace(FIRST, version=119), at=at(13))
    await publish(redis, *(of(replace(FIRST, version=n)) for n in range(1, 120)), of(last))

    async with asyncio.TaskGroup() as tasks:
        for router in routers:
            tasks.create_task(drain(router))

    assert (await Subjects(redis).load([FIRST.id]))[FIRST.id] == of(last)
    assert await pending(redis, A) == {FIRST.id: "v120"}
    assert await SubjectGroup(redis, "r0").lag() == 0
    assert await Subjects(redis).groups([report_subject("s1/0", "r1")]) == {}


async def test_an_incident_that_came_with_a_report_speaks_for_it_before_it_is_told(redis: Client) -> None:
    router = await a_router(redis, a_channel(A, watches=watching("s1")))

    await publish(redis, reported(service="s1"), of(FIRST))
    await router.step()

    assert await Subjects(redis).groups([report_subject("s1/0", "r1")]) == {
        report_subject("s1/0", "r1"): FIRST.id
    }


async def test_what_an_earlier_version_appended_is_routed_before_what_came_since(redis: Client) -> None:
    await redis.xadd(ALERTS.name, {b"v": encode({"change": of(FIRST).change})})
    router = await a_router(redis, a_channel(A))
    await publish(redis, of(replace(FIRST, version=2)))

    assert await drain(router) == 2

    assert await pending(redis, A) == {FIRST.id: "v2"}
    assert len(await Subjects(redis).timeline(FIRST.id)) == 2


async def test_what_concerns_few_costs_little_however_many_channels_there_are(redis: Client) -> None:
    for number in range(60):
        await Channels(redis).save(a_channel(replace(B, channel=f"B{number}"), watches=watching("s3")), NOON)
    router = await a_router(redis, a_channel(A))
    await publish(redis, of(an_incident("inc-0", members=FIRST.members)))
    await drain(router)
    await Channels(redis).save(a_channel(C, watches=watching("s1")), NOON)
    await publish(redis, of(FIRST))
    await redis.config_resetstat()

    assert await router.step() == 1

    asked = {name: row["calls"] for name, row in (await redis.info("commandstats")).items()}
    assert asked["cmdstat_evalsha"] == 1
    assert asked["cmdstat_hmget"] == 1
    assert not {"cmdstat_hscan", "cmdstat_hvals"} & asked.keys()
    assert asked["cmdstat_hset"] == 3  # two outboxes, and who speaks for which report
    assert await pending(redis, C) == {FIRST.id: "v1"}


async def test_a_batch_after_another_knows_who_speaks_for_a_report(redis: Client) -> None:
    router = await a_router(redis, a_channel(A, watches=watching("s1")))
    others = [an_incident(f"inc-{n}", members=FIRST.members) for n in range(10, 10 + BATCH - 1)]

    await publish(redis, *map(of, others), of(FIRST), reported(service="s1"))
    assert await router.step() == BATCH

    assert await Subjects(redis).groups([report_subject("s1/0", "r1")]) == {
        report_subject("s1/0", "r1"): FIRST.id
    }
    assert report_subject("s1/0", "r1") not in await pending(redis, A)
    assert await drain(router) == 1
