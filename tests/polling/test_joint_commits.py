"""Polls that found nothing new are stored together, and none waits for long or fails for another."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from adapters.status_pages import FORMATS
from bot.clock import SimulatedClock
from bot.domain.report import Validators
from bot.pipeline import Pipeline
from bot.polling.concurrency import Slots
from bot.polling.fetcher import Fetcher
from bot.polling.joint_commits import JointCommits
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_catalog, a_service, a_source
from tests.servers.sites import Answer, sites
from tests.servers.status_page import SUMMARY

LATER = NOON + timedelta(hours=1)


async def test_what_is_read_at_once_and_says_nothing_new_is_stored_by_one_command(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    page = Answer(SUMMARY, headers=('ETag: "1"',))
    async with sites(lambda *_: page) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        services = [
            a_service(
                f"s{n}", sources=(a_source(f"s{n}", url=running.url(f"s{n}.example"), allow_private=True),)
            )
            for n in range(8)
        ]
        catalog = a_catalog(services=services, edges=())
        poller = Pipeline(client=redis, catalog=catalog, clock=clock).poller(reader_of(fetcher, FORMATS))
        poller = replace(poller, joint=JointCommits(poller.sources, poller.slots, within_seconds=60))
        await poller.schedule()
        await clock.advance(timedelta(minutes=3))
        for _ in range(2):  # first reports, then nothing new: by then the store knows the scripts
            assert await poller.step() == 8
            await clock.advance(timedelta(minutes=3))
        await redis.config_resetstat()
        assert await poller.step() == 8

    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 2, "one that claims them, one that stores them"
    assert "cmdstat_multi" not in stats
    polled = {record.polled_at for record in await Sources(redis).load_all()}
    assert polled == {clock.now()}


async def test_one_that_cannot_be_written_down_fails_alone(redis: Client) -> None:
    slots, sources = Slots(), Sources(redis)
    joint = JointCommits(sources, slots)
    records = [SourceRecord(source=f"s{n}", service="acme") for n in range(3)]
    records[1] = replace(records[1], validators=Validators(etag="\ud800"))
    for _ in records:
        slots.slot_of("statuspage")

    loop = asyncio.get_running_loop()
    commits = [loop.create_task(joint.commit(record, LATER)) for record in records]
    await asyncio.wait(commits)

    assert [type(commit.exception()) for commit in commits] == [type(None), UnicodeEncodeError, type(None)]
    assert {record.source for record in await sources.load_all()} == {"s0", "s2"}


async def test_none_waits_for_those_that_are_still_being_read(redis: Client) -> None:
    slots = Slots()
    joint = JointCommits(Sources(redis), slots)
    for _ in range(5):
        slots.slot_of("statuspage")

    await joint.commit(SourceRecord(source="s0", service="acme"), LATER)

    assert await Sources(redis).next_due() == LATER
