"""What is stored keeps its form, whatever shape our values have: an earlier version's store is read."""

from dataclasses import replace

import pytest

from bot.alerting.channel_health import Bulletins, CardBudget, ChannelHealth
from bot.alerting.plan import state_of
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.reactions import Acknowledgement, Mute, Reactions
from bot.errors import StoreUnavailable
from bot.storage.channels import ChannelHealths
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import ALERTS, CHANNEL_HEALTH, REACTIONS, SUBJECTS
from bot.storage.notifications import ReactionLog
from bot.storage.subjects import SUBJECT_STREAM, Subjects
from tests.builders import NOON, a_change, an_incident, at
from tests.chat_builders import CARD, a_notice, of, reported

OPS = Destination(platform="slack", channel="C1")
HEALTH = ChannelHealth(
    budget=CardBudget(cards=(NOON,)),
    failing_since=NOON,
    failures=2,
    retry_at=at(12, 1),
    trouble="no answer",
    bulletins=Bulletins(
        storm=CARD, held=("inc-2",), digest_at=at(9), sending="storm:20251118120000", refusals={"digest": 2}
    ),
)
HEALTH_STORED = (
    b'4{"cards":["2025-11-18T12:00:00Z"],"failing_since":"2025-11-18T12:00:00Z","failures":2,'
    b'"retry_at":"2025-11-18T12:01:00Z","trouble":"no answer","storm":{"platform":"slack","channel":"C1",'
    b'"id":"1","thread":null,"team":""},"held":["inc-2"],"digest_at":"2025-11-18T09:00:00Z",'
    b'"sending":"storm:20251118120000","refusals":{"digest":2}}'
)
ACKNOWLEDGED_AND_MUTED = Reactions(
    acknowledgement=Acknowledgement(by="Ada", at=NOON),
    mute=Mute(by="Bob", until=at(13), grade=Grade.PROBABLE, root="cloudflare"),
    affected=("U1", "U2"),
)
REACTIONS_STORED = (
    b'4{"acknowledged_by":"Ada","acknowledged_at":"2025-11-18T12:00:00Z","muted_by":"Bob",'
    b'"muted_until":"2025-11-18T13:00:00Z","muted_grade":"probable","muted_root":"cloudflare",'
    b'"muted_severity":null,"affected":["U1","U2"]}'
)


async def test_how_a_channel_is_doing_is_stored_flat(redis: Client) -> None:
    await ChannelHealths(redis).save(str(OPS), HEALTH)
    assert await redis.hget(CHANNEL_HEALTH.at(0).name, str(OPS)) == HEALTH_STORED

    await redis.hset(CHANNEL_HEALTH.at(0).name, str(OPS), HEALTH_STORED)
    assert await ChannelHealths(redis).load(str(OPS)) == HEALTH


async def test_reactions_are_stored_flat(redis: Client) -> None:
    await ReactionLog(redis).change("inc-1", OPS, lambda _: ACKNOWLEDGED_AND_MUTED)
    assert await redis.hget(REACTIONS.of("inc-1"), str(OPS)) == REACTIONS_STORED

    await redis.hset(REACTIONS.of("inc-1"), str(OPS), REACTIONS_STORED)
    assert await ReactionLog(redis).load("inc-1", OPS) == ACKNOWLEDGED_AND_MUTED


async def test_a_mute_that_was_taken_back_is_none_whatever_else_was_left_of_it(redis: Client) -> None:
    taken_back = REACTIONS_STORED.replace(b'"muted_by":"Bob"', b'"muted_by":null')
    await redis.hset(REACTIONS.of("inc-1"), str(OPS), taken_back)
    await redis.expire(REACTIONS.of("inc-1"), 60)

    assert await ReactionLog(redis).load("inc-1", OPS) == replace(ACKNOWLEDGED_AND_MUTED, mute=None)


def test_what_a_card_shows_keeps_its_name_or_every_card_is_edited_once_more() -> None:
    subject = of(an_incident("inc-1"))

    assert state_of(subject, Reactions()) == "v1//0/d168a999875f"
    assert state_of(subject, ACKNOWLEDGED_AND_MUTED) == "v1//2/3336a379ecd2"


async def test_a_subject_is_stored_with_its_id_and_what_it_is_not(redis: Client) -> None:
    change, notice = a_change(), a_notice()
    stored = {
        of(change.incident).id: encode({"id": change.incident.id, "change": change, "notice": None}),
        reported().id: encode({"id": notice.subject, "change": None, "notice": reported().notice}),
    }

    async def decide(_: object) -> tuple[list[object], list[object]]:
        return [of(change.incident), reported()], []

    await Subjects(redis).commit(list(stored), decide, lambda _: None, NOON)  # type: ignore[arg-type]

    assert {id_: await redis.get(SUBJECTS.of(id_)) for id_ in stored} == stored


async def test_a_subject_about_nothing_is_refused_in_words(redis: Client) -> None:
    await redis.set(SUBJECTS.of("inc-1"), b'4{"id":"inc-1"}', ex=60)

    with pytest.raises(StoreUnavailable, match="'inc-1' that is about nothing"):
        await Subjects(redis).load(["inc-1"])


async def test_an_alert_that_an_earlier_version_left_is_read_as_a_subject(redis: Client) -> None:
    await redis.xadd(ALERTS.name, {b"v": encode({"change": a_change()})})

    assert await SUBJECT_STREAM.newest(redis, 10) == [of(a_change().incident)]


async def test_what_cannot_be_read_is_named_for_what_it_is(redis: Client) -> None:
    await redis.hset(CHANNEL_HEALTH.at(0).name, str(OPS), b'4{"failures":"many"}')

    with pytest.raises(StoreUnavailable, match="the store holds a ChannelHealth we cannot read"):
        await ChannelHealths(redis).load(str(OPS))
