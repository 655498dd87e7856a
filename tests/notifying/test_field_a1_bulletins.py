"""What a channel is told beside its subjects, and answers that are none: refused, it holds back nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.alerting.setback import MAX_REFUSALS
from bot.clock import SimulatedClock
from bot.domain.channel import DigestSchedule
from bot.domain.message import Destination
from bot.domain.refusal import Refusal
from bot.domain.status import Impact
from bot.errors import RateLimited, Undeliverable
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.chat_builders import a_channel, of, over, publish
from tests.desk import a_desk
from tests.notifying.outages import CATALOG, an_outage, joined
from tests.notifying.test_deliverer import OPS
from tests.notifying.test_flapping import a_page, a_watched, flips
from tests.notifying.test_refusals import a_world, about, live_on, tell
from tests.servers.memory_chat import MemoryChat, Trouble
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import a_client

NOT_THE_LAST_WORD = [Refusal.UNKNOWN, Refusal.GONE, Refusal.CHANNEL, Refusal.ACCOUNT]


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    with capture_logs():
        yield


def refuse(chat: MemoryChat, kind: str, refusal: Refusal, times: int) -> list[str]:
    """Refuse so many posts of a kind; returns what is filled with those that were tried."""
    tried = list[str]()

    def fate(call: str, _channel: str, nonce: str, _in_thread: bool) -> Trouble | None:  # noqa: FBT001
        if call != "send" or not nonce.startswith(kind):
            return None
        tried.append(nonce)
        return Trouble(Undeliverable("what?", refusal), is_late=False) if len(tried) <= times else None

    chat.fate = fate
    return tried


def limit_edits(chat: MemoryChat) -> None:
    slowly = Trouble(RateLimited("edits", retry_after_seconds=600), is_late=False)
    chat.fate = lambda call, *_: slowly if call == "edit" else None


@pytest.mark.parametrize("refusal", NOT_THE_LAST_WORD)
async def test_field_a1_what_was_missed_is_named_though_that_was_refused_at_first(
    redis: Client, refusal: Refusal
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.refuses.add("ops")
    await tell(redis, desk, of(an_outage(1, NOON)))
    await clock.advance_to(at(12, 30))
    chat.refuses.clear()
    refuse(chat, "missed", refusal, 3)
    await tell(redis, desk, of(over(an_outage(1, NOON), at=at(12, 30))))
    await live_on(desk, clock, 60)

    assert chat.headlines("ops") == ["Missed while we could not post here: 1 event, over by now."]


@pytest.mark.parametrize("refusal", NOT_THE_LAST_WORD)
async def test_field_a1_a_digest_that_was_refused_at_first_comes_and_one_that_always_is_does_not_for_ever(
    redis: Client, refusal: Refusal
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    digest = DigestSchedule(at=time(12, 10), zone="UTC")
    desk = await a_world(redis, chat, clock, replace(a_channel(OPS), digest=digest, since=NOON))
    await tell(redis, desk, of(an_outage(1, NOON)))
    tried = refuse(chat, "digest", refusal, 2)
    await live_on(desk, clock, 40)
    assert [head for head in chat.headlines("ops") if "Digest" in head] == ["Digest: 1 open, 0 ended"]

    await clock.advance_to(at(12, 5) + timedelta(days=1))
    tried = refuse(chat, "digest", Refusal.UNKNOWN, 1_000)
    await live_on(desk, clock, 60)
    assert len(tried) == MAX_REFUSALS
    await tell(redis, desk, of(an_outage(2, clock.now())))
    assert len(about(chat, "inc-2")) == 1


async def test_field_a1_a_digest_does_not_wait_for_a_storms_message_that_is_refused(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    digest = DigestSchedule(at=time(12, 2), zone="UTC")
    channel = replace(a_channel(OPS, cap=1), digest=digest, since=NOON)
    desk = await a_world(redis, chat, clock, channel)
    tried = refuse(chat, "storm", Refusal.UNKNOWN, 1_000)
    await tell(redis, desk, *(of(an_outage(n, NOON)) for n in (1, 2)))
    await live_on(desk, clock, 2)

    assert "Digest: 2 open, 0 ended" in chat.headlines("ops")
    await live_on(desk, clock, 7)
    assert len(tried) == MAX_REFUSALS
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since is None


async def test_field_a1_a_storms_message_that_may_not_be_edited_yet_holds_back_no_other(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock, a_channel(OPS, cap=2))
    limit_edits(chat)
    await tell(redis, desk, *(of(an_outage(n, NOON)) for n in (1, 2, 3)))
    await live_on(desk, clock, 9)
    await tell(redis, desk, of(an_outage(4, clock.now())))
    await live_on(desk, clock, 2)

    assert about(chat, "inc-3")
    assert about(chat, "inc-4")
    chat.fate = lambda *_: None
    await live_on(desk, clock, 11)
    assert chat.headlines("ops")[2] == "Nothing is held back any more."


async def test_field_a1_a_card_of_what_flaps_that_may_not_be_edited_yet_holds_back_no_other(
    redis: Client,
) -> None:
    seen = await a_watched(redis)
    await seen.live(76, flips(7))
    assert "flapping" in seen.top[-1].headline
    limit_edits(seen.chat)
    for minute in range(76, 90):
        await seen.clock.advance_to(NOON + timedelta(minutes=minute))
        await publish(redis, *flips(7)(minute))
        await seen.desk.drain()
    posted = len(seen.top)

    await publish(redis, a_page(90, id="r9", impact=Impact.CRITICAL))
    await seen.desk.drain()
    assert len(seen.top) == posted + 1

    seen.chat.fate = lambda *_: None
    for minute in range(91, 140):
        await seen.clock.advance_to(NOON + timedelta(minutes=minute))
        await seen.desk.drain()
    calm = [post.headline for post in seen.top if "calm" in post.headline]
    assert len(calm) == 2, "its card, and the post that ends it"


@pytest.mark.parametrize("refusal", [Refusal.UNKNOWN, Refusal.GONE, Refusal.MESSAGE])
async def test_field_a1_what_flaps_is_said_though_that_is_refused_at_first_and_left_where_it_always_is(
    redis: Client, refusal: Refusal
) -> None:
    seen = await a_watched(redis)
    tried = refuse(seen.chat, "flaps", refusal, 1_000)
    await seen.live(300, flips(7, until=98))

    assert len(tried) <= 3 * MAX_REFUSALS
    assert seen.top[0].headline.startswith("S1")
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since is None


BODIES: list[Any] = [
    [],
    [1],
    "words",
    17,
    {},
    {"ok": False},
    {"ok": False, "error": None},
    {"ok": False, "error": ["x"]},
]
NO_MESSAGE: list[Any] = [
    {"ok": True},
    {"ok": True, "channel": None, "ts": None},
    {"ok": True, "channel": "C1", "ts": 17},
    {"ok": "no", "error": ""},
]


@pytest.mark.parametrize(
    ("method", "body"),
    [
        *(("chat.postMessage", body) for body in (*BODIES, *NO_MESSAGE)),
        *(("chat.update", body) for body in BODIES),
    ],
    ids=str,
)
async def test_field_a1_an_answer_of_slack_that_is_none_costs_no_message_and_holds_back_none(
    redis: Client, body: Any, method: str
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        await Channels(redis).save(a_channel(Destination(platform="slack", channel="C1")), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        if method == "chat.update":
            await tell(redis, desk, of(an_outage(1, NOON)))
            await clock.advance_to(at(12, 1))
        slack._failures[method].append((200, body, {}))
        await tell(redis, desk, of(joined(an_outage(1, NOON), "s3", clock.now())))
        await tell(redis, desk, of(an_outage(2, NOON)))
        assert any("S2 and S8" in message["text"] for message in slack.messages("C1"))

        await live_on(desk, clock, 2)
        cards = [m["text"] for m in slack.messages("C1") if "Cloudflare" in m["text"]]
        assert len(cards) == 2
        assert any("S3" in card for card in cards)


@pytest.mark.parametrize("status", [403, 404, 500, 502, 504])
async def test_field_a1_a_page_of_html_in_place_of_slack_costs_no_message(redis: Client, status: int) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        await Channels(redis).save(a_channel(Destination(platform="slack", channel="C1")), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        slack._failures["chat.postMessage"].append((status, "<html>" * 2_000, {}))  # type: ignore[arg-type]
        await tell(redis, desk, of(an_outage(1, NOON)), of(an_outage(2, NOON)))
        assert any("S2 and S8" in message["text"] for message in slack.messages("C1"))
        await live_on(desk, clock, 1)

        assert len(slack.messages("C1")) == 2
