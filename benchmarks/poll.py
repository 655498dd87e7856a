"""The CPU of polling an unchanged page, store included, and of a probe, against a bare httpx GET."""

import asyncio
import statistics
import time
from datetime import timedelta

import httpx

from adapters.edges import read_answer
from adapters.status_pages import FORMATS
from benchmarks.measuring import empty_store, page_server
from bot.catalog.catalog import Catalog
from bot.clock import SystemClock
from bot.domain.probe import EdgeStatement, HttpAnswer
from bot.domain.report import Validators
from bot.domain.service import Service, Source
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.page_answers import AnswerReader
from bot.polling.reader import reader_of
from bot.storage.sources import Sources

ROUNDS = 7
PAGES = 300


async def main() -> None:
    with page_server() as base:
        async with empty_store() as client, Fetcher("bench") as fetcher:
            clock = SystemClock()
            source = Source(
                id="acme", service="acme", url=f"{base}/api/v2/summary.json", format="statuspage",
                page_url=base, interval=timedelta(minutes=2), allow_private=True,
            )  # fmt: skip
            service = Service(id="acme", name="Acme", category="x", organisation="acme", sources=(source,))
            catalog = Catalog(services={"acme": service}, edges=())
            pipeline = Pipeline(client=client, catalog=catalog, clock=clock)
            poller = pipeline.poller(
                reader_of(fetcher, FORMATS, answers=AnswerReader(read=read_answer, vantage="here"))
            )
            await poller.read(source.id)
            record = await Sources(client).load("acme", "acme")
            validators = Validators(etag=record.validators.etag)
            limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
            async with httpx.AsyncClient(limits=limits, trust_env=False) as bare:
                fetch_ratios, poll_ratios, probe_ratios, probe_seconds = [], [], [], []
                for _ in range(ROUNDS):
                    bare_get = await _cpu(
                        lambda: bare.get(source.url, headers={"If-None-Match": validators.etag or ""})
                    )
                    fetched = await _cpu(
                        lambda: fetcher.fetch(
                            source.url, validators=validators, allow_private=True, now=clock.now()
                        )
                    )
                    polled = await _cpu(lambda: poller.read(source.id, record))
                    fetch_ratios.append(fetched / bare_get)
                    poll_ratios.append(polled / bare_get)
                    # A probe hangs up after the headers, as a bare client that streams may.
                    bare_front = await _cpu(lambda: _front(bare, base))
                    probed = await _cpu(lambda: _probed(fetcher, base))
                    probe_ratios.append(probed / bare_front)
                    probe_seconds.append(probed / PAGES)
    print(f"unchanged page, CPU against a bare httpx conditional GET, medians of {ROUNDS} x {PAGES}:")
    print(f"  fetch (address check, limits):       {statistics.median(fetch_ratios):.2f} x")
    print(f"  whole poll (fetch, compare, store):  {statistics.median(poll_ratios):.2f} x")
    print(f"front page, CPU against a bare httpx GET that stops after the headers, {ROUNDS} x {PAGES}:")
    print(
        f"  probe, read by the registry:         {statistics.median(probe_ratios):.2f} x, "
        f"{statistics.median(probe_seconds) * 1000:.2f} ms"
    )


async def _front(bare: httpx.AsyncClient, url: str) -> int:
    async with bare.stream("GET", url) as response:
        return response.status_code


async def _probed(fetcher: Fetcher, url: str) -> EdgeStatement:
    answer = await fetcher.probe(url, allow_private=True)
    assert isinstance(answer, HttpAnswer)
    return read_answer(answer, 200)


async def _cpu(call) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    started = time.process_time()
    for _ in range(PAGES):
        await call()
    return time.process_time() - started


if __name__ == "__main__":
    asyncio.run(main())
