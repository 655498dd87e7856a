"""Who is told what one dependent says: channels that ask for it, and those that watch that dependent."""

from dataclasses import replace

import pytest

from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.incident import Grade, IncidentState
from bot.domain.message import Destination
from bot.domain.status import ReportStatus
from bot.domain.subject import NoticeSubject, Subject
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.subjects import Subjects
from tests.builders import NOON, a_catalog, a_member, an_incident, at
from tests.chat_builders import SHARED, a_channel, of, over, publish, reported, watching
from tests.desk import Desk, a_desk
from tests.servers.memory_chat import MemoryChat

CATALOG = a_catalog(services=("cloudflare", "s1", "s2"), edges=(("s1", "cloudflare"), ("s2", "cloudflare")))
OPS = Destination(platform="memory", channel="ops")
WORD = "S1 says the cause is Cloudflare (one witness)"
SAID = an_incident(members=(a_member("s1", joined_at=NOON),), grade=Grade.EARLY, probability=0.15)
CLAIMED = replace(
    SAID,
    version=2,
    members=(*SAID.members, a_member("s2", joined_at=at(12, 5))),
    grade=Grade.SUSPECTED,
    peak_grade=Grade.SUSPECTED,
    probability=0.4,
    updated_at=at(12, 5),
)
TAKEN_BACK = over(SAID, at=at(12, 5), state=IncidentState.WITHDRAWN)


def report(minute: int, status: ReportStatus = ReportStatus.INVESTIGATING) -> NoticeSubject:
    return reported(status, service="s1", at=at(12, minute))


async def told(
    redis: Client, chat: MemoryChat, channel: Channel, *rounds: tuple[Subject, ...]
) -> tuple[Desk, SimulatedClock]:
    """Each round at the time of its first subject."""
    clock = SimulatedClock(NOON)
    await Channels(redis).save(channel, clock.now())
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    for subjects in rounds:
        await clock.advance_to(max(clock.now(), subjects[0].at))
        await publish(redis, *subjects)
        await desk.drain()
    return desk, clock


async def test_only_who_asks_for_it_is_told(redis: Client) -> None:
    chat = MemoryChat()

    await told(redis, chat, a_channel(OPS, grade=Grade.EARLY), (of(SAID),))
    assert chat.headlines("ops") == [WORD]

    await told(redis, chat, a_channel(replace(OPS, channel="other")), (of(replace(SAID, id="inc-2")),))
    assert chat.headlines("other") == []


@pytest.mark.parametrize("grade", [Grade.SUSPECTED, Grade.EARLY])
async def test_the_claim_that_comes_of_it_is_told_as_ever(redis: Client, grade: Grade) -> None:
    chat = MemoryChat()
    await told(redis, chat, a_channel(OPS, grade=grade), (of(SAID),), (of(CLAIMED),))

    heads = chat.headlines("ops")
    assert heads[-1].startswith("Suspected Cloudflare outage")
    assert len(heads) == (2 if grade is Grade.EARLY else 1)
    assert ("was early" in str(chat.top("ops")[-1].said[-1].footer)) is (grade is Grade.EARLY)


async def test_a_part_of_it_that_is_claimed_instead_is_no_correction(redis: Client) -> None:
    chat, whole = MemoryChat(), replace(CLAIMED, root="s2")
    await told(redis, chat, a_channel(OPS, grade=Grade.EARLY), (of(SAID),), (of(whole),))

    assert chat.headlines("ops")[-1].startswith("Suspected S2 outage")


async def test_where_it_was_shown_it_is_taken_back_in_the_open(redis: Client) -> None:
    chat = MemoryChat()
    back = of(TAKEN_BACK, "S1 no longer says so")
    await told(redis, chat, a_channel(OPS, grade=Grade.EARLY), (of(SAID),), (back,))

    assert chat.headlines("ops")[-1] == "S1 no longer says that the cause is Cloudflare (one witness)"


async def test_who_watches_the_dependent_reads_it_beside_its_report(redis: Client) -> None:
    chat = MemoryChat()
    desk, clock = await told(redis, chat, a_channel(OPS, watches=watching("s1")), (of(SAID), report(0)))

    (card,) = chat.top("ops")
    assert card.headline.startswith("S1: Elevated errors")
    assert WORD in card.text

    await clock.advance_to(at(12, 5))
    await publish(redis, of(TAKEN_BACK, "S1 no longer says so"), report(5))
    await desk.drain()
    (card,) = chat.top("ops")
    assert "S1 no longer says that the cause is Cloudflare" in card.text
    assert "S1 no longer says that the cause is Cloudflare" in chat.posted[-1].text


async def test_a_claim_of_ours_takes_the_place_of_its_word(redis: Client) -> None:
    chat = MemoryChat()
    channel = a_channel(OPS, watches=watching("s1"), grade=Grade.CONFIRMED)
    await told(redis, chat, channel, (of(SAID), report(0)), (of(CLAIMED), report(6)))

    (card,) = chat.top("ops")
    assert "the cause is" not in card.text


async def test_what_it_says_speaks_for_no_report(redis: Client) -> None:
    chat = MemoryChat()
    channel = a_channel(OPS, watches=(SHARED, *watching("s1")), grade=Grade.EARLY)
    await told(redis, chat, channel, (of(SAID), report(0)))

    assert [card.headline for card in chat.top("ops")] == [WORD, "S1: Elevated errors (minor, investigating)"]
    assert await Subjects(redis).groups([report(0).id]) == {}
