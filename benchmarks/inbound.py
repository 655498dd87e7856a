"""What a flood at /in costs the polls of the same process: a thousand posts a second, well-meant and forged.

The flood comes from a process of its own. How late polls are: how long the most overdue source has been due.
"""

import asyncio
import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
from pydantic import SecretStr

from adapters.status_pages import FORMATS
from adapters.web.handing_in import Entrance
from adapters.web.health import health_area
from adapters.web.inbound import INBOUND
from adapters.web.server import face, serve
from adapters.web.tokens import Keyring
from benchmarks.measuring import empty_store, page_server
from bot.catalog.catalog import Catalog
from bot.clock import SystemClock
from bot.domain.service import Service, Source
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.ports import Binding
from bot.storage.client import Client
from bot.storage.sources import Sources
from tests.servers.stores import free_port

TOKEN: Final = "a-token-of-many-characters"
# As many polls a second as the shipped catalogue makes.
PAGES: Final = 100
INTERVAL: Final = timedelta(seconds=5)
SECONDS: Final = 10
A_SECOND: Final = 1_000
CONNECTIONS: Final = 32
SAMPLE: Final = 0.05
BODY: Final = b'{"status": "failing", "service": "page-1", "id": "login", "says": "it does not answer"}'


@dataclass(frozen=True, slots=True)
class Flood:
    """What is posted."""

    name: str
    path: str
    token: str
    body: bytes = BODY


FLOODS: Final = (
    Flood("wrong token", "/in/generic", "a-token-of-somebody-else"),
    Flood("our token, beyond the rate", "/in/generic", TOKEN),
    Flood("our token, 200 KB each", "/in/generic", TOKEN, BODY + b" " * 200_000),
    Flood("forged nudges", "/in/statuspage", TOKEN, b'{"page": {"id": "1", "url": "http://page.example"}}'),
)


async def main() -> None:
    clock = SystemClock()
    with page_server() as base:
        catalog = _catalog(base)
        async with empty_store() as client, Fetcher("bench", resolve=_here) as fetcher:
            pipeline = Pipeline(client=client, catalog=catalog, clock=clock)
            port = free_port()
            entrance = Entrance(
                sources=INBOUND,
                keyring=Keyring.of(SecretStr(TOKEN), None),
                reception=pipeline.receiver(),
                clock=clock,
            )
            poller = pipeline.poller(reader_of(fetcher, FORMATS))
            app = face(clock, [health_area(_load, clock), entrance.area])
            at_work = (
                asyncio.create_task(serve(Binding("X", "127.0.0.1", port), app)),
                asyncio.create_task(poller.run()),
            )
            await asyncio.sleep(2 * INTERVAL.total_seconds())
            print(f"{PAGES} pages every {INTERVAL.total_seconds():g} s, {A_SECOND} posts a second asked for:")
            print(f"  no flood:                     {await _lag(client, SECONDS)}")
            for flood in FLOODS:
                print(f"  {flood.name + ':':29} {await _flooded(client, flood, port)}")
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)


def _catalog(base: str) -> Catalog:
    services, port = {}, base.rpartition(":")[2]
    for n in range(PAGES):
        id_, page = f"page-{n}", f"http://page-{n}.example:{port}"
        source = Source(
            id=f"{id_}/0", service=id_, url=f"{page}/api/v2/summary.json", format="statuspage", page_url=page,
            interval=INTERVAL, allow_private=True,
        )  # fmt: skip
        services[id_] = Service(id=id_, name=id_, category="x", organisation=id_, sources=(source,))
    return Catalog(services=services, edges=())


async def _here(_host: str, _port: int) -> Sequence[str]:
    """Every page is here, and has a host of its own."""
    return ["127.0.0.1"]


async def _load() -> Mapping[str, datetime]:
    return {}


async def _lag(client: Client, seconds: float) -> str:
    """How late polls are, sampled for so long."""
    sources, late = Sources(client), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        due = await sources.next_due()
        late.append(max(0.0, time.time() - due.timestamp()) if due else 0.0)
        await asyncio.sleep(SAMPLE)
    shares = statistics.quantiles(late, n=100)
    median, p99, most = (second * 1_000 for second in (shares[49], shares[98], max(late)))
    return f"late by {median:.0f} ms median, {p99:.0f} ms p99, {most:.0f} ms at most"


async def _flooded(client: Client, flood: Flood, port: int) -> str:
    counted: multiprocessing.Queue[Counter[int]] = multiprocessing.Queue()
    sender = multiprocessing.Process(target=_send, args=(flood, port, counted), daemon=True)
    used = time.process_time()
    sender.start()
    lag = await _lag(client, SECONDS)
    used = time.process_time() - used
    statuses = await asyncio.to_thread(counted.get)
    sender.join()
    answers = ", ".join(f"{number} x {status}" for status, number in sorted(statuses.items()))
    return f"{lag}; {used / SECONDS:.0%} of a core; {answers}"


def _send(flood: Flood, port: int, counted: "multiprocessing.Queue[Counter[int]]") -> None:
    counted.put(asyncio.run(_posted(flood, port)))


async def _posted(flood: Flood, port: int) -> Counter[int]:
    """Post at the rate asked for, or as fast as is answered."""
    statuses: Counter[int] = Counter()
    url = f"http://127.0.0.1:{port}{flood.path}"
    headers = {"Authorization": f"Bearer {flood.token}", "Content-Type": "application/json"}
    began = time.monotonic()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:

        async def hand() -> None:
            while (passed := time.monotonic() - began) < SECONDS:
                if statuses.total() >= passed * A_SECOND:
                    await asyncio.sleep(0.001)
                    continue
                try:
                    async with session.post(url, data=flood.body, headers=headers) as response:
                        await response.read()
                        statuses[response.status] += 1
                except aiohttp.ClientError:
                    statuses[0] += 1

        await asyncio.gather(*(hand() for _ in range(CONNECTIONS)))
    return statuses


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    asyncio.run(main())
