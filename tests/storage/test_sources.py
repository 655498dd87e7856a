"""Sources are read and scheduled some at a time, and a poll is stored at its least."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.probe import ProbeOutcome
from bot.domain.report import Component, Validators
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.storage.client import Client
from bot.storage.keys import SOURCES
from bot.storage.source_records import encode_record
from bot.storage.sources import Sources
from bot.watching.record import Endpoint, Location, PageAnswer, PageState, SourceRecord
from tests.builders import NOON

COUNT = 600
SLICE = 250
FULL = SourceRecord(
    source="s0",
    service="acme",
    location=Location(found=Endpoint("https://a.example", "feed")),
    validators=Validators(etag="x"),
    page=PageState(components=(Component(id="c", name="C", status=ComponentStatus.MAJOR_OUTAGE),)),
    read_at=NOON,
    polled_at=NOON + timedelta(minutes=1),
    unreadable=UnreadableReason.TIMEOUT,
    failures=1,
    answer=PageAnswer(at=NOON, vantage="here", outcome=ProbeOutcome.SERVED, edge="cloudflare"),
)


async def test_records_are_read_some_at_a_time_and_without_their_pages(redis: Client) -> None:
    stored = {f"s{n}": replace(FULL, source=f"s{n}", failures=n) for n in range(COUNT)}
    rows = {id_: encode_record(record) for id_, record in stored.items()}
    await redis.hset(SOURCES.at(0).name, mapping=rows)

    slices = [some async for some in Sources(redis).outlines()]

    assert max(map(len, slices)) <= SLICE
    found = {record.source: record for some in slices for record in some}
    bare = {id_: replace(record, page=PageState(), validators=Validators()) for id_, record in stored.items()}
    assert found == bare


async def test_what_is_scheduled_already_is_not_sent_again_and_what_has_left_is_gone(redis: Client) -> None:
    sources = Sources(redis)
    due = {f"s{n}": NOON + timedelta(seconds=n) for n in range(COUNT)}
    await sources.schedule(due)
    await sources.commit(FULL, (), NOON + timedelta(hours=1))
    await redis.config_resetstat()

    await sources.schedule(dict.fromkeys(list(due)[: COUNT // 2], NOON) | {"new": NOON})

    assert (await redis.info("commandstats"))["cmdstat_zadd"]["calls"] == 1
    assert await sources.claim(NOON, timedelta(minutes=1), 5) == {"new": None}
    left = (await sources.claim_due(NOON + timedelta(days=1), timedelta(minutes=1), 0)).waiting
    assert sorted(left) == sorted([*list(due)[: COUNT // 2], "new"])


async def test_a_poll_that_finds_nothing_new_is_stored_by_one_command(redis: Client) -> None:
    sources = Sources(redis)
    await sources.commit(FULL, (), NOON)
    await redis.config_resetstat()

    await sources.commit(replace(FULL, failures=2), (), NOON + timedelta(hours=1))

    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 1
    assert "cmdstat_multi" not in stats
    assert (await sources.load_many(["s0"]))["s0"] == replace(FULL, failures=2)
    assert await sources.next_due() == NOON + timedelta(hours=1)
