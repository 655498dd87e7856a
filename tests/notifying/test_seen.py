"""Who is told what only probes have seen, and how one card follows it from first signs to its end."""

from dataclasses import replace

import pytest

from bot.clock import SimulatedClock
from bot.domain.channel import Watch
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.look import HERE, LookEnd, LookRule, NetworkState, OwnNetwork
from bot.domain.message import Destination
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.sight_keys import VANTAGES
from tests.builders import NOON, a_catalog, a_look, a_member, an_incident, at
from tests.chat_builders import SHARED, a_channel, of, over, publish, watching
from tests.desk import a_desk
from tests.servers.memory_chat import MemoryChat

CATALOG = a_catalog(services=("cloudflare", "s1", "s2"), edges=(("s1", "cloudflare"), ("s2", "cloudflare")))
OPS = Destination(platform="memory", channel="ops")
SEEN = an_incident(members=(), evidence=(), grade=Grade.EARLY, look=a_look())
SIGNS = "Signs of trouble at Cloudflare, which has not reported any"
GROWN = replace(
    SEEN,
    version=2,
    members=(a_member("s1", joined_at=at(12, 5)),),
    grade=Grade.SUSPECTED,
    peak_grade=Grade.SUSPECTED,
    updated_at=at(12, 5),
)
GONE = replace(
    over(SEEN, at=at(12, 5), state=IncidentState.WITHDRAWN), look=replace(a_look(), end=LookEnd.OURS)
)


@pytest.mark.parametrize(
    ("watches", "grade", "told"),
    [
        ((SHARED,), Grade.EARLY, [SIGNS]),
        (watching("s2"), Grade.EARLY, [SIGNS]),
        ((SHARED,), Grade.SUSPECTED, []),
    ],
)
async def test_it_is_told_to_who_asks_for_first_signs(
    redis: Client, watches: tuple[Watch, ...], grade: Grade, told: list[str]
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    await Channels(redis).save(a_channel(OPS, watches=watches, grade=grade), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    await publish(redis, of(SEEN))
    await desk.drain()

    assert chat.headlines("ops") == told


@pytest.mark.parametrize(
    ("then", "headline"),
    [
        (GROWN, "Suspected Cloudflare outage: S1"),
        (GONE, "Withdrawn: it was our own network"),
    ],
)
async def test_one_card_follows_it_and_what_becomes_of_it_is_posted(
    redis: Client, then: Incident, headline: str
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    await Channels(redis).save(a_channel(OPS, grade=Grade.EARLY), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    await publish(redis, of(SEEN))
    await desk.drain()
    await clock.advance_to(at(12, 5))
    await publish(redis, of(then, "it was our own network"))
    await desk.drain()

    card, *posts = chat.top("ops")
    assert card.headline == headline
    assert [post.headline for post in posts] == [headline]


@pytest.mark.parametrize(
    ("subject", "says_so"),
    [
        (replace(GROWN, look=None), True),
        (replace(SEEN, look=replace(a_look(), rule=LookRule.CHECKS)), True),
        (SEEN, False),
    ],
    ids=["reports", "checks", "an edge that answered"],
)
async def test_while_it_is_us_the_card_says_so_unless_it_knows_better(
    redis: Client, subject: Incident, *, says_so: bool
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    ours = OwnNetwork(vantage=HERE, at=NOON, since=at(11, 57), state=NetworkState.OURS, asked=14, answering=0)
    await redis.hset(VANTAGES.name, HERE, encode(ours))
    await redis.expire(VANTAGES.name, 60)
    await Channels(redis).save(a_channel(OPS, grade=Grade.EARLY), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    await publish(redis, of(subject))
    await desk.drain()

    (card,) = chat.top("ops")
    assert ("It may be us: from here nothing answers since 11:57 UTC." in card.text) is says_so
