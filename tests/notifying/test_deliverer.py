"""Delivery over a real store: nothing twice, nothing lost, whatever fails and wherever it stops."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.clock import SimulatedClock
from bot.domain.channel import Channel, DigestSchedule
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Destination
from bot.domain.reactions import Mute, Reactions
from bot.domain.refusal import Refusal
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject, report_subject
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.rendering.subject_messages import card_of
from bot.rendering.view import View
from bot.speech.language import Language
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from bot.storage.notifications import ReactionLog
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.subjects import Subjects
from tests.builders import NOON, a_change, a_maintenance, a_member, an_incident, at
from tests.chat_builders import (
    QUIET,
    SHARED,
    a_channel,
    a_notice,
    of,
    over,
    publish,
    reported,
    watching,
)
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, EDITS
from tests.servers.memory_chat import MemoryChat
from tests.waiting import wait_until

OPS = Destination(platform="memory", channel="ops")
OTHER = Destination(platform="memory", channel="other")
FAR = Destination(platform="distant", channel="far")


def an_outage(id_: str = "inc-1", *services: str, version: int = 1, **changes: object) -> Incident:
    members = tuple(a_member(s, joined_at=NOON) for s in (services or ("s1", "s2")))
    incident = an_incident(id_, version=version, members=members, grade=Grade.PROBABLE)
    return replace(incident, **changes)  # type: ignore[arg-type]


FIRST = an_outage()
RAISED = an_outage(version=2, grade=Grade.CONFIRMED, updated_at=at(12, 5))
ENDED = replace(over(RAISED, at=at(12, 30)), stragglers=("s2",))


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Tracebacks with all their values take seconds to draw, and these tests fail on purpose."""
    with capture_logs():
        yield


async def desk_for(
    redis: Client,
    clock: SimulatedClock,
    chat: MemoryChat,
    *channels: Channel,
    holder: str = "d1",
    distant: MemoryChat | None = None,
) -> Desk:
    agreed = [a_channel(FAR, watches=(), paired=OPS)] if distant else []
    for channel in (*agreed, *channels):
        await Channels(redis).save(channel, clock.now())
    platforms = {"memory": chat, **({"distant": distant} if distant else {})}
    return await a_desk(redis, CATALOG, clock, platforms, holder=holder, edits=EDITS)


async def tell(redis: Client, desk: Desk, *subjects: Subject) -> None:
    await publish(redis, *subjects)
    await desk.drain()


async def test_an_incident_is_one_message_and_its_growth_and_end_are_posted_anew(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))

    await tell(redis, desk, of(FIRST))
    joined = replace(
        FIRST,
        version=2,
        members=(*FIRST.members, a_member("s3", joined_at=at(12, 2))),
        updated_at=at(12, 2),
    )
    await clock.advance_to(at(12, 2))
    await tell(redis, desk, of(joined))
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(replace(joined, version=3, grade=Grade.CONFIRMED, updated_at=at(12, 5))))
    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(replace(over(joined, at=at(12, 30)), version=4, stragglers=("s3",))))

    card, raised, ended = chat.top("ops")
    assert card.headline.startswith("Probable Cloudflare outage is over: ")
    assert raised.headline.startswith("Cloudflare outage (those affected name it)")
    assert ended.headline.startswith("Probable Cloudflare outage is over")
    assert "Not yet closed on their own pages: S3" in ended.text
    assert chat.threads("ops") == ["S3 joined: 3 services so far"]


async def test_a_backlog_collapses_to_how_things_stand(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(at(12, 10))
    desk = await desk_for(redis, clock, chat, a_channel(OPS))

    await tell(redis, desk, of(FIRST), of(RAISED))

    assert len(chat.posted) == 1
    assert chat.headlines("ops")[0].startswith("Cloudflare outage (those affected name it)")


async def test_what_was_over_before_we_came_to_it_is_not_told(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(at(13))
    desk = await desk_for(redis, clock, chat, a_channel(OPS))

    await tell(redis, desk, of(FIRST), of(ENDED))

    assert chat.posted == []


# Crashes.


@pytest.mark.parametrize("call", ["send", "edit"])
@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("error", [asyncio.CancelledError(), DeliveryError("no answer"), RuntimeError("bug")])
@pytest.mark.parametrize("step", [0, 1, 2])
async def test_whatever_stops_a_call_nothing_is_told_twice_and_nothing_is_lost(
    redis: Client, call: str, error: BaseException, step: int, *, is_late: bool
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    raised = replace(RAISED, updated_at=at(12, 10))
    for n, incident in enumerate((FIRST, raised, ENDED)):
        await clock.advance_to(incident.updated_at)
        if n == step:
            chat.fail(call, error, is_late=is_late)
        try:
            await tell(redis, desk, of(incident))
        except asyncio.CancelledError:
            desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, holder=f"d{n}", edits=EDITS)
        for seconds in (5, 5, 300):
            await clock.advance(timedelta(seconds=seconds))
            await desk.drain()

    heads = chat.headlines("ops")
    assert len(heads) == 3
    assert heads[0].startswith("Cloudflare outage is over")
    assert heads[1].startswith("Cloudflare outage (those affected name it)")
    assert heads[2].startswith("Cloudflare outage is over")


async def test_a_card_that_arrived_unknown_to_us_ends_right_when_the_incident_ends_meanwhile(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(FIRST))

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(ENDED))

    assert [head.split(":")[0] for head in chat.headlines("ops")] == ["Cloudflare outage is over"]


async def test_an_end_is_not_taken_for_the_post_that_was_in_flight_before_it(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    await clock.advance_to(at(12, 5))
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(RAISED))

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(ENDED))

    heads = chat.headlines("ops")
    assert len(heads) == 3
    assert heads[1].startswith("Cloudflare outage (those affected name it)")
    assert heads[2].startswith("Cloudflare outage is over")


async def test_a_post_in_flight_is_not_repeated_for_a_change_that_says_the_same(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    await clock.advance_to(at(12, 5))
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(RAISED))

    await clock.advance_to(at(12, 6))
    await tell(redis, desk, of(replace(RAISED, version=3, probability=0.99)))

    assert len(chat.headlines("ops")) == 2


async def test_an_edit_that_arrived_unknown_to_us_does_not_outlive_what_it_said(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    await tell(redis, desk, reported(service="s1"))
    chat.fail("edit", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(FIRST))
    assert "Part of: " in chat.top("ops")[0].text

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(over(FIRST, at=at(12, 30))))

    assert "Part of: " not in chat.top("ops")[0].text


async def test_a_stop_in_the_middle_leaves_the_rest_to_the_next_at_once(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    chat.fail("send", asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await tell(redis, desk, of(FIRST), of(an_outage("inc-2", "s3", "s4")))

    after = await a_desk(redis, CATALOG, clock, {"memory": chat}, holder="d2", edits=EDITS)
    await after.drain()

    assert len(chat.headlines("ops")) == 2


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (asyncio.CancelledError(), {"inc-2": "v1", "inc-3": "v1"}),
        (RateLimited("slow down", retry_after_seconds=9), {"inc-2": "v1", "inc-3": "v1"}),
        (Undeliverable("not in the channel", Refusal.CHANNEL), {"inc-2": "v1"}),
        (DeliveryError("no answer"), {"inc-2": "v1"}),
    ],
)
async def test_what_was_dealt_with_before_a_stop_is_done_and_only_the_rest_stays_pending(
    redis: Client, error: BaseException, rest: dict[str, str]
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    second = an_outage("inc-2", "s3", "s4", updated_at=at(12, 0, 1))
    third = an_outage("inc-3", "s5", "s6", updated_at=at(12, 0, 2))
    chat.fail("send", error)
    with suppress(asyncio.CancelledError):
        await tell(redis, desk, of(over(FIRST, at=NOON)), of(second), of(third))

    assert (await Outbox(redis, "t").load(str(OPS))).subjects == rest


# Many at once, and some that fail.


async def test_two_who_deliver_at_once_tell_no_destination_twice(redis: Client) -> None:
    chat, clock = MemoryChat(gate=asyncio.Event()), SimulatedClock(NOON)
    channels = [a_channel(Destination(platform="memory", channel=f"c{n}")) for n in range(8)]
    first = await desk_for(redis, clock, chat, *channels)
    second = await a_desk(redis, CATALOG, clock, {"memory": chat}, holder="d2", edits=EDITS)
    await publish(redis, of(FIRST))
    await first.router.step()

    async with asyncio.TaskGroup() as tasks:
        for desk in (first, second, first, second):
            tasks.create_task(desk.deliverer.step())
        assert chat.gate is not None
        chat.gate.set()
    await first.drain()

    assert sorted(p.channel for p in chat.posted) == [f"c{n}" for n in range(8)]


async def test_who_lost_a_destination_to_another_says_nothing_more_there(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    slow = await desk_for(redis, clock, chat, a_channel(OPS))
    await publish(redis, of(FIRST), of(an_outage("inc-2", "s3", "s4")))
    await slow.router.step()
    chat.gate = asyncio.Event()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(slow.deliverer.step())
        await wait_until(lambda: chat.posted, "it has sent its first")
        await redis.delete(*await redis.keys("{sf:tell:0}:telling:*"))
        assert await Outbox(redis, "d2").claim(clock.now(), 1) == [str(OPS)]
        chat.gate.set()

    assert len(chat.posted) == 1


async def test_a_change_that_comes_while_a_card_is_posted_is_shown_though_it_concerns_the_channel_no_more(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(gate=asyncio.Event()), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    await publish(redis, of(FIRST))
    await desk.router.step()
    left = replace(FIRST, version=2, members=(*FIRST.members[1:], a_member("s3")), updated_at=NOON)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.deliverer.step())
        await wait_until(lambda: chat.posted, "it is posting")
        await publish(redis, of(left))
        await desk.router.step()
        assert chat.gate is not None
        chat.gate.set()
    await clock.advance(timedelta(minutes=1))
    await desk.drain()

    assert "S2 and S3" in chat.headlines("ops")[0]


async def test_a_channel_that_fails_stops_no_other(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS), a_channel(FAR), distant=distant)
    distant.down = RuntimeError("bug")

    await tell(redis, desk, of(FIRST))
    await tell(redis, desk, of(replace(RAISED, updated_at=NOON)))

    assert len(chat.headlines("ops")) == 2
    distant.down = None
    await clock.advance(timedelta(minutes=10))
    await desk.drain()
    assert len(distant.headlines("far")) == 1


async def test_a_subject_that_we_cannot_tell_stops_no_other(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    chat.fail("send", RuntimeError("this one cannot be drawn"))

    await tell(redis, desk, of(FIRST), of(an_outage("inc-2", "s3", "s4")))
    assert len(chat.headlines("ops")) == 1

    await clock.advance(timedelta(minutes=10))
    await desk.drain()
    assert len(chat.headlines("ops")) == 2


async def test_what_a_platform_refuses_for_good_is_shown_as_trouble_and_stops_nothing(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS), a_channel(OTHER))
    chat.refuses.add("ops")

    await tell(redis, desk, of(FIRST))

    assert len(chat.headlines("other")) == 1
    assert "no channel ops" in (await ChannelHealths(redis).load(str(OPS))).trouble
    chat.refuses.clear()
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(RAISED))
    assert len(chat.headlines("ops")) == 1


async def test_a_card_that_somebody_deleted_is_posted_again_with_the_next_news(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    chat.delete(chat.posted[0])

    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(RAISED))
    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(ENDED))

    assert chat.headlines("ops")[-1].startswith("Cloudflare outage is over")


async def test_a_channel_that_is_asked_to_wait_waits_and_then_tells_how_things_stand(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    chat.fail("send", RateLimited("slow down", retry_after_seconds=30))
    await tell(redis, desk, of(FIRST))
    await clock.advance(timedelta(seconds=29))
    await desk.drain()
    assert chat.posted == []

    await clock.advance(timedelta(seconds=1))
    await desk.drain()

    assert len(chat.headlines("ops")) == 1
    assert (await ChannelHealths(redis).load(str(OPS))).failing_since is None


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        (Language.ENGLISH, "Missed while we could not post here: 1 event, over by now."),
        (Language.GERMAN, "Verpasst, als wir hier nicht schreiben konnten: 1 Ereignis, inzwischen vorbei."),
    ],
)
async def test_what_never_left_because_we_were_asked_to_wait_is_named_once_after_its_end(
    redis: Client, language: Language, headline: str
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, replace(a_channel(OPS), language=language))
    chat.fail("send", RateLimited("slow down", retry_after_seconds=3000))
    await tell(redis, desk, of(FIRST))

    await clock.advance_to(at(13))
    await tell(redis, desk, of(ENDED))
    await tell(redis, desk, of(replace(ENDED, version=9)))

    (missed,) = chat.top("ops")
    assert missed.headline == headline
    assert "Cloudflare" in missed.text


# Caps.


async def test_a_storm_is_told_in_threes_and_what_is_held_back_is_named(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, cap=3))
    storm = [an_outage(f"inc-{n}", f"s{n}", "s11", updated_at=at(12, 0, n)) for n in range(10)]

    await tell(redis, desk, *(of(incident) for incident in storm))

    cards, (held,) = chat.top("ops")[:3], chat.top("ops")[3:]
    assert [f"S{n}" in card.headline for n, card in enumerate(cards)] == [True] * 3
    assert held.headline == "Holding back 7 messages: more than 3 in ten minutes."
    assert all(f"S{n} " in held.text for n in range(3, 10))

    for told in (6, 9, 10):
        await clock.advance(timedelta(minutes=10))
        await desk.drain()
        assert len(chat.top("ops")) == told + 1
    assert held.headline == "Nothing is held back any more."
    heads = [p.headline for p in chat.top("ops") if p is not held]
    assert [f"S{n} " in head for n, head in enumerate(heads)] == [True] * 10


async def test_what_is_over_before_there_is_room_is_no_longer_held_back(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, cap=1))
    second = an_outage("inc-2", "s3", "s4", updated_at=at(12, 0, 1))
    await tell(redis, desk, of(FIRST), of(second))
    _, held = chat.top("ops")

    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(over(second, at=at(12, 5))))

    assert len(chat.top("ops")) == 2
    assert held.headline == "Nothing is held back any more."


async def test_a_message_about_a_storm_whose_answer_was_lost_is_not_repeated(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, cap=1))
    await tell(redis, desk, of(FIRST))
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await tell(redis, desk, of(an_outage("inc-2", "s3", "s4", updated_at=at(12, 0, 1))))
    await clock.advance(timedelta(minutes=2))
    await tell(redis, desk, of(an_outage("inc-0", "s5", "s6", updated_at=NOON)))

    assert [head for head in chat.headlines("ops") if "Holding" in head] == [
        "Holding back 2 messages: more than 1 in ten minutes."
    ]


# Quiet hours.


async def test_quiet_hours_defer_or_drop(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    deferring = a_channel(OPS, quiet=QUIET)
    dropping = a_channel(OTHER, quiet=replace(QUIET, defers=False))
    desk = await desk_for(redis, clock, chat, deferring, dropping)
    await tell(redis, desk, of(FIRST))
    assert chat.posted == []

    await clock.advance_to(at(13))
    await desk.drain()
    assert (len(chat.top("ops")), len(chat.top("other"))) == (1, 0)

    await tell(redis, desk, of(replace(RAISED, updated_at=at(13))))
    assert (len(chat.top("ops")), len(chat.top("other"))) == (2, 1)


async def test_a_mute_keeps_the_end_from_being_posted_and_the_card_right(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    mute = Mute(by="Ada", grade=Grade.PROBABLE, root="cloudflare")
    muted = Reactions(mute=mute)
    await ReactionLog(redis).change(FIRST.id, OPS, lambda _: muted)

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(over(FIRST, at=at(12, 30))))

    assert [head.split(":")[0] for head in chat.headlines("ops")] == ["Probable Cloudflare outage is over"]


async def test_a_mute_that_has_run_out_is_no_longer_shown(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    muted = Reactions(mute=Mute(by="Ada", until=at(13)))
    await ReactionLog(redis).change(FIRST.id, OPS, lambda _: muted)
    await Outbox(redis, "press").put([PendingSubject(str(OPS), FIRST.id, "pressed")], clock.now())
    await desk.drain()
    (card,) = chat.top("ops")
    assert "muted by Ada" in card.text

    await clock.advance_to(at(13))
    await desk.drain()

    assert "muted by Ada" not in card.text
    assert "Mute 1 h" in [button.label for button in card.said[-1].buttons]


# Pairs.


def paired(**changes: object) -> Channel:
    return replace(a_channel(OPS, watches=(SHARED, *watching("s9")), paired=FAR), **changes)  # type: ignore[arg-type]


async def fail_for(desk: Desk, clock: SimulatedClock, minutes: int) -> None:
    for _ in range(minutes * 12):
        await clock.advance(timedelta(seconds=5))
        await desk.drain()


async def test_a_pair_is_told_after_two_minutes_and_the_channel_catches_up(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    chat.down = DeliveryError("no answer")
    await tell(redis, desk, of(FIRST))
    await fail_for(desk, clock, 1)
    assert distant.posted == []

    await fail_for(desk, clock, 2)
    (card,) = distant.top("far")
    assert "memory:ops cannot be reached" in card.text

    await tell(redis, desk, of(replace(RAISED, updated_at=clock.now())))
    assert distant.headlines("far")[-1].startswith("Cloudflare outage (those affected name it)")

    chat.down = None
    await fail_for(desk, clock, 6)
    assert [head.split(":")[0] for head in chat.headlines("ops")] == [
        "Cloudflare outage (those affected name it)"
    ]
    before = len(distant.top("far"))
    await tell(redis, desk, of(replace(over(RAISED, at=clock.now()), version=3)))
    await fail_for(desk, clock, 1)
    assert card.headline.startswith("Cloudflare outage is over")
    assert len(distant.top("far")) == before, "the channel can be told again: no posts where it stood in"
    assert chat.headlines("ops")[-1].startswith("Cloudflare outage is over")


async def test_what_comes_while_a_channel_is_out_of_reach_is_told_to_its_pair_at_once(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    chat.down = DeliveryError("no answer")
    await tell(redis, desk, of(FIRST))
    await fail_for(desk, clock, 20)

    await tell(redis, desk, of(an_outage("inc-2", "s3", "s4", updated_at=clock.now())))

    assert len(distant.top("far")) == 2


async def test_a_pair_is_not_told_what_the_channel_itself_would_not_hear(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    channel = paired(grade=Grade.PROBABLE, impact=Impact.MAJOR)
    desk = await desk_for(redis, clock, chat, channel, distant=distant)
    chat.down = DeliveryError("no answer")
    weak = an_outage("inc-2", "s3", "s4", grade=Grade.SUSPECTED, updated_at=at(12, 0, 1))
    minor = reported(service="s9", impact=Impact.MINOR, at=at(12, 0, 2))
    await tell(redis, desk, of(FIRST), of(weak), minor)

    await fail_for(desk, clock, 10)

    assert len(distant.top("far")) == 1


async def test_a_pair_is_not_told_of_reports_that_an_incident_speaks_for(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    chat.down = DeliveryError("no answer")
    part = an_outage("inc-1", "s9", "s1", updated_at=at(12, 1))
    await tell(redis, desk, reported(service="s9"), of(part))

    await fail_for(desk, clock, 10)

    assert len(distant.top("far")) == 1
    assert distant.headlines("far")[0].endswith("S9 and S1")


async def test_a_channel_that_does_not_name_the_other_is_never_told_for_it(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    await Channels(redis).save(a_channel(FAR, watches=()), clock.now())
    chat.down = DeliveryError("no answer")
    await tell(redis, desk, of(FIRST))

    await fail_for(desk, clock, 10)

    assert distant.posted == []


async def test_a_channel_of_the_settings_is_no_more_told_for_a_stranger_than_any_other(redis: Client) -> None:
    """Whoever may set up some channel could else have the operator's announce channel filled."""
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    await Channels(redis).save(paired(), clock.now())
    announced = a_channel(FAR, watches=())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat, "distant": distant}, announced, edits=EDITS)
    chat.down = DeliveryError("no answer")
    await tell(redis, desk, of(FIRST))
    await fail_for(desk, clock, 5)
    assert distant.posted == []

    await Channels(redis).save(replace(announced, paired=OPS), clock.now())
    await fail_for(desk, clock, 10)

    assert len(distant.top("far")) == 1, "it has agreed by now"


async def test_what_another_process_has_the_platform_for_is_left_to_it(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    without = await a_desk(redis, CATALOG, clock, {}, holder="d1")
    await Channels(redis).save(a_channel(OPS), clock.now())
    await tell(redis, without, of(FIRST))

    await clock.advance(timedelta(minutes=1))
    await (await desk_for(redis, clock, chat, a_channel(OPS), holder="d2")).drain()

    assert len(chat.headlines("ops")) == 1


# Absorption.


async def test_a_report_told_first_says_that_the_incident_speaks_for_it(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    await tell(redis, desk, reported(service="s1"))
    await clock.advance_to(at(12, 1))
    await tell(redis, desk, of(replace(FIRST, updated_at=at(12, 1))))
    await clock.advance_to(at(12, 2))
    await tell(
        redis, desk, reported(ReportStatus.IDENTIFIED, service="s1", impact=Impact.CRITICAL, at=at(12, 2))
    )

    own, card = chat.top("ops")
    assert "Part of: " in own.text
    assert card.headline.startswith("Probable Cloudflare outage")
    assert chat.threads("ops") == []


async def test_a_report_that_joins_an_incident_gets_no_message_of_its_own(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1", "s2")))

    await tell(redis, desk, of(FIRST), reported(service="s1"), reported(service="s2"))

    assert len(chat.top("ops")) == 1


async def test_the_roots_own_report_is_grouped_too(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("cloudflare")))
    await tell(redis, desk, reported(service="cloudflare"))

    await tell(redis, desk, of(replace(FIRST, root_report=a_member("cloudflare"))))

    own, _ = chat.top("ops")
    assert "Part of: " in own.text


async def test_a_straggler_is_followed_again_when_its_incident_is_over(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1", "s2")))
    await tell(redis, desk, reported(service="s1"))
    await tell(redis, desk, of(FIRST))
    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(over(FIRST, at=at(12, 30))))

    own = chat.top("ops")[0]
    assert "Part of: " not in own.text
    await clock.advance_to(at(12, 40))
    await tell(redis, desk, reported(service="s1", impact=Impact.CRITICAL, at=at(12, 40)))
    assert chat.headlines("ops")[-1].startswith("S1, worse: Elevated errors (critical, was minor)")


async def test_a_report_that_left_its_incident_is_told_by_itself_again(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    await tell(redis, desk, of(FIRST))
    left = replace(FIRST, version=2, members=FIRST.members[1:], updated_at=at(12, 5))
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(left))

    await clock.advance_to(at(12, 6))
    await tell(redis, desk, reported(service="s1", at=at(12, 6)))

    assert chat.headlines("ops")[-1].startswith("S1: Elevated errors (minor, investigating)")


async def test_a_report_is_told_by_itself_where_the_incident_is_not_heard_of(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    channel = a_channel(OPS, watches=watching("s1"), grade=Grade.CONFIRMED)
    desk = await desk_for(redis, clock, chat, channel)

    await tell(redis, desk, of(FIRST), reported(service="s1"))

    assert [head.split(":")[0] for head in chat.headlines("ops")] == ["S1"]
    assert report_subject("s1/0", "r1") in await Subjects(redis).groups([report_subject("s1/0", "r1")])


async def test_flapping_is_told_once(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    for minute in range(0, 40, 4):
        status = ReportStatus.RESOLVED if minute % 8 else ReportStatus.INVESTIGATING
        await clock.advance_to(at(12, minute))
        await tell(redis, desk, reported(status, service="s1", at=at(12, minute)))

    await clock.advance_to(at(13))
    await desk.drain()

    assert [head.partition(": ")[0] for head in chat.headlines("ops")] == [
        "S1, resolved",
        "S1, resolved after 36 min",
    ]


async def test_a_channel_that_stops_watching_keeps_its_cards_true_in_silence(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))
    await Channels(redis).save(a_channel(OPS, watches=()), clock.now())

    await clock.advance_to(at(12, 30))
    await tell(redis, desk, of(RAISED), of(ENDED))

    assert [head.split(":")[0] for head in chat.headlines("ops")] == ["Cloudflare outage is over"]


async def test_a_withdrawn_claim_is_taken_back_openly(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS))
    await tell(redis, desk, of(FIRST))

    gone = over(FIRST, at=at(12, 5), state=IncidentState.WITHDRAWN)
    change = a_change(incident=gone, reason="the reports no longer look connected")
    await clock.advance_to(at(12, 5))
    await tell(redis, desk, IncidentSubject(change=change))

    assert [head.split(":")[0] for head in chat.headlines("ops")] == ["Withdrawn", "Withdrawn"]
    assert "the reports no longer look connected" in chat.top("ops")[1].text


# Digests.

MORNING = DigestSchedule(at=time(13, 30), zone="UTC")


def digesting(**changes: object) -> Channel:
    channel = a_channel(OPS, watches=(SHARED, *watching("s1", "s9")), maintenance=True)
    return replace(channel, digest=MORNING, since=at(11), **changes)  # type: ignore[arg-type]


async def the_digest(redis: Client, channel: Channel, *subjects: Subject) -> str:
    """The words of a digest about what came at noon."""
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, channel)
    await tell(redis, desk, *subjects)
    await clock.advance_to(at(13, 30))
    await desk.drain()
    return chat.top("ops")[-1].text


async def test_a_digest_comes_once_a_day_at_its_time_with_what_is_open_and_over(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, digesting())
    await tell(redis, desk, of(FIRST), of(over(an_outage("inc-2", "s3", "s4"), at=NOON)))
    await clock.advance_to(at(13, 29))
    await desk.drain()
    assert len(chat.posted) == 1

    await clock.advance_to(at(13, 30))
    await desk.drain()
    await clock.advance_to(at(23))
    await desk.drain()

    assert chat.headlines("ops")[1:] == ["Digest: 1 open, 1 ended; 2 pages could not be read"]
    await clock.advance_to(at(13, 30) + timedelta(days=1))
    await desk.drain()
    assert chat.headlines("ops")[2:] == ["Digest: nothing happened that you watch; 2 pages could not be read"]


async def test_a_digest_tells_what_quiet_hours_deferred_from_what_they_dropped(redis: Client) -> None:
    was_short = (
        of(FIRST),
        of(over(FIRST, at=at(12, 1))),
        reported(service="s9", at=at(12, 2)),
        reported(ReportStatus.RESOLVED, service="s9", at=at(12, 3)),
    )
    assert "(dropped in quiet hours)" in await the_digest(
        redis, digesting(quiet=replace(QUIET, defers=False)), of(FIRST)
    )
    await redis.flushall()
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    channel = replace(digesting(quiet=QUIET), watches=(SHARED, *watching("s9")))
    desk = await desk_for(redis, clock, chat, channel)
    for subject in was_short:
        await tell(redis, desk, subject)
    await clock.advance_to(at(13, 30))
    await desk.drain()

    after_quiet, digest = chat.top("ops")
    assert after_quiet.headline.startswith("Probable Cloudflare outage is over")
    assert digest.text.count("(deferred by quiet hours)") == 1


async def test_a_suspicion_is_no_message_but_a_line_of_the_digest(redis: Client) -> None:
    suspicion = of(replace(FIRST, grade=Grade.SUSPECTED, peak_grade=Grade.SUSPECTED))
    digest = await the_digest(redis, digesting(grade=Channel(destination=OPS).grade), suspicion)

    assert "(below this channel's grade)" in digest


async def test_one_witness_alone_is_in_no_digest_unless_the_channel_asks_for_it(redis: Client) -> None:
    early = of(replace(FIRST, grade=Grade.EARLY, peak_grade=Grade.EARLY))

    assert "nothing happened" in await the_digest(redis, digesting(grade=Grade.PROBABLE), early)
    await redis.flushall()
    assert "1 open" in await the_digest(redis, digesting(grade=Grade.EARLY), early)


async def test_a_digest_says_that_a_report_was_part_of_an_incident(redis: Client) -> None:
    said = await the_digest(redis, digesting(), of(FIRST), reported(service="s1"))

    assert "(part of a shared incident)" in said


async def test_finished_planned_work_is_over_in_a_digest_and_a_test_is_not_in_it(redis: Client) -> None:
    done = a_notice("s9", maintenance=a_maintenance(status=MaintenanceStatus.COMPLETED))
    said = await the_digest(
        redis, digesting(), NoticeSubject(notice=done), reported(service="sharedfate", impact=Impact.NONE)
    )

    assert said.startswith("Digest: 0 open, 1 ended")


async def test_a_digest_whose_answer_was_lost_is_not_repeated(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, digesting())
    await desk.drain()
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    await clock.advance_to(at(13, 30))
    await desk.drain()

    await clock.advance(timedelta(minutes=5))
    await desk.drain()

    assert len(chat.posted) == 1


async def test_a_digest_that_is_refused_for_good_stops_nothing(redis: Client) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, digesting())
    await desk.drain()
    chat.fail("send", Undeliverable("no digest is ever taken here"))
    await clock.advance_to(at(13, 30))
    await desk.drain()

    await tell(redis, desk, of(replace(FIRST, updated_at=at(13, 30))))

    assert len(chat.headlines("ops")) == 1


async def test_what_a_channel_is_refused_for_good_its_pair_is_told_at_once(redis: Client) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    chat.refuses.add("ops")

    await tell(redis, desk, of(FIRST))
    assert "memory:ops cannot be reached" in distant.top("far")[0].text

    await clock.advance_to(at(12, 5))
    await tell(redis, desk, of(RAISED))
    assert distant.headlines("far")[-1].startswith("Cloudflare outage (those affected name it)")


@pytest.mark.parametrize(
    "trouble",
    [RateLimited("slowly", retry_after_seconds=5), DeliveryError("no answer"), asyncio.CancelledError()],
)
async def test_what_is_refused_its_pair_is_told_whatever_becomes_of_what_comes_after_it(
    redis: Client, trouble: BaseException
) -> None:
    chat, distant, clock = MemoryChat(), MemoryChat("distant"), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, paired(), distant=distant)
    chat.fail("send", Undeliverable("it is too long for us"))
    chat.fail("send", trouble)

    with suppress(asyncio.CancelledError):
        await tell(redis, desk, of(FIRST), of(an_outage("inc-2", "s3", "s4")))
    await fail_for(desk, clock, 1)

    assert [post.nonce.split(":")[0] for post in chat.posted] == ["inc-2"]
    assert [post.nonce.split(":")[0] for post in distant.posted] == ["inc-1"]


# Any life of two incidents and a report in one channel, with whatever goes wrong at any time.

GROWTH = (
    FIRST,
    replace(
        FIRST,
        version=2,
        members=(*FIRST.members, a_member("s3", joined_at=at(12, 4))),
        updated_at=at(12, 4),
    ),
    replace(
        FIRST,
        version=3,
        members=(*FIRST.members, a_member("s3", joined_at=at(12, 4))),
        grade=Grade.CONFIRMED,
        updated_at=at(12, 8),
    ),
)
LIVES = st.tuples(st.integers(1, 3), st.booleans())
ACCIDENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("fail"),
            st.sampled_from(["send", "edit"]),
            st.sampled_from(["stop", "no answer", "bug", "wait"]),
            st.booleans(),
        ),
        st.just(("tell",)),
        st.tuples(st.just("pass"), st.sampled_from([1, 15, 70, 400])),
    ),
    max_size=14,
)


def an_accident(kind: str) -> BaseException:
    known = {
        "stop": asyncio.CancelledError(),
        "no answer": DeliveryError("no answer"),
        "bug": RuntimeError("bug"),
        "wait": RateLimited("slow down", retry_after_seconds=20),
    }
    return known[kind]


async def drained(redis: Client, desk: Desk, chat: MemoryChat, clock: SimulatedClock) -> Desk:
    """Tell what is due; whoever is stopped meanwhile is followed by another."""
    try:
        await desk.drain()
    except asyncio.CancelledError:
        return await a_desk(redis, CATALOG, clock, {"memory": chat}, holder="next", edits=EDITS)
    return desk


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(LIVES, ACCIDENTS)
async def test_whatever_goes_wrong_whenever_the_channel_ends_with_one_true_card_and_no_post_twice(
    redis: Client, life: tuple[int, bool], accidents: list[tuple[Any, ...]]
) -> None:
    await redis.flushall()
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    desk = await desk_for(redis, clock, chat, a_channel(OPS, watches=watching("s1")))
    last = GROWTH[life[0] - 1]
    ended = replace(over(last, at=at(13)), version=9)
    states: list[Subject] = [reported(service="s1"), *(of(incident) for incident in GROWTH[: life[0]])]
    if life[1]:
        states.append(of(ended))

    for n, accident in enumerate((*accidents, *[("tell",)] * len(states))):
        if accident[0] == "fail":
            # What asks us to wait, or is refused, has not arrived.
            chat.fail(accident[1], an_accident(accident[2]), is_late=accident[3] and accident[2] != "wait")
        elif accident[0] == "pass":
            await clock.advance(timedelta(seconds=accident[1]))
        else:
            await publish(redis, *states[:1])
            del states[:1]
        if n % 2:
            desk = await drained(redis, desk, chat, clock)
    for _ in range(40):
        await clock.advance(timedelta(minutes=2))
        desk = await drained(redis, desk, chat, clock)

    shown = of(ended if life[1] else last)
    assert_told_once(chat, shown)
    reports = [p for p in chat.posted if p.nonce.startswith("rep-") and p.thread is None]
    assert len(reports) <= 1
    assert all(("Part of: " in p.text) is not life[1] for p in reports)


def assert_told_once(chat: MemoryChat, subject: IncidentSubject) -> None:
    """One card that shows how it stands, and no post twice. What is over by the time may never be told."""
    about = [p for p in chat.posted if p.nonce.startswith(subject.id)]
    cards = [p.headline for p in about if p.nonce.endswith(":post_card")]
    is_over = subject.incident.resolved_at is not None
    assert cards == [card_of(subject, CATALOG, NOON, View()).headline] or (is_over and not about)
    heads = [p.headline for p in about if not p.nonce.endswith(":post_card")]
    assert len(heads) == len(set(heads))
