"""A feed of news in hnrss' shape, read over a real store: what the correlator hears of it."""

from datetime import datetime, timedelta
from email.utils import format_datetime

from adapters.status_pages import FORMATS
from bot.catalog.loader import load_texts
from bot.clock import SimulatedClock
from bot.domain.look import Corroboration
from bot.domain.observation import MENTIONS
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.sources import OBSERVATION_STREAM
from tests.builders import NOON, at
from tests.servers.sites import Answer, sites

CATALOG = """
[[service]]
id = "cloudflare"
name = "Cloudflare"
reference = "this test"
mentions = ["Cloudflare"]
[[service]]
id = "hn"
name = "News"
reference = "this test"
[[service.source]]
url = "{url}"
format = "news"
allow_private = true
interval_seconds = 120
"""
# https://github.com/hnrss/hnrss (rss.go): the fields of an item, in its order.
HEAD = "<title>Hacker News: Front Page</title><link>https://news.ycombinator.com/</link>"
ITEM = (
    "<item><title><![CDATA[{title}]]></title><description><![CDATA["
    '<p>Article URL: <a href="{link}">{link}</a></p><p>Comments URL: <a href="{talk}">{talk}</a></p>'
    "<p>Points: {points}</p><p># Comments: 3</p>]]></description><pubDate>{at}</pubDate>"
    "<link>{link}</link>"
    "<dc:creator>{author}</dc:creator><comments>{talk}</comments>"
    '<guid isPermaLink="false">{talk}</guid></item>'
)


def an_item(number: int, title: str, points: int, when: datetime) -> str:
    talk, link = f"https://news.ycombinator.com/item?id={number}", "https://www.cloudflarestatus.example/"
    written = format_datetime(when)
    return ITEM.format(title=title, points=points, at=written, author="ada", talk=talk, link=link)


def a_feed(*items: str) -> bytes:
    dublin_core = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    channel = f"<channel>{HEAD}{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" {dublin_core}>{channel}</rss>'.encode()


async def heard(redis: Client) -> list[Corroboration]:
    observations = await OBSERVATION_STREAM.newest(redis, 100)
    return [o.corroboration for o in observations if o.source.startswith(MENTIONS) and o.corroboration]


async def test_a_story_is_heard_once_when_readers_have_found_it(redis: Client) -> None:
    served = [b""]
    clock = SimulatedClock(NOON)
    async with sites(lambda _, __: Answer(served[0])) as running, Fetcher("test") as fetcher:
        catalog = load_texts({"test.toml": CATALOG.format(url=running.url("127.0.0.1", "/frontpage"))})
        pipeline = Pipeline(client=redis, catalog=catalog, clock=clock)
        poller = pipeline.poller(reader_of(fetcher, FORMATS), concurrency=1, lease=timedelta())
        (source,) = catalog.sources

        async def read(when: datetime, *items: str) -> list[Corroboration]:
            served[0] = a_feed(*items)
            await clock.advance_to(when)
            records = await poller.sources.load_many([source])
            await poller.read(source, records[source])
            return await heard(redis)

        old = an_item(1, "Cloudflare is down", 300, at(11, 30))
        assert await read(NOON, old) == []
        lone = an_item(2, "Cloudflare is down again", 3, at(12, 1))
        assert await read(at(12, 2), lone, old) == []
        found = an_item(2, "Cloudflare is down again", 24, at(12, 1))
        told = await read(at(12, 4), found, old)
        again = await read(at(12, 6), an_item(2, "Cloudflare is down again", 200, at(12, 1)), old)

    assert [(h.service, h.nats, h.since) for h in told] == [("cloudflare", 1.5, at(12, 1))]
    assert again == told
