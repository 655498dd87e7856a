"""What a channel was told comes back as it was and takes little room; what was stored earlier is read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerting.flapping import Flapping
from bot.alerting.notification import Announcement, Notification
from bot.alerting.plan import UNTOUCHED, state_of
from bot.alerting.setback import Setback
from bot.domain.incident import Grade
from bot.domain.message import Destination, MessageRef
from bot.domain.reactions import Reactions
from bot.errors import StoreUnavailable
from bot.storage.client import Client
from bot.storage.codec import SCHEMA, encode
from bot.storage.keys import NOTIFICATIONS
from bot.storage.migration import bring_up_to_date
from bot.storage.notifications import FLAPPING_TTL, Notifications
from bot.storage.told_records import encode_record, record_in
from tests.builders import NOON, an_incident, at
from tests.chat_builders import of

OPS = Destination(platform="slack", channel="C0123456789", team="T01234567")
CARD = MessageRef(platform="slack", channel="C0123456789", id="1764500000.123456", team="T01234567")
ENDED = Notification(
    subject="inc-20251118-00000003",
    destination=str(OPS),
    card=CARD,
    posted_at=NOON + timedelta(microseconds=123_456),
    shown=state_of(of(an_incident(version=12)), Reactions()),
    shown_at=at(12, 33),
    said=Announcement(grade=Grade.CONFIRMED, root="cloudflare", peak=4, is_over=True, at=at(12, 32)),
    topic="flaps-root:cloudflare",
)
ENDED_STORED = (
    b'5{"c":"1764500000.123456","p":1763467200123456,"v":"v12","e":1979876544,'
    b'"d":["confirmed","cloudflare",4,true,1919876544],"k":""}'
)

texts = st.text(max_size=8) | st.sampled_from(("flaps-root:aws", "v1.", f"v1{UNTOUCHED}", UNTOUCHED, "."))
moments = st.integers(-(10**15), 10**16).map(lambda n: NOON + timedelta(microseconds=n))
several = st.lists(moments, max_size=3).map(tuple)
ids = st.lists(texts, max_size=3).map(tuple)
cards = st.sampled_from((CARD, replace(CARD, thread="1"), replace(CARD, channel="C2"), replace(CARD, id="")))
maybe = st.none
records = st.builds(
    Notification,
    subject=st.just(ENDED.subject),
    destination=st.sampled_from((str(OPS), "slack:C0123456789", "discord:1", "console:a/b", "odd")),
    card=maybe() | cards,
    thread=maybe() | texts,
    posted_at=maybe() | moments,
    shown=texts,
    shown_at=maybe() | moments,
    said=maybe()
    | st.builds(
        Announcement,
        grade=maybe() | st.sampled_from(Grade),
        root=st.sampled_from(("", "aws", "cloudflare")),
        peak=st.integers(0, 9),
        is_over=st.booleans(),
        at=maybe() | moments,
    ),
    sending=maybe() | texts,
    over_since=maybe() | moments,
    group=maybe() | texts,
    dropped=st.booleans(),
    deferred=st.booleans(),
    updates=several,
    held=st.booleans(),
    topic=maybe() | texts.filter(bool),
    flapping=maybe()
    | st.builds(
        Flapping,
        turns=several,
        posts=several,
        peak=st.integers(-1, 5),
        parts=ids,
        subjects=ids,
        is_held=st.booleans(),
    ),
    setback=maybe()
    | st.builds(
        Setback,
        failures=st.integers(0, 9),
        refusals=st.integers(0, 9),
        retry_at=moments,
        state=texts,
        trouble=texts,
    ),
)


@settings(max_examples=40, deadline=None)
@given(records)
def test_a_record_comes_back_as_it_was(record: Notification) -> None:
    assert record_in(encode_record(record), record.subject, record.destination) == record


def test_what_was_told_of_an_incident_that_is_over_takes_little_room() -> None:
    assert encode_record(ENDED) == ENDED_STORED
    assert len(ENDED_STORED) < 130


async def test_what_an_earlier_version_stored_is_read_and_stored_short_with_the_next_change(
    redis: Client,
) -> None:
    key, store = NOTIFICATIONS.at(0).of(ENDED.subject), Notifications(redis)
    await redis.hset(key, str(OPS), encode(ENDED))

    assert await store.load(ENDED.subject, str(OPS)) == ENDED
    await store.save(ENDED)
    assert await redis.hget(key, str(OPS)) == ENDED_STORED


async def test_what_flapped_is_kept_for_days_and_what_was_told_for_a_month(redis: Client) -> None:
    store = Notifications(redis)
    flaps = Notification(subject="flaps:aws", destination=str(OPS), flapping=Flapping(turns=(NOON,)))
    for record in (ENDED, flaps):
        await store.save(record)

    assert await redis.ttl(NOTIFICATIONS.at(0).of(ENDED.subject)) > FLAPPING_TTL.total_seconds()
    assert 0 < await redis.ttl(NOTIFICATIONS.at(0).of("flaps:aws")) <= FLAPPING_TTL.total_seconds()


async def test_a_start_keeps_records_which_an_earlier_version_would_refuse_and_not_drop(
    redis: Client,
) -> None:
    key, fields = NOTIFICATIONS.at(0).of(ENDED.subject), {"slack:a": ENDED_STORED, "slack:b": encode(ENDED)}
    await redis.hset(key, mapping=fields)
    await redis.expire(key, FLAPPING_TTL)

    assert (await bring_up_to_date(redis)).dropped == 0
    assert await redis.hgetall(key) == {name.encode(): data for name, data in fields.items()}
    assert ENDED_STORED[:1] > SCHEMA


@pytest.mark.parametrize(
    "data", [b"", b"4", b"4{", b'4{"c":3}', b'4{"d":[]}', b"3{}", b'4{"c":["a"]}', b"5{", b"6{}"]
)
def test_what_cannot_be_read_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(StoreUnavailable):
        record_in(data, "inc-1", str(OPS))
