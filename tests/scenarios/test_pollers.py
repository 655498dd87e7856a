"""Many pages, some of which do what they can to hold up the others; and a poller killed in the middle."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from adapters.status_pages import FORMATS
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason
from bot.pipeline import Pipeline
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.ports import Format
from bot.storage.client import Client
from bot.storage.sources import Sources
from tests.builders import NOON, a_catalog, a_reading, a_report, a_service, a_source
from tests.clocks import PassingClock
from tests.servers.sites import SILENCE, Answer, Sites, sites
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
        catalog = _catalog_of(running, ["statuspage"] * SOURCES)
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


BAD: Final = 30
GOOD: Final = 200
PATIENT: Final = Timeouts(connect=60, read=60, total=60)


def _raises(page: Page) -> Reading:
    raise RuntimeError(f"a fault of ours at {page.url}")


def _unstorable(page: Page) -> Reading:
    return a_reading(reports=(a_report(title=page.url + "\ud800"),))


def _without_zone(page: Page) -> Reading:
    """What no comparison of ours can bear."""
    return a_reading(reports=(a_report(title=page.url, updated_at=NOON.replace(tzinfo=None)),))


OWN_FAULTS: Final = {
    name: Format(name=name, parse=parse, sniff=lambda _: False)
    for name, parse in (("raises", _raises), ("unstorable", _unstorable), ("zoneless", _without_zone))
}
# What a page may do, in which format it is read, and as what it counts then.
MISBEHAVIOUR: Final = (
    (Answer(status=304), "statuspage", UnreadableReason.NOT_MODIFIED),
    (Answer(SUMMARY, headers=("Content-Length: 9",)), "statuspage", UnreadableReason.CONNECTION_FAILED),
    (Answer(SUMMARY), "raises", UnreadableReason.READER_FAILED),
    (Answer(SUMMARY), "unstorable", UnreadableReason.READER_FAILED),
    (Answer(SUMMARY), "zoneless", UnreadableReason.READER_FAILED),
    (Answer(b'{"page":' + b"[" * 50_000), "statuspage", UnreadableReason.NOT_THIS_FORMAT),
    (Answer(status=204), "statuspage", UnreadableReason.HTTP_OTHER),
)


async def test_field_e_thirty_bad_pages_do_not_hold_up_two_hundred_good_ones(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    read: defaultdict[str, list[datetime]] = defaultdict(list)

    def serve(host: str, _path: str) -> Answer:
        read[host].append(clock.now())
        number = _number(host)
        return MISBEHAVIOUR[number % 7][0] if number < BAD else Answer(SUMMARY, headers=('ETag: "1"',))

    async with sites(serve) as running, Fetcher("test", timeouts=PATIENT, resolve=running.resolve) as fetcher:
        forms = [MISBEHAVIOUR[n % 7][1] if n < BAD else "statuspage" for n in range(BAD + GOOD)]
        pipeline = Pipeline(client=redis, catalog=_catalog_of(running, forms), clock=clock)
        poller = pipeline.poller(reader_of(fetcher, {**FORMATS, **OWN_FAULTS}))
        await poller.schedule()
        await _live(clock, timedelta(minutes=10), poller)
        records = {record.service: record for record in await Sources(redis).load_all()}

    for number in range(BAD):
        assert records[f"s{number}"].unreadable is MISBEHAVIOUR[number % 7][2]
        assert 2 <= len(read[f"s{number}.example"]) <= 5, "and is tried again, less and less often"
    for number in range(BAD, BAD + GOOD):
        times = [NOON, *read[f"s{number}.example"], clock.now()]
        assert max(later - earlier for earlier, later in pairwise(times)) <= 2 * INTERVAL
        assert records[f"s{number}"].unreadable is None


async def test_field_e_pages_that_hang_take_no_hand_from_those_that_answer(redis: Client) -> None:
    """Thirty hang at four hands, and none is given up within this test."""
    clock = PassingClock(NOON)
    read = Counter[str]()
    each_twice = asyncio.Event()

    def serve(host: str, _path: str) -> Answer:
        read[host] += 1
        if all(read[f"s{number}.example"] >= 2 for number in range(BAD, BAD + 20)):
            each_twice.set()
        return SILENCE if _number(host) < BAD else Answer(SUMMARY)

    async with sites(serve) as running, Fetcher("test", timeouts=PATIENT, resolve=running.resolve) as fetcher:
        catalog = _catalog_of(running, ["statuspage"] * (BAD + 20))
        pipeline = Pipeline(client=redis, catalog=catalog, clock=clock)
        poller = pipeline.poller(reader_of(fetcher, FORMATS), concurrency=4, lease=timedelta(days=9))
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(replace(poller, slow_after=0.02).run())
            await each_twice.wait()
            polling.cancel()


async def test_sixty_pages_that_hang_of_124_hold_up_none_that_answers(redis: Client) -> None:
    """More than there is room to wait for: each that answers is read twice before any of them has ended."""
    clock = PassingClock(NOON)
    read = Counter[str]()
    each_twice = asyncio.Event()

    def serve(host: str, _path: str) -> Answer:
        read[host] += 1
        if all(read[f"s{number}.example"] >= 2 for number in range(60, 124)):
            each_twice.set()
        return SILENCE if _number(host) < 60 else Answer(SUMMARY, headers=('ETag: "1"',))

    async with sites(serve) as running, Fetcher("test", timeouts=PATIENT, resolve=running.resolve) as fetcher:
        catalog = _catalog_of(running, ["statuspage"] * 124)
        pipeline = Pipeline(client=redis, catalog=catalog, clock=clock)
        poller = pipeline.poller(reader_of(fetcher, FORMATS), lease=timedelta(days=9))
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(replace(poller, slow_after=0.05).run())
            await each_twice.wait()
            polling.cancel()


def _number(host: str) -> int:
    return int(host.partition(".")[0][1:])


def _catalog_of(running: Sites, forms: Sequence[str]) -> Catalog:
    """A service a format, on hosts s0.example, s1.example and so on."""
    services = [
        a_service(f"s{n}", sources=(a_source(f"s{n}", url=url, format=form, allow_private=True),))
        for n, form in enumerate(forms)
        for url in [running.url(f"s{n}.example", "/x")]
    ]
    return a_catalog(services=services, edges=())
