"""From a changed page to a message: poll, store, correlator, router, deliverer, console; waiting excluded.

The peer's time is that of November 2026, from the moment a page's change is served to its webhook: it tells
when its round over all pages is done.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from adapters.chat.console import Console, ConsoleSettings
from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from benchmarks.figure import Figure, Reading
from benchmarks.measuring import empty_store, page_server
from bot import log
from bot.alerting.routing import fixed_channels
from bot.catalog.catalog import Catalog
from bot.clock import SystemClock
from bot.correlation.knowledge import Knowledge
from bot.domain.message import Destination
from bot.domain.service import Edge, EdgeEvidence, Service, Source, Strength, Tier
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.sources import Sources

DEPENDENTS: Final = 200
PEER_S: Final = 3.4


def _catalog(base: str) -> Catalog:
    def service(id_: str, mentions: tuple[str, ...] = ()) -> Service:
        source = Source(
            id=id_, service=id_, url=f"{base}/{id_}", format="statuspage", page_url=base, allow_private=True
        )
        return Service(id=id_, name=id_, category="x", organisation=id_, sources=(source,), mentions=mentions)

    ids = [f"s{n}" for n in range(DEPENDENTS)]
    evidence = EdgeEvidence(
        source="https://x.example",
        kind="news",
        tier=Tier.A,
        strength=Strength.HARD,
        known_from=date(2020, 1, 1),
    )
    services = [service("cloudflare", ("Cloudflare",)), *(service(id_) for id_ in ids)]
    return Catalog(
        services={s.id: s for s in services},
        edges=tuple(Edge(service=id_, infrastructure="cloudflare", evidence=(evidence,)) for id_ in ids),
    )


async def _seconds(changes: int) -> list[float]:
    """How long each change took that was told, while an incident grows."""
    log.configure("ERROR")
    clock = SystemClock()
    to = Destination(platform="console", channel="bench")
    with page_server() as base, tempfile.TemporaryDirectory() as folder:
        async with empty_store() as client, Fetcher("bench") as fetcher:
            catalog = _catalog(base)
            pipeline = Pipeline(
                client=client, catalog=catalog, clock=clock, traits=TRAITS, fixed=fixed_channels([to])
            )
            await pipeline.prepare(tells=True)
            poller = pipeline.poller(reader_of(fetcher, FORMATS))
            worker = pipeline.correlator(Knowledge(catalog=catalog))
            console = Console(ConsoleSettings(journal=Path(folder) / "journal.jsonl", quiet=True))
            router, deliverer = pipeline.router(), pipeline.deliverer({"console": console})
            for source in catalog.sources.values():
                await poller.read(source.id)
            await worker.step()
            taken = []
            for source in [*catalog.sources.values()][:changes]:
                changed = replace(source, url=f"{source.url}?title=Down+due+to+Cloudflare")
                service = replace(catalog.services[source.service], sources=(changed,))
                then = replace(poller, catalog=replace(catalog, services={service.id: service}))
                record = await Sources(client).load(source.id, source.service)
                started = time.perf_counter()
                await then.read(changed.id, record)
                await worker.step()
                while await router.step():
                    pass
                if await deliverer.step():
                    taken.append(time.perf_counter() - started)
    return taken


def _told(quick: bool) -> Reading:
    return Reading(ours=statistics.median(asyncio.run(_seconds(21 if quick else DEPENDENTS))), beside=PEER_S)


FIGURES = (
    Figure(
        name="a changed page to its message, median",
        unit="s",
        at_most=0.05,
        measure=_told,
        beside="the peer",
    ),
)
