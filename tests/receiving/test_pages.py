"""A status page may say that it has news: it is read, once a minute at most, and nothing else comes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.status import UnreadableReason
from bot.storage.checks import Checks
from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import Location, SourceRecord
from tests.builders import NOON, at
from tests.receiving.inbox import Inbox, an_inbox
from tests.receiving.payloads import a_page_webhook

LEASE = timedelta(minutes=1)


async def _claimed(inbox: Inbox) -> list[str]:
    return sorted(await Sources(inbox.redis).claim(inbox.clock.now(), LEASE, 50))


async def _resting(redis: Client, **record: object) -> SourceRecord:
    """Two sources that are due in ten minutes; the record of the first."""
    sources = Sources(redis)
    await sources.schedule({"acme/0": at(12, 10), "borealis/0": at(12, 10)})
    known = SourceRecord(source="acme/0", service="acme")
    known = replace(known, **record)  # type: ignore[arg-type]
    await sources.commit(known, (), at(12, 10))
    return known


@pytest.mark.parametrize("source", ["statuspage", "betterstack", "instatus"])
async def test_a_page_is_read_now_and_not_a_word_is_believed(redis: Client, source: str) -> None:
    await _resting(redis)
    async with an_inbox(redis) as inbox:
        assert await _claimed(inbox) == []
        assert await inbox.post(f"/in/{source}", a_page_webhook()) == (202, "taken: 1")
        assert await _claimed(inbox) == ["acme/0"]
        assert await inbox.heard() == []
        assert await inbox.looks() == {}


async def test_a_hundred_forged_nudges_cost_one_poll_a_minute(redis: Client) -> None:
    await _resting(redis)
    async with an_inbox(redis) as inbox:
        polls = 0
        for n in range(60):
            status, _ = await inbox.post("/in/statuspage", a_page_webhook(page_id=f"x{n}"))
            assert status == (202 if n == 0 else 200)
            polls += len(await _claimed(inbox))
        assert polls == 1
        assert await redis.ttl("{sf:poll:0}:nudged:acme/0") in range(1, 61)


async def test_a_page_is_found_by_the_id_that_its_platform_gave_it(redis: Client) -> None:
    await _resting(redis, location=Location(page_id="kctbh9vrtdwd"))
    async with an_inbox(redis) as inbox:
        body = a_page_webhook("kctbh9vrtdwd", "hooks.example")
        assert (await inbox.post("/in/betterstack", body))[0] == 202  # an id of another platform
        assert await _claimed(inbox) == []
        assert await inbox.post("/in/statuspage", body) == (202, "taken: 1")
        assert await _claimed(inbox) == ["acme/0"]


async def test_a_page_that_refused_us_is_left_alone(redis: Client) -> None:
    await _resting(redis, unreadable=UnreadableReason.HTTP_429, failures=1)
    async with an_inbox(redis) as inbox:
        assert (await inbox.post("/in/statuspage", a_page_webhook()))[0] == 200
        assert await _claimed(inbox) == []


async def test_what_is_due_already_keeps_its_place(redis: Client) -> None:
    await _resting(redis)
    sources = Sources(redis)
    assert await sources.hurry(["acme/0", "of nobody"], NOON) == 1
    assert await sources.next_due() == NOON
    assert await sources.hurry(["borealis/0"], at(12, 20)) == 1
    assert set(await sources.claim(at(12, 10), LEASE, 5)) == {"acme/0", "borealis/0"}


async def test_a_page_that_we_do_not_read_is_listed(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        status, line = await inbox.post("/in/statuspage", a_page_webhook(host="status.nobody.example"))
        assert (status, "1 name nobody" in line) == (202, True)
        (one,) = await Checks(redis).load_unmatched()
        assert one.is_page
        assert "https://status.nobody.example/?unsubscribe=1" in one.hints
        assert (await inbox.post("/in/statuspage", {"page": {}}))[0] == 400
