"""5,000 hosts that answer 304, without and with TLS: bare httpx, our fetch, and our whole poll."""

import asyncio
import gc
import multiprocessing
import os
import resource
import ssl
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from adapters.status_pages import FORMATS
from benchmarks.measuring import empty_store, summary
from bot.catalog.catalog import Catalog
from bot.domain.report import Validators
from bot.domain.service import Service, Source
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.keys import DUE
from bot.watching.record import SourceRecord

HOSTS = 5_000
BLOCK = 1_000  # pages between two looks at the clock: what is compared takes turns
ROUNDS = 10
AT_ONCE = 50
BODY = summary(None)
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n\r\n"
WHOLE = f'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: {len(BODY)}\r\n\r\n'.encode() + BODY
# A certificate that is its own authority.
OPENSSL = """openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench
    -addext subjectAltName=DNS:*.hosts.example -addext keyUsage=critical,digitalSignature,keyCertSign"""


class _Page(asyncio.Protocol):
    """A connection to a server that does next to nothing; a request is one segment, the client closes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(UNCHANGED if b"if-none-match" in data.lower() else WHOLE)


class _Moment:
    """A clock that stands still: what was read once is not due again."""

    def now(self) -> datetime:
        return datetime(2025, 11, 18, 12, tzinfo=UTC)

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())


def _address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


async def _resolve(host: str, _port: int) -> Sequence[str]:
    return (_address(int(host[1:].split(".", maxsplit=1)[0])),)


def _serve(pipe: Connection, pem: str) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        first = await loop.create_server(_Page, _address(0), 0, ssl=tls)
        port = first.sockets[0].getsockname()[1]
        others = await loop.create_server(_Page, [_address(n) for n in range(1, HOSTS)], port, ssl=tls)
        pipe.send(port)
        await others.serve_forever()

    if tls := ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if pem else None:
        tls.load_cert_chain(pem)
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(serve())


async def _poller(client: Client, fetcher: Fetcher, base: str) -> Poller:
    """A poll of sources that were all read once; none is due."""
    services = {}
    for n in range(HOSTS):
        # Ten pages of one platform are read at a time: platforms are mixed.
        id_, url, format_ = f"s{n}", base.format(n), tuple(FORMATS)[n % 5]
        source = Source(id=id_, service=id_, url=url, format=format_, page_url=url, allow_private=True)
        services[id_] = Service(id=id_, name=id_, category="x", organisation=id_, sources=(source,))
    catalog, reader = Catalog(services=services, edges=()), reader_of(fetcher, FORMATS)
    poller = Pipeline(client=client, catalog=catalog, clock=_Moment()).poller(reader)
    now, empty = poller.clock.now(), SourceRecord(source="", service="")
    record = (await reader.read(replace(source, format="statuspage"), empty, now)).comparison.record
    for id_ in services:
        await poller.sources.commit(replace(record, source=id_, service=id_), (), now + source.interval)
    return poller


async def _each(visit: Callable[[int], Awaitable[int]], numbers: range) -> None:
    async def work(left: Iterator[int]) -> None:
        for n in left:
            assert await visit(n) == 304

    left = iter(numbers)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(work(left))


def _ways(
    base: str, poller: Poller, bare: httpx.AsyncClient
) -> dict[str, Callable[[range], Awaitable[None]]]:
    """What is compared: each asks some hosts, the polls those that are due."""

    async def get(n: int) -> int:
        name, url = urlsplit(base.format(n)), base.replace("h{}.hosts.example", _address(n))
        headers = {"Host": name.netloc, "If-None-Match": '"x"'}
        return (await bare.get(url, headers=headers, extensions={"sni_hostname": name.hostname})).status_code

    async def fetch(n: int) -> int:
        now, url, known = poller.clock.now(), base.format(n), Validators(etag='"x"')
        done = await poller.reader.fetcher.fetch(url, now=now, validators=known, allow_private=True)
        return 200 if done.page else 304

    async def steps(_: range) -> None:
        while await poller.step():
            pass

    async def run(_: range) -> None:
        polling, now = asyncio.create_task(poller.run()), poller.clock.now()
        while (await poller.sources.next_due() or now) <= now or poller.slots.all.taken:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        polling.cancel()

    return {
        "bare httpx": partial(_each, get), "Fetcher.fetch": partial(_each, fetch),
        "Poll.step": steps, "Poll.run": run,
    }  # fmt: skip


async def _taken(way: Awaitable[object], client: Client) -> tuple[float, ...]:
    """Pages a second, and milliseconds of CPU a page: ours, and the store's."""
    store, started, cpu = await client.info("cpu"), time.perf_counter(), time.process_time()
    await way
    cpu, seconds, after = time.process_time() - cpu, time.perf_counter() - started, await client.info("cpu")
    theirs = sum(after[name] - store[name] for name in ("used_cpu_user", "used_cpu_sys"))
    return BLOCK / seconds, cpu / BLOCK * 1000, theirs / BLOCK * 1000


async def _kilobytes(client: Client) -> tuple[float, float]:
    """What this process and the store hold in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])  # noqa: ASYNC240
    return pages * resource.getpagesize() / 1000, (await client.info("memory"))["used_memory"] / 1000


async def _measure(base: str) -> None:
    bare = httpx.AsyncClient(
        verify=ssl.create_default_context(), trust_env=False, follow_redirects=True,
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0),
        timeout=httpx.Timeout(10, connect=5, pool=30), headers={"Accept-Encoding": "gzip"},
    )  # fmt: skip
    async with bare, empty_store() as client, Fetcher("bench", resolve=_resolve) as fetcher:
        before, taken = await _kilobytes(client), defaultdict(list)
        poller = await _poller(client, fetcher, base)
        ours, store = (a - b for a, b in zip(await _kilobytes(client), before, strict=True))
        for start in range(0, ROUNDS * BLOCK, BLOCK):
            numbers, now = range(start % HOSTS, start % HOSTS + BLOCK), poller.clock.now().timestamp()
            for name, way in _ways(base, poller, bare).items():
                await client.zadd(DUE.at(0).name, {f"s{n}": now for n in numbers})
                taken[name].append(await _taken(way(numbers), client))
        assert not any(record.failures for record in await poller.sources.load_all())
    print(f"{base[:5].strip(':')}, {HOSTS} hosts that answer 304, medians of {ROUNDS} x {BLOCK} pages:")
    for name, rows in taken.items():
        ratio = statistics.median(a[1] / b[1] for a, b in zip(rows, taken["bare httpx"], strict=True))
        pages, cpu, theirs = (statistics.median(column) for column in zip(*rows, strict=True))
        print(
            f"  {name:14} {pages:5.0f} pages/s {cpu:6.2f} CPU-ms/page {ratio:6.2f} x, store {theirs:.2f} ms"
        )
    seconds = next(iter(poller.catalog.sources.values())).interval.total_seconds()
    print(f"  {HOSTS} sources every {seconds:.0f} s: {HOSTS / seconds * cpu / 1000:.1%} of one core")
    if base.startswith("http:"):  # later, memory that was given back is used again
        print(
            f"  1,000 idle sources: {ours / HOSTS * 1000:.0f} kB; in the store {store / HOSTS * 1000:.0f} kB"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        pem = f"{folder}/bench.pem"
        subprocess.run([*OPENSSL.split(), "-keyout", pem, "-out", pem], check=True, capture_output=True)
        os.environ["SSL_CERT_FILE"] = pem
        for scheme in ("http", "https"):
            ours, theirs = multiprocessing.Pipe()
            args = (theirs, pem if scheme == "https" else "")
            server = multiprocessing.get_context("spawn").Process(target=_serve, args=args, daemon=True)
            server.start()
            theirs.close()
            try:
                asyncio.run(_measure(f"{scheme}://h{{}}.hosts.example:{ours.recv()}/summary.json"))
            finally:
                server.terminate()
