"""Posting: every message goes under a nonce that is known before, and says in the log why and how late."""

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.alerting.notification import Notification
from bot.alerting.reason import Reason
from bot.clock import SimulatedClock
from bot.domain.channel import DigestSchedule
from bot.domain.incident import Grade, Incident
from bot.domain.message import Destination, Message
from bot.errors import DeliveryError, LeaseLost, RateLimited, Undeliverable
from bot.notifying.sender import Cause, Note, Post, Sender
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.notifications import Notifications
from bot.storage.outbox import PendingSubject
from bot.storage.stores import stores_of
from tests.builders import NOON, a_catalog, an_incident, at
from tests.chat_builders import a_channel, of, publish
from tests.desk import Desk, a_desk, a_session
from tests.servers.memory_chat import MemoryChat

OPS = Destination(platform="memory", channel="ops")
CAUSE = Cause(about="inc-1", reason=Reason.ENDED, since=at(11, 59))
HELLO, LATER = Message(headline="hello"), Message(headline="later")
Noted = list[str]


async def a_sender(redis: Client, chat: MemoryChat, *, edits: bool = True) -> Sender:
    """One that holds the channel."""
    stores = stores_of(redis, "d1")
    await stores.outbox.put([PendingSubject(str(OPS), "inc-1", "v1")], NOON)
    await stores.outbox.claim(NOON, 1)
    held = await a_session(stores, OPS)
    return Sender(stores=held, platform=chat, destination=OPS, edits=edits, clock=SimulatedClock(NOON))


def noting(noted: Noted) -> Note:
    async def write(what: str) -> None:
        noted.append(what)

    return Note(before=partial(write, "before"), undo=partial(write, "undo"))


def a_post(message: Message = HELLO, *, is_again: bool = False) -> Post:
    return Post(message=message, cause=CAUSE, nonce="inc-1:v1", is_again=is_again)


def lines(log: list[MutableMapping[str, Any]], event: str) -> list[dict[str, Any]]:
    """Every such line, but for what each line has."""
    every = ("event", "log_level")
    return [{k: v for k, v in line.items() if k not in every} for line in log if line["event"] == event]


async def test_a_post_is_noted_before_it_leaves_and_logged_once_it_has_arrived(redis: Client) -> None:
    chat, noted = MemoryChat(), Noted()
    sender = await a_sender(redis, chat)

    with capture_logs() as log:
        await sender.post(a_post(), noting(noted))

    assert (chat.headlines("ops"), noted) == (["hello"], ["before"])
    assert log[-1]["log_level"] == "info"
    assert lines(log, "Message posted") == [
        {"channel": "memory:ops", "subject": "inc-1", "reason": "ended", "latency_s": 60.0}
    ]


async def test_what_had_arrived_is_known_even_where_it_can_no_longer_be_edited(redis: Client) -> None:
    chat = MemoryChat()
    sender = await a_sender(redis, chat)
    first = await sender.post(a_post(), noting(Noted()))

    chat.fail("edit", Undeliverable("too old to be edited"))
    again = await sender.post(a_post(LATER, is_again=True), noting(Noted()))

    assert again.ref == first.ref
    assert chat.headlines("ops") == ["hello"]


async def test_what_never_left_is_noted_as_such_and_what_may_have_arrived_is_not(redis: Client) -> None:
    chat, put_off, lost = MemoryChat(), Noted(), Noted()
    sender = await a_sender(redis, chat)

    chat.fail("send", RateLimited("slow down", retry_after_seconds=3))
    with pytest.raises(RateLimited):
        await sender.post(a_post(), noting(put_off))
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    with pytest.raises(DeliveryError):
        await sender.post(a_post(), noting(lost))

    assert (put_off, lost) == (["before", "undo"], ["before"])


@pytest.mark.parametrize("edits", [True, False])
async def test_what_was_in_flight_goes_under_the_same_nonce_and_then_says_what_is_true_now(
    redis: Client, *, edits: bool
) -> None:
    chat, noted = MemoryChat(), Noted()
    sender = await a_sender(redis, chat, edits=edits)
    chat.fail("send", DeliveryError("answer lost"), is_late=True)
    with pytest.raises(DeliveryError):
        await sender.post(a_post(), noting(noted))

    chat.fail("send", RateLimited("slow down", retry_after_seconds=3))
    with pytest.raises(RateLimited):
        await sender.post(a_post(LATER, is_again=True), noting(noted))
    await sender.post(a_post(LATER, is_again=True), noting(noted))

    assert chat.headlines("ops") == ["later" if edits else "hello"]
    assert noted == ["before"]


async def test_who_has_lost_the_channel_neither_stores_a_note_nor_sends(redis: Client) -> None:
    chat, record = MemoryChat(), Notification(subject="inc-1", destination=str(OPS), sending="inc-1:v1")
    sender = await a_sender(redis, chat)
    save = partial(sender.stores.notifications.save, record)
    await redis.delete(*await redis.keys("{sf:tell:0}:telling:*"))

    with pytest.raises(LeaseLost):
        await sender.post(a_post(), Note(before=save, undo=save))
    await sender.stores.finish({}, None, NOON)

    assert chat.posted == []
    assert not await Notifications(redis).told(["inc-1"], [str(OPS)])


async def test_what_is_refused_for_good_is_a_warning_and_no_post(redis: Client) -> None:
    chat, noted = MemoryChat(), Noted()
    sender = await a_sender(redis, chat)
    chat.fail("send", Undeliverable("no such words"))

    with capture_logs() as log, pytest.raises(Undeliverable):
        await sender.post(a_post(), noting(noted))

    assert lines(log, "Message posted") == []
    assert lines(log, "Undeliverable") == [{"to": "memory:ops", "error": "no such words"}]
    assert noted == ["before", "undo"]


# Through the whole of it.


async def told(redis: Client, desk: Desk, *incidents: Incident) -> list[MutableMapping[str, Any]]:
    """What is logged while the desk tells of them."""
    with capture_logs() as log:
        await publish(redis, *(of(incident) for incident in incidents))
        await desk.drain()
    return log


async def test_every_post_says_why_and_how_long_it_took_and_an_edit_says_why_to_who_looks_closer(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    schedule = DigestSchedule(at=time(13, 30), zone="UTC")
    channel = replace(a_channel(OPS, cap=1), digest=schedule, since=at(11))
    await Channels(redis).save(channel, NOON)
    catalog = a_catalog(services=("cloudflare", "discord", "openai"), edges=())
    desk = await a_desk(redis, catalog, clock, {"memory": chat}, edits=frozenset({"memory"}))
    first = an_incident("inc-1", grade=Grade.PROBABLE)
    raised = replace(first, version=2, grade=Grade.CONFIRMED, updated_at=at(12, 5))

    opened = await told(redis, desk, first, replace(first, id="inc-2"))
    await clock.advance_to(at(12, 5) + timedelta(seconds=3))
    more = await told(redis, desk, raised)
    await clock.advance_to(at(13, 30))
    log = [*opened, *more, *await told(redis, desk)]

    assert [
        (line["subject"], line["reason"], line["latency_s"]) for line in lines(log, "Message posted")
    ] == [
        ("inc-1", "first_notification", (NOON - first.updated_at).total_seconds()),
        ("storm", "cap_reached", 0.0),
        ("inc-1", "grade_raised", 3.0),
        ("inc-2", "first_notification", (at(13, 30) - first.updated_at).total_seconds()),
        ("digest", "digest_due", 0.0),
    ]
    assert lines(more, "Message edited") == [
        {"channel": "memory:ops", "subject": "inc-1", "reason": "grade_raised"}
    ]
    assert {line["log_level"] for line in log if line["event"] == "Message edited"} == {"debug"}
