"""Polling: whether pages that answer slowly are read in time, and how long the loop is held meanwhile."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Final

import msgspec

from adapters.status_pages import FORMATS
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store, served_apart, summary, watched_loop
from bot.catalog.catalog import Catalog
from bot.clock import SystemClock
from bot.domain.probe import ProbeOutcome
from bot.domain.report import Page
from bot.domain.service import Service, Source
from bot.domain.status import ComponentStatus
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.keys import DUE, SOURCES
from bot.storage.source_records import encode_record
from bot.watching.record import PageAnswer, PageState, SourceRecord

# 2,000 sources each minute are so many polls a second, as are fewer of them in less time.
POLLS_A_SECOND: Final = 2_000 / 60
LATENCY: Final = 0.5
# Due times are looked at once a second; whoever is not begun a second after that is late.
LATE_AFTER: Final = 2.0
UNCHANGED: Final = b"HTTP/1.1 304 Not Modified\r\n\r\n"
BODY: Final = summary(None)
WHOLE: Final = f'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: {len(BODY)}\r\n\r\n'.encode() + BODY


class _SlowPage(asyncio.Protocol):
    """A connection to a server that thinks for a while; a request is one segment."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        answer = UNCHANGED if b"if-none-match" in data.lower() else WHOLE
        asyncio.get_running_loop().call_later(LATENCY, self._transport.write, answer)


def _serve(pipe: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_SlowPage, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def _slow_pages() -> Iterator[str]:
    with served_apart(_serve) as port:
        yield f"http://s{{}}.hosts.example:{port}/summary.json"


async def _resolve(_host: str, _port: int) -> Sequence[str]:
    return ("127.0.0.1",)


def catalog_of(base: str, count: int, interval: timedelta) -> Catalog:
    """So many services with a page of one platform each."""
    services = {}
    for number in range(count):
        id_, url = f"s{number}", base.format(number)
        source = Source(
            id=id_, service=id_, url=url, format="statuspage", page_url=url, interval=interval,
            allow_private=True,
        )  # fmt: skip
        services[id_] = Service(id=id_, name=id_, category="x", organisation=id_, sources=(source,))
    return Catalog(services=services, edges=())


async def late_after(seconds: float, interval: timedelta) -> tuple[int, float, float]:
    """How many pages are late after so long, by how many seconds the worst is, and the CPU-ms of a second."""
    count = round(POLLS_A_SECOND * interval.total_seconds())
    with _slow_pages() as base:
        async with empty_store() as client, Fetcher("bench", resolve=_resolve) as fetcher:
            pipeline = Pipeline(client=client, catalog=catalog_of(base, count, interval), clock=SystemClock())
            polling = asyncio.create_task(pipeline.poller(reader_of(fetcher, FORMATS)).run())
            began = time.process_time()
            await asyncio.sleep(seconds)
            cpu = (time.process_time() - began) / seconds * 1000
            late, worst = await _late(client)
            polling.cancel()
            await asyncio.wait({polling})
    return late, worst, cpu


async def _late(client: Client) -> tuple[int, float]:
    now = time.time()
    late = await client.zcount(DUE.at(0).name, "-inf", now - LATE_AFTER)
    ((_, first),) = await client.zrange(DUE.at(0).name, 0, 0, withscores=True)
    return int(late), now - float(first)


def _late_scaled(quick: bool) -> Reading:
    seconds = 18 if quick else 90
    late, _, _ = asyncio.run(late_after(seconds, timedelta(seconds=10 if quick else 30)))
    return Reading(ours=late)


async def longest_hold(pages: int, rounds: int) -> float:
    """CPU-milliseconds for which a look at all pages holds the loop at most; the median of the rounds."""
    catalog = catalog_of("http://s{}.hosts.example", pages, timedelta(minutes=2))
    async with empty_store() as client, Fetcher("bench") as fetcher:
        pipeline = Pipeline(client=client, catalog=catalog, clock=SystemClock())
        poller = pipeline.poller(reader_of(fetcher, FORMATS))
        await poller.schedule()
        await _fill(client, catalog, poller.clock.now())
        holds = []
        for _ in range(rounds):
            with watched_loop() as hold:
                await poller.look_at_platforms()
            holds.append(hold.longest * 1000)
    return statistics.median(holds)


async def _fill(client: Client, catalog: Catalog, now: datetime) -> None:
    """Have all pages read, as most are: well, behind an edge, with some reports that are over."""
    page = PageState(status=ComponentStatus.OPERATIONAL, closed=tuple((f"report{n}", now) for n in range(6)))
    answer = PageAnswer(at=now, vantage="here", outcome=ProbeOutcome.SERVED, edge="cloudflare", status=200)
    known = SourceRecord(source="", service="", page=page, read_at=now, polled_at=now, answer=answer)
    ids = list(catalog.sources)
    for start in range(0, len(ids), 1_000):
        some = ids[start : start + 1_000]
        rows = {id_: encode_record(replace(known, source=id_, service=id_)) for id_ in some}
        await client.hset(SOURCES.at(0).name, mapping=rows)


def _hold(quick: bool) -> Reading:
    return Reading(ours=asyncio.run(longest_hold(50_000, 3 if quick else 9)))


def _named_page() -> bytes:
    """A Statuspage summary of 40 kB: 240 components, one name in ten with more than words in it."""
    page = msgspec.json.decode(BODY)
    page["components"] = [
        {
            **part,
            "name": f"Component {n}, A & B (us-east-1)" if n % 10 == 0 else f"Component {n} of Europe",
        }
        for n, part in enumerate(page["components"] * 2)
    ]
    return msgspec.json.encode(page)


def _parse(quick: bool) -> Reading:
    body = _named_page()
    page = Page(url="https://status.acme.example/x", body=body, fetched_at=datetime.now(UTC))
    turns = [
        (_micros(lambda: FORMATS["statuspage"].parse(page)), _micros(lambda: msgspec.json.decode(body)))
        for _ in range(5 if quick else 25)
    ]
    ours, bare = (statistics.median(taken) for taken in zip(*turns, strict=True))
    return Reading(ours=ours, beside=bare)


def _micros(call: Callable[[], object], calls: int = 200) -> float:
    began = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - began) / calls * 1e6


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        name="33 polls a second of one platform at .5 s an answer: pages late by 2 s at the end",
        unit="pages",
        at_most=0,
        measure=_late_scaled,
    ),
    Figure(
        name="look at 50,000 pages for platforms that fail: longest hold of the event loop",
        unit="CPU-ms",
        at_most=50,
        measure=_hold,
    ),
    Figure(
        name="parse of a Statuspage summary of 40 kB with 240 components",
        unit="CPU-us",
        at_most=35,
        beside="a bare decode of the JSON",
        measure=_parse,
    ),
)
