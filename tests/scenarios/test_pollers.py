"""Two pollers on one store, one of them killed in the middle of a read."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from adapters.status_pages import FORMATS
from bot.clock import SimulatedClock
from bot.pipeline import Pipeline, reader_of
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.storage.client import Client
from tests.builders import NOON, a_catalog, a_service, a_source
from tests.servers.sites import Answer, sites
from tests.servers.status_page import SUMMARY

INTERVAL: Final = timedelta(minutes=2)
SOURCES: Final = 60


async def test_a_killed_pollers_share_is_taken_over_and_nothing_is_read_twice(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    read: defaultdict[str, list[datetime]] = defaultdict(list)

    def serve(host: str, _path: str) -> Answer:
        read[host].append(clock.now())
        return Answer(SUMMARY)

    async with sites(serve) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        catalog = a_catalog(
            services=[
                a_service(
                    f"s{n}",
                    sources=(a_source(f"s{n}", url=running.url(f"s{n}.example", "/x"), allow_private=True),),
                )
                for n in range(SOURCES)
            ],
            edges=(),
        )
        pipeline = Pipeline(client=redis, catalog=catalog, clock=clock)
        ours, theirs = (pipeline.poller(reader_of(fetcher, FORMATS)) for _ in range(2))
        await ours.schedule()
        await _live(clock, timedelta(minutes=6), ours, theirs)
        lost = await _kill_in_the_middle(clock, theirs)
        assert lost
        await _live(clock, timedelta(minutes=10), ours)

    assert len(read) == SOURCES
    for times in read.values():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert max(gaps) <= 2 * INTERVAL
        assert min(gaps) >= 0.9 * INTERVAL
    assert clock.now() - min(times[-1] for times in read.values()) <= 2 * INTERVAL


async def _live(clock: SimulatedClock, duration: timedelta, *pollers: Poller) -> None:
    """Both poll, in turn, second by second."""
    until = clock.now() + duration
    while clock.now() < until:
        for poller in pollers:
            await poller.step()
        await clock.advance(timedelta(seconds=5))


async def _kill_in_the_middle(clock: SimulatedClock, poller: Poller) -> list[str]:
    """A poller claims what is due and dies before it has read any of it: what kill -9 leaves behind."""
    while not (claimed := await poller.sources.claim(clock.now(), poller.lease, 5)):
        await clock.advance(timedelta(seconds=5))
    return list(claimed)
