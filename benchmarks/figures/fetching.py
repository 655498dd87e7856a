"""Asking for pages that have not changed, many hosts, without and with TLS, beside httpx asking for the same.

Bare httpx, our fetch and our whole poll (claimed, fetched, compared, committed) take turns; what is compared
is the CPU of this process. Servers hang up, but in one row, and have a certificate that another one signed,
as on the web. A probe is held against a bare GET that stops after the headers.
"""

import asyncio
import os
import ssl
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from adapters.status_pages import FORMATS
from benchmarks.authority import hosts_certificate
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store, served_apart, summary
from bot.catalog.catalog import Catalog
from bot.domain.probe import HttpAnswer
from bot.domain.report import Validators
from bot.domain.service import Service, Source
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.keys import DUE
from bot.storage.sources import Sources
from bot.watching.record import SourceRecord

HOSTS: Final = 100
AT_ONCE: Final = 50
TURNS: Final = {True: 7, False: 40}
BODY: Final = summary(None)
UNCHANGED: Final = b"HTTP/1.1 304 Not Modified\r\n\r\n"
CLOSING: Final = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
WHOLE: Final = f'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: {len(BODY)}\r\n\r\n'.encode() + BODY
KNOWN: Final = Validators(etag='"x"')
NOW: Final = datetime(2025, 11, 18, 12, tzinfo=UTC)


class _Page(asyncio.Protocol):
    """A connection to a server that does next to nothing; a request is one segment, the client closes."""

    def __init__(self, unchanged: bytes) -> None:
        self._unchanged = unchanged

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._unchanged if b"if-none-match" in data.lower() else WHOLE)


class _Moment:
    """A clock that stands still: what is due is polled, and nothing becomes due meanwhile."""

    def now(self) -> datetime:
        return NOW

    async def sleep(self, _duration: timedelta) -> None:
        raise asyncio.CancelledError


def _address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


async def _resolve(host: str, _port: int) -> Sequence[str]:
    return (_address(int(host[1:].split(".", maxsplit=1)[0])),)


def _serve(pem: str, unchanged: bytes, pipe: Connection) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        first = await loop.create_server(partial(_Page, unchanged), _address(0), 0, ssl=tls)
        port = first.sockets[0].getsockname()[1]
        others = await loop.create_server(
            partial(_Page, unchanged), [_address(n) for n in range(1, HOSTS)], port, ssl=tls
        )
        pipe.send(port)
        await others.serve_forever()

    if tls := ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if pem else None:
        tls.load_cert_chain(pem)
    asyncio.run(serve())


@contextmanager
def _pages(unchanged: bytes, *, secured: bool) -> Iterator[str]:
    """The addresses of so many hosts; this process trusts who signed their certificate."""
    with tempfile.TemporaryDirectory(prefix="sf-bench-") as folder:
        pem = ""
        if secured:
            pem, os.environ["SSL_CERT_FILE"] = map(str, hosts_certificate(Path(folder), "*.hosts.example"))
        with served_apart(_serve, pem, unchanged) as port:
            yield f"http{'s' * secured}://h{{}}.hosts.example:{port}/summary.json"


async def _poller(client: Client, fetcher: Fetcher, base: str) -> Poller:
    """A poller of pages that were all read once; none is due."""
    services = {}
    for n in range(HOSTS):
        # A few pages of one platform are read at a time: platforms are mixed.
        id_, url, format_ = f"s{n}", base.format(n), tuple(FORMATS)[n % 5]
        source = Source(id=id_, service=id_, url=url, format=format_, page_url=url, allow_private=True)
        services[id_] = Service(id=id_, name=id_, category="x", organisation=id_, sources=(source,))
    catalog, reader = Catalog(services=services, edges=()), reader_of(fetcher, FORMATS)
    poller = Pipeline(client=client, catalog=catalog, clock=_Moment()).poller(reader)
    empty = SourceRecord(source="", service="")
    record = (await reader.read(replace(source, format="statuspage"), empty, NOW)).comparison.record
    for id_ in services:
        await poller.sources.commit(replace(record, source=id_, service=id_), (), NOW + source.interval)
    return poller


async def _each(visit: Callable[[int], Awaitable[int]]) -> None:
    async def work(left: Iterator[int]) -> None:
        for n in left:
            assert await visit(n) == 304

    left = iter(range(HOSTS))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(work(left))


@dataclass(frozen=True, slots=True)
class _Ways:
    """Each asks every host once."""

    base: str
    bare: httpx.AsyncClient
    fetcher: Fetcher
    poller: Poller
    client: Client

    async def get(self) -> None:
        async def visit(n: int) -> int:
            url, headers, extensions = self._asked(n)
            asked = {**headers, "If-None-Match": '"x"'}
            return (await self.bare.get(url, headers=asked, extensions=extensions)).status_code

        await _each(visit)

    async def front(self) -> None:
        async def visit(n: int) -> int:
            url, headers, extensions = self._asked(n)
            async with self.bare.stream("GET", url, headers=headers, extensions=extensions) as response:
                return 304 if response.status_code == 200 else 0

        await _each(visit)

    async def fetch(self) -> None:
        async def visit(n: int) -> int:
            url = self.base.format(n)
            fetched = await self.fetcher.fetch(url, now=NOW, validators=KNOWN, allow_private=True)
            return fetched.answer.status

        await _each(visit)

    async def probe(self) -> None:
        async def visit(n: int) -> int:
            answer = await self.fetcher.probe(self.base.format(n), allow_private=True)
            return 304 if isinstance(answer, HttpAnswer) and answer.status == 200 else 0

        await _each(visit)

    async def poll(self) -> None:
        await self.client.zadd(DUE.at(0).name, {f"s{n}": NOW.timestamp() for n in range(HOSTS)})
        read = 0
        while now := await self.poller.step():
            read += now
        assert read == HOSTS

    def _asked(self, n: int) -> tuple[str, dict[str, str], dict[str, str | None]]:
        name, url = urlsplit(self.base.format(n)), self.base.replace("h{}.hosts.example", _address(n))
        return url, {"Host": name.netloc}, {"sni_hostname": name.hostname}


@asynccontextmanager
async def _ways(base: str) -> AsyncIterator[_Ways]:
    bare = httpx.AsyncClient(
        verify=ssl.create_default_context(), trust_env=False, headers={"Accept-Encoding": "gzip"},
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0),
        timeout=httpx.Timeout(10, connect=5, pool=30),
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(bare)
        client = await stack.enter_async_context(empty_store())
        fetcher = await stack.enter_async_context(Fetcher("bench", resolve=_resolve))
        poller = await _poller(client, fetcher, base)
        yield _Ways(base, bare, fetcher, poller, client)
        assert not any(record.failures for record in await Sources(client).load_all())


async def _cpu_ms(way: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds of CPU that a page takes."""
    before = time.process_time()
    await way()
    return (time.process_time() - before) / HOSTS * 1000


async def _compared(way: str, beside: str, base: str, turns: int) -> Reading:
    async with _ways(base) as ways:
        ours, bare = getattr(ways, way), getattr(ways, beside)
        await ours()  # the first one shakes hands with strangers
        rows = [(await _cpu_ms(ours), await _cpu_ms(bare)) for _ in range(turns)]
    return Reading(ours=statistics.median(a for a, _ in rows), beside=statistics.median(b for _, b in rows))


def _measured(way: str, beside: str, unchanged: bytes, secured: bool, quick: bool) -> Reading:
    with _pages(unchanged, secured=secured) as base:
        return asyncio.run(_compared(way, beside, base, TURNS[quick]))


def _figure(
    name: str, at_most: float, way: str, scheme: str, beside: str = "get", unchanged: bytes = CLOSING
) -> Figure:
    return Figure(
        name=f"{name}, {scheme}",
        unit="CPU-ms",
        at_most=at_most,
        beside="bare httpx",
        measure=partial(_measured, way, beside, unchanged, scheme == "https"),
    )


FIGURES: Final[tuple[Figure, ...]] = (
    _figure("whole poll of an unchanged page", 0.6, "poll", "http"),
    _figure("whole poll of an unchanged page", 0.6, "poll", "https"),
    _figure("whole poll over a connection that stayed open", 0.4, "poll", "https", unchanged=UNCHANGED),
    _figure("conditional GET of a page", 0.6, "fetch", "http"),
    _figure("conditional GET of a page", 0.6, "fetch", "https"),
    _figure("conditional GET over a connection that stayed open", 0.2, "fetch", "https", unchanged=UNCHANGED),
    _figure("a probe asks", 0.6, "probe", "http", beside="front"),
    _figure("a probe asks", 0.9, "probe", "https", beside="front"),
)
