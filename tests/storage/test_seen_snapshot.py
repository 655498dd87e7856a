"""What probes see, and what news feeds say, reaches whoever answers; what is the same is decoded once."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.look import HERE, LookRule, NetworkState, OwnNetwork
from bot.domain.news_mention import NewsMention
from bot.domain.report import NewsEntry
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import NEWS
from bot.storage.newest_news import MAX_NEWS
from bot.storage.sight_keys import CHECK_LOOKS, HANDED_LOOKS, LOOKS, VANTAGES
from bot.storage.snapshot import Snapshots
from bot.storage.sources import NEWS_STREAM
from tests.builders import NOON, a_look


async def test_looks_those_that_are_evidence_and_networks_are_read(redis: Client) -> None:
    own = OwnNetwork(vantage=HERE, at=NOON, since=NOON, state=NetworkState.FINE, asked=14, answering=14)
    looks = (a_look("cloudflare"), a_look("fastly"))
    await redis.hset(LOOKS.name, mapping={look.node: encode(look) for look in looks})
    check = replace(a_look("s1"), rule=LookRule.CHECKS)
    await redis.hset(CHECK_LOOKS.name, "s1", encode(check))
    await redis.hset(HANDED_LOOKS.name, "fastly", encode(looks[1]))
    await redis.hset(VANTAGES.name, HERE, encode(own))
    for key in (LOOKS, VANTAGES):
        await redis.expire(key.name, 60)

    known = await Snapshots(redis).load(())

    assert known.looks == (*looks, check)
    assert known.handed == {"fastly"}
    assert known.networks == (own,)


async def test_a_look_is_decoded_once_and_anew_when_it_is_another(redis: Client) -> None:
    looks = [a_look("cloudflare"), a_look("fastly")]
    await redis.hset(LOOKS.name, mapping={look.node: encode(look) for look in looks})
    await redis.expire(LOOKS.name, 60)
    living = Snapshots(redis)
    first = (await living.load(())).looks

    later = replace(looks[1], at=NOON + timedelta(minutes=1))
    await redis.hset(LOOKS.name, "fastly", encode(later))
    second = (await living.load(())).looks
    assert second == (looks[0], later)
    assert second[0] is first[0]

    await redis.hdel(LOOKS.name, "cloudflare")
    assert (await living.load(())).looks == (later,)


async def test_news_of_all_shards_is_read_once_and_the_newest_comes_first(redis: Client) -> None:
    redis.shards = 3
    living = Snapshots(redis)
    for number in range(MAX_NEWS + 20):
        await _heard(redis, number, shard=number % 2)
    first = (await living.load(())).news
    assert [news.source for news in first] == [str(number) for number in reversed(range(MAX_NEWS + 20))]

    for number in range(MAX_NEWS + 20, MAX_NEWS + 110):
        await _heard(redis, number, shard=2 * (number % 2))
    second = (await living.load(())).news
    assert second == (await Snapshots(redis).load(())).news
    assert second[90] is first[0]
    assert len(second) == MAX_NEWS + 60 + 45


async def _heard(client: Client, number: int, *, shard: int) -> None:
    entry = NewsEntry(id="n", title="down", url="https://news.example", at=NOON)
    news = NewsMention(source=str(number), services=("cloudflare",), mention=entry)
    # The server's clock orders what two shards have.
    id_ = f"1764000000000-{number + 1}"
    await client.xadd(NEWS.at(shard).name, {"v": NEWS_STREAM.encode(news)}, id=id_)
