"""Notices that an earlier version left in a stream of their own: none is lost, and none is looked for."""

from bot.storage.client import Client
from bot.storage.codec import decoder_of, encode
from bot.storage.earlier_notices import move_notices
from bot.storage.keys import NOTICES
from bot.storage.streams import Group, Stream
from bot.storage.subjects import SUBJECT_STREAM
from tests.chat_builders import reported

OLD = Stream(NOTICES, decoder_of(dict))
FIRST, SECOND, THIRD = (reported(service=f"s{n}") for n in (1, 2, 3))


async def left_by_an_earlier_version(client: Client) -> None:
    """One read by a router that died, two that nobody has read; one was done with."""
    group = Group(client, OLD, "route", "dead")
    await group.create(from_start=True)
    for subject in (reported(), FIRST, SECOND, THIRD):
        await client.xadd(NOTICES.name, {b"v": encode(subject.notice)})
    done, *_ = await group.read(2)
    async with client.pipeline(transaction=True) as pipe:
        group.acknowledge(pipe, done)
        await pipe.execute()


async def test_what_nobody_has_routed_is_moved_in_its_order_and_once(redis: Client) -> None:
    await left_by_an_earlier_version(redis)

    assert await move_notices(redis, "r1") == 3
    assert await move_notices(redis, "r2") == 0

    assert await SUBJECT_STREAM.newest(redis, 10) == [FIRST, SECOND, THIRD]


async def test_a_store_without_them_stays_without_them(redis: Client) -> None:
    assert await move_notices(redis, "r1") == 0

    assert await redis.keys("*") == []


async def test_where_nobody_ever_routed_nothing_is_told(redis: Client) -> None:
    await redis.xadd(NOTICES.name, {b"v": encode(FIRST.notice)})

    assert await move_notices(redis, "r1") == 0
