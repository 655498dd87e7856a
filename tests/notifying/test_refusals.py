"""Whatever a platform answers to one message, every other message is told in its own time."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.chat.slack.refusals import REFUSALS as SLACK
from bot.clock import SimulatedClock, SystemClock
from bot.domain.channel import Channel
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.refusal import Refusal
from bot.domain.subject import Subject
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.notifying import sender as sending
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from tests.adapters.test_refusals import THREAD_CODES
from tests.builders import NOON, at
from tests.chat_builders import QUIET, a_channel, of, over, publish
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage, joined
from tests.notifying.test_deliverer import FAR, OPS, OTHER, paired
from tests.servers.memory_chat import MemoryChat, Trouble
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import a_client
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """These fail on purpose."""
    with capture_logs():
        yield


async def a_world(
    redis: Client, chat: MemoryChat, clock: SimulatedClock, *channels: Channel, **more: MemoryChat
) -> Desk:
    for channel in channels or (a_channel(OPS),):
        await Channels(redis).save(channel, clock.now())
    return await a_desk(redis, CATALOG, clock, {"memory": chat, **more}, edits=EDITS)


async def tell(redis: Client, desk: Desk, *subjects: Subject) -> None:
    await publish(redis, *subjects)
    await desk.drain()


async def live_on(desk: Desk, clock: SimulatedClock, minutes: int) -> None:
    """Deliver what is due, minute by minute."""
    for _ in range(minutes):
        await clock.advance(timedelta(minutes=1))
        await desk.drain()


def about(chat: MemoryChat, subject: str, channel: str = "ops") -> list[str]:
    return [p.headline for p in chat.posted if p.nonce.startswith(subject) and p.channel == channel]


@pytest.mark.parametrize("code", THREAD_CODES)
async def test_field_a1_a_thread_that_slack_refuses_holds_back_nothing(redis: Client, code: str) -> None:
    clock = SimulatedClock(NOON)
    channel = a_channel(Destination(platform="slack", channel="C1"))
    async with fake_slack() as slack:
        await Channels(redis).save(channel, NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        first = an_outage(1, NOON)
        await tell(redis, desk, of(first))
        await clock.advance_to(at(12, 2))
        slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
        await tell(redis, desk, of(joined(first, "s3", at(12, 2))))
        assert "S3 joined" in slack.messages("C1")[-1]["text"]
        assert "thread_ts" not in slack.messages("C1")[-1]

        for number, minute in ((2, 30), (4, 40)):
            await clock.advance_to(at(12, minute))
            await tell(redis, desk, of(an_outage(number, at(12, minute))))
            assert f"S{number} and S{number + 6}" in slack.messages("C1")[-1]["text"]


REFUSALS = [
    Undeliverable("never", Refusal.MESSAGE),
    Undeliverable("what?", Refusal.UNKNOWN),
    Undeliverable("no replies", Refusal.THREAD),
    Undeliverable("too long", Refusal.FORM),
    DeliveryError("no answer"),
]


@pytest.mark.parametrize("error", REFUSALS, ids=str)
async def test_field_a1_a_message_that_is_always_refused_holds_back_no_other(
    redis: Client, error: Exception
) -> None:
    chat, clock = MemoryChat(clock=SimulatedClock(NOON)), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock, a_channel(OPS), a_channel(OTHER))

    def fate(call: str, channel: str, nonce: str, in_thread: bool) -> Trouble | None:  # noqa: FBT001
        is_bad = channel == "ops" and nonce.startswith("inc-1") and call == "send"
        is_of_it = in_thread or not isinstance(error, Undeliverable) or error.refusal is not Refusal.THREAD
        return Trouble(error, is_late=False) if is_bad and is_of_it else None

    chat.fate = fate
    first = an_outage(1, NOON)
    await tell(redis, desk, of(first))
    await clock.advance_to(at(12, 2))
    await tell(redis, desk, of(joined(first, "s3", at(12, 2))))
    for number, minute in ((2, 3), (3, 4), (4, 30)):
        await clock.advance_to(at(12, minute))
        await tell(redis, desk, of(an_outage(number, at(12, minute))))
        assert len(about(chat, f"inc-{number}")) == 1
        assert len(about(chat, f"inc-{number}", "other")) == 1
    assert len(about(chat, "inc-1", "other")) == 2
    assert (await ChannelHealths(redis).load(str(OPS))).retry_at is None


async def test_field_a1_an_answer_that_we_do_not_know_is_asked_a_few_times_and_then_left(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.fate = lambda *_: Trouble(Undeliverable("what?", Refusal.UNKNOWN), is_late=False)

    with capture_logs() as log:
        await tell(redis, desk, of(an_outage(1, NOON)))
        await live_on(desk, clock, 60)

    assert chat.calls == 5
    assert (await ChannelHealths(redis).load(str(OPS))).trouble == "what?"
    chat.fate = lambda *_: None
    raised = an_outage(1, clock.now(), version=2, grade=Grade.CONFIRMED)
    await tell(redis, desk, of(raised))
    assert len(about(chat, "inc-1")) == 1, "what is news later is a message of its own"
    assert [line["error"] for line in log if line["event"] == "Undeliverable"] == ["what?"]


async def test_field_a1_an_unknown_answer_that_passes_costs_nothing(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    for _ in range(4):
        chat.fail("send", Undeliverable("what?", Refusal.UNKNOWN))

    await tell(redis, desk, of(an_outage(1, NOON)))
    await live_on(desk, clock, 10)

    assert len(about(chat, "inc-1")) == 1


@pytest.mark.parametrize("forms", [1, 2])
async def test_field_a1_what_is_too_long_is_told_in_fewer_words(redis: Client, forms: int) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    for _ in range(forms):
        chat.fail("send", Undeliverable("too long", Refusal.FORM))

    await tell(redis, desk, of(an_outage(1, NOON)))

    (card,) = chat.top("ops")
    assert "S1 and S7" in card.headline
    assert len(card.said[-1].sections) == (1 if forms == 1 else 0)


async def test_field_a3_a_card_that_was_deleted_is_posted_anew_at_once(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    first = an_outage(1, NOON)
    await tell(redis, desk, of(first))
    chat.delete(chat.posted[0])

    await clock.advance_to(at(12, 2))
    await tell(redis, desk, of(joined(first, "s3", at(12, 2))))

    assert ["S3" in head for head in chat.headlines("ops")] == [True]
    assert chat.threads("ops") == []


@pytest.mark.parametrize("minutes", [3, 180])
@pytest.mark.parametrize("refusal", [Refusal.CHANNEL, Refusal.ACCOUNT])
async def test_field_a1_a_channel_that_is_mended_is_told_what_is_open_and_once_what_it_missed(
    redis: Client, refusal: Refusal, minutes: int
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock, a_channel(OPS), a_channel(OTHER))
    ill = Trouble(Undeliverable("not_in_channel: invite it", refusal), is_late=False)
    chat.fate = lambda _call, channel, _nonce, _thread: ill if channel == "ops" else None
    short, long = an_outage(1, NOON), an_outage(2, at(12, 1))
    with capture_logs() as log:
        await tell(redis, desk, of(short))
        await clock.advance_to(at(12, 1))
        await tell(redis, desk, of(long))
        await clock.advance_to(at(12, 2))
        await tell(redis, desk, of(over(short, at=at(12, 2))))
        await live_on(desk, clock, minutes)
        chat.fate = lambda *_: None
        await live_on(desk, clock, 6)
        await live_on(desk, clock, 30)

    card, missed = chat.headlines("ops")
    assert "S2 and S8" in card
    assert missed == "Missed while we could not post here: 1 event, over by now."
    assert "Cloudflare outage is over" in chat.top("ops")[1].text
    assert "not_in_channel" in str(chat.top("ops")[1].said[-1].footer)
    assert len(about(chat, "inc-1", "other")) == 2
    events = [line["event"] for line in log if line.get("to") == str(OPS)]
    assert events == ["A channel cannot be told", "A channel is told again"]


async def test_field_a1_where_all_is_over_when_a_channel_is_mended_one_message_says_so(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.refuses.add("ops")
    ids = range(1, 4)
    await tell(redis, desk, *(of(an_outage(n, NOON)) for n in ids))
    await clock.advance_to(at(12, 30))
    await tell(redis, desk, *(of(over(an_outage(n, NOON), at=at(12, 30))) for n in ids))
    await live_on(desk, clock, 90)
    assert chat.posted == []

    chat.refuses.clear()
    await live_on(desk, clock, 20)

    assert chat.headlines("ops") == ["Missed while we could not post here: 3 events, over by now."]


async def test_field_a1_what_a_channel_missed_waits_for_the_end_of_its_quiet_hours(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(at(10, 30))
    desk = await a_world(redis, chat, clock, a_channel(OPS, quiet=QUIET))
    chat.refuses.add("ops")
    await tell(redis, desk, of(an_outage(1, clock.now())))
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(over(an_outage(1, clock.now()), at=at(12, 5))))
    chat.refuses.clear()
    await live_on(desk, clock, 50)
    assert chat.posted == []

    await clock.advance_to(at(13, 1))
    await desk.drain()
    assert chat.headlines("ops") == ["Missed while we could not post here: 1 event, over by now."]


async def test_field_a1_an_answer_that_was_lost_and_an_end_meanwhile_are_one_true_card(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(an_outage(1, NOON)), of(an_outage(2, NOON)))
    assert len(chat.headlines("ops")) == 2

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(over(an_outage(1, NOON), at=at(12, 30))))

    assert len(about(chat, "inc-1")) == 1
    assert "outage is over" in about(chat, "inc-1")[0]


async def test_field_a1_a_wait_of_hours_is_asked_about_again_and_the_pair_is_told_meanwhile(
    redis: Client,
) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await a_world(
        redis, chat, clock, paired(), a_channel(FAR, watches=(), paired=OPS), distant=distant
    )
    chat.fail("send", RateLimited("slowly", retry_after_seconds=86_400))
    await tell(redis, desk, of(an_outage(1, NOON)))

    await live_on(desk, clock, 3)
    assert len(distant.top("far")) == 1
    await live_on(desk, clock, 8)
    assert len(chat.top("ops")) == 1


async def test_field_a3_a_refused_thread_is_no_unreachable_channel(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await a_world(
        redis, chat, clock, paired(), a_channel(FAR, watches=(), paired=OPS), distant=distant
    )
    locked = Trouble(Undeliverable("locked", Refusal.THREAD), is_late=False)
    chat.fate = lambda _call, _channel, _nonce, in_thread: locked if in_thread else None
    first = an_outage(1, NOON)
    await tell(redis, desk, of(first))
    await clock.advance_to(at(12, 2))
    await tell(redis, desk, of(joined(first, "s3", at(12, 2))))
    await live_on(desk, clock, 10)

    assert chat.headlines("ops")[1] == "S3 joined: 3 services so far"
    assert distant.posted == []
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since is None


async def test_field_a3_a_destination_that_is_a_locked_thread_itself_is_out_of_reach(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.fate = lambda *_: Trouble(Undeliverable("locked", Refusal.THREAD), is_late=False)
    await tell(redis, desk, of(an_outage(1, NOON)))
    await live_on(desk, clock, 30)
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since == NOON

    chat.fate = lambda *_: None
    await live_on(desk, clock, 6)
    assert len(about(chat, "inc-1")) == 1


async def test_field_a1_a_platform_that_hangs_keeps_no_other_waiting(
    redis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LONGEST_CALL", timedelta(seconds=5))
    hung, distant = MemoryChat(gate=asyncio.Event()), MemoryChat("distant")
    clock = SystemClock()
    for number in range(60):
        await Channels(redis).save(a_channel(Destination(platform="memory", channel=f"c{number}")), NOON)
    await Channels(redis).save(a_channel(FAR), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": hung, "distant": distant}, edits=EDITS)  # type: ignore[arg-type]
    await publish(redis, of(an_outage(1, clock.now())))
    await desk.router.step()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(desk.deliverer.run())
        await wait_until(lambda: distant.posted, "the other platform is told")
        running.cancel()
        assert hung.gate is not None
        hung.gate.set()


async def test_field_a1_a_call_that_never_ends_fails_and_holds_back_no_other(
    redis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LONGEST_CALL", timedelta(seconds=0.05))
    chat, clock = MemoryChat(gate=asyncio.Event()), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    await tell(redis, desk, of(an_outage(1, NOON)))
    assert "no answer in time" in (await ChannelHealths(redis).load(str(OPS))).trouble
    chat.gate = None

    await tell(redis, desk, of(an_outage(2, NOON)))
    assert len(about(chat, "inc-2")) == 1
    await live_on(desk, clock, 1)
    assert len(about(chat, "inc-1")) == 1


@pytest.mark.parametrize(
    "error", [DeliveryError("no answer"), Undeliverable("what?", Refusal.UNKNOWN)], ids=str
)
async def test_field_a1_a_card_that_can_never_be_edited_holds_back_no_news_of_its_own(
    redis: Client, error: Exception
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    first = an_outage(1, NOON)
    await tell(redis, desk, of(first))
    chat.fate = lambda call, *_: Trouble(error, is_late=False) if call == "edit" else None
    await clock.advance_to(at(12, 2))
    await tell(redis, desk, of(joined(first, "s3", at(12, 2))))
    assert chat.threads("ops") == ["S3 joined: 3 services so far"]

    await clock.advance_to(at(12, 20))
    await tell(redis, desk, of(replace(over(joined(first, "s3", at(12, 2)), at=at(12, 20)), version=5)))
    assert "Cloudflare outage is over" in chat.headlines("ops")[-1]
    chat.fate = lambda *_: None
    await live_on(desk, clock, 10)
    assert len(chat.posted) == 3


async def test_field_a1_what_is_newer_than_what_failed_is_tried_at_once(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.fate = lambda *_: Trouble(DeliveryError("no answer"), is_late=False)
    first = an_outage(1, NOON)
    await tell(redis, desk, of(first))
    await live_on(desk, clock, 20)
    chat.fate = lambda *_: None

    await tell(redis, desk, of(joined(first, "s3", clock.now())))

    assert len(about(chat, "inc-1")) == 1


async def test_field_a1_many_that_hang_hold_back_a_new_one_for_seconds_at_most(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    bad = tuple(f"inc-{n}:" for n in range(4))
    chat.fate = lambda _call, _channel, nonce, _thread: (
        Trouble(DeliveryError("no answer"), is_late=False) if nonce.startswith(bad) else None
    )
    await tell(redis, desk, *(of(an_outage(n, NOON)) for n in range(4)))
    await live_on(desk, clock, 30)

    await tell(redis, desk, of(an_outage(5, clock.now())))

    assert len(about(chat, "inc-5")) == 1


async def test_field_a1_a_card_in_an_archived_channel_of_that_name_is_posted_in_the_new_one(
    redis: Client,
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        await Channels(redis).save(a_channel(Destination(platform="slack", channel="#ops")), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        first = an_outage(1, NOON)
        await tell(redis, desk, of(first))
        slack.fail("chat.update", 200, {"ok": False, "error": "is_archived"})
        await clock.advance_to(at(12, 2))
        await tell(redis, desk, of(joined(first, "s3", at(12, 2))))

        assert len(slack.messages("ops")) == 2
        assert "S1, S7 and S3" in slack.messages("ops")[-1]["text"]


async def test_field_a1_what_was_missed_is_named_after_quiet_hours_though_the_channel_was_well_before(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(at(10, 30))
    quiet = replace(QUIET, unless=Grade.CONFIRMED)
    desk = await a_world(redis, chat, clock, a_channel(OPS, quiet=quiet))
    chat.refuses.add("ops")
    await tell(redis, desk, of(an_outage(1, clock.now())))
    chat.refuses.clear()
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(over(an_outage(1, NOON), at=at(12, 5))))
    await tell(redis, desk, of(an_outage(2, at(12, 5), grade=Grade.CONFIRMED)))
    await live_on(desk, clock, 50)
    assert len(chat.headlines("ops")) == 1
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since is None

    await clock.advance_to(at(13, 1))
    await desk.drain()
    assert chat.headlines("ops")[1].startswith("Missed while we could not post here: 1 event")


async def test_field_a1_what_was_missed_is_named_once_though_the_answer_to_that_is_lost(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    chat.refuses.add("ops")
    await tell(redis, desk, of(an_outage(1, NOON)))
    await clock.advance_to(at(12, 30))
    chat.refuses.clear()
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(over(an_outage(1, NOON), at=at(12, 30))))
    await live_on(desk, clock, 30)

    assert chat.headlines("ops") == ["Missed while we could not post here: 1 event, over by now."]


@pytest.mark.parametrize("refusal", [Refusal.CHANNEL, Refusal.ACCOUNT])
async def test_field_a1_one_message_refused_as_if_for_the_channel_holds_back_no_other_and_is_left_at_last(
    redis: Client, refusal: Refusal
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    bad = ("inc-1:", "inc-2:", "inc-3:")
    chat.fate = lambda _call, _channel, nonce, _thread: (
        Trouble(Undeliverable("no right to", refusal), is_late=False) if nonce.startswith(bad) else None
    )
    await tell(redis, desk, *(of(an_outage(n, NOON)) for n in (1, 2, 3, 4)))
    await live_on(desk, clock, 1)
    assert len(about(chat, "inc-4")) == 1
    await live_on(desk, clock, 10)
    await tell(redis, desk, of(an_outage(5, clock.now())))
    assert len(about(chat, "inc-5")) == 1, "what is new is tried at once"

    for minute in range(40):
        await live_on(desk, clock, 1)
        raised = an_outage(4, clock.now(), version=minute + 2, grade=Grade.CONFIRMED)
        await tell(redis, desk, of(raised))
    await live_on(desk, clock, 31)  # its thread, which had too much of it, gets the rest when it is calm
    calls = chat.calls
    await live_on(desk, clock, 60)
    assert chat.calls == calls, "the channel takes all others: these are left"


async def test_field_a1_a_picture_that_may_not_be_attached_costs_no_message(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await a_world(redis, chat, clock)
    first = joined(an_outage(1, NOON), "s3", NOON)
    await tell(redis, desk, of(first))
    await clock.advance_to(at(12, 30))
    chat.fail("send", Undeliverable("Missing Permissions", Refusal.CHANNEL))
    await tell(redis, desk, of(replace(over(first, at=at(12, 30)), version=9)))

    assert "Cloudflare outage is over" in chat.headlines("ops")[-1]
    assert chat.top("ops")[-1].said[0].picture is None


@pytest.mark.parametrize(
    "code",
    ["invalid_auth", "not_in_channel", "is_archived", "channel_not_found", "missing_scope", "msg_too_long"],
)
async def test_field_a1_whatever_slack_refused_for_a_while_arrives_once_when_it_is_well_again(
    redis: Client, code: str
) -> None:
    clock = SimulatedClock(NOON)
    async with fake_slack() as slack:
        await Channels(redis).save(a_channel(Destination(platform="slack", channel="C1")), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        for _ in range(5):
            slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
        await tell(redis, desk, *(of(an_outage(n, NOON)) for n in (1, 2, 3)))
        await live_on(desk, clock, 15)

        texts = [message["text"] for message in slack.messages("C1")]
        assert [sum(f"S{n} and S{n + 6}" in text for text in texts) for n in (1, 2, 3)] == [1, 1, 1]
        assert len(texts) == 3


async def test_field_a1_a_slack_that_refuses_with_every_code_in_turn_loses_nothing_that_is_open(
    redis: Client,
) -> None:
    """Each of the documented codes once, to whatever is posted next."""
    clock = SimulatedClock(NOON)
    final = (Refusal.MESSAGE, Refusal.FORM)
    codes = [code for code, refusal in SLACK.items() if refusal not in final]
    async with fake_slack() as slack:
        await Channels(redis).save(a_channel(Destination(platform="slack", channel="C1")), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": a_client(slack)})
        for code in codes:
            slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
        await tell(redis, desk, *(of(an_outage(n, NOON)) for n in range(6)))
        await live_on(desk, clock, 240)

        texts = [message["text"] for message in slack.messages("C1")]
        missing = [n for n in range(6) if not any(f"S{n} and S{n + 6}" in text for text in texts)]
        assert missing == []
        assert len(texts) == 6
