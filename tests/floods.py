"""`make soak`: a page with five hundred fresh reports at every poll, beside an honest one, in a small store.

Exits 1 where the honest page's report is not announced, or the store is nearly full.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from redis.asyncio import Redis

from adapters.status_pages import FORMATS
from bot.clock import SimulatedClock
from bot.correlation.knowledge import Knowledge
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.domain.status import UnreadableReason
from bot.pipeline import Pipeline, drain
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.server import embedded_server
from bot.storage.sources import Sources
from tests.builders import NOON, a_catalog, a_service, a_source
from tests.chat_builders import ALL_TRAITS
from tests.servers.memory_chat import MemoryChat
from tests.servers.sites import Answer, sites

MEGABYTE: Final = 1_000_000
MINUTE: Final = timedelta(minutes=1)
CHANNEL: Final = Channel(
    destination=Destination(platform="memory", channel="ops"),
    watches=(Watch(kind=WatchKind.SERVICE, target="honest"),),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flooded:
    """What became of it: why the page is not read, what the channel shows, and what the store holds."""

    unreadable: UnreadableReason | None
    headlines: list[str]
    store_bytes: int


async def flooded(client: Client, *, polls: int, reports: int, characters: int) -> Flooded:
    """Poll both pages so often; the honest one has its report at the last."""
    clock, chat = SimulatedClock(NOON), MemoryChat()
    last = NOON + polls * MINUTE

    def serve(host: str, _path: str) -> Answer:
        if host == "flood.example":
            return Answer(page_of(reports, "x" * characters, clock.now()))
        return Answer(page_of(int(clock.now() >= last), "We look into it.", clock.now()))

    async with sites(serve) as running, Fetcher("test", resolve=running.resolve) as fetcher:
        catalog = a_catalog(
            services=tuple(
                a_service(
                    id_, sources=(a_source(id_, url=running.url(f"{id_}.example"), allow_private=True),)
                )
                for id_ in ("honest", "flood")
            ),
            edges=(),
        )
        pipeline = Pipeline(client=client, catalog=catalog, clock=clock, traits=ALL_TRAITS, fixed=(CHANNEL,))
        await pipeline.prepare(tells=True)
        poller = pipeline.poller(reader_of(fetcher, FORMATS))
        correlator, router = pipeline.correlator(Knowledge(catalog=catalog)), pipeline.router()
        deliverer = pipeline.deliverer({"memory": chat})
        for _ in range(polls + 1):
            for source in catalog.sources:
                record = (await poller.sources.load_many([source]))[source]
                await poller.read(source, record)
            await drain(correlator.step, router.step, deliverer.step)
            await clock.advance(MINUTE)
    records = {record.service: record for record in await Sources(client).load_all()}
    used = int((await client.info("memory"))["used_memory"])
    return Flooded(unreadable=records["flood"].unreadable, headlines=chat.headlines("ops"), store_bytes=used)


def page_of(reports: int, text: str, now: datetime) -> bytes:
    """A page with reports that nobody has seen before."""
    incidents = [
        {
            "id": f"{now:%H%M}-{n}",
            "name": f"Trouble {now:%H%M}-{n}",
            "status": "investigating",
            "impact": "major",
            "created_at": now.isoformat(),
            "updated_at": now.isoformat(),
            "incident_updates": [
                {"status": "investigating", "body": f"{n} {text}", "created_at": now.isoformat()}
            ],
        }
        for n in range(reports)
    ]
    page = {"id": "p", "name": "A page", "url": "https://status.example", "time_zone": "Etc/UTC"}
    status = {"indicator": "major", "description": "Trouble"}
    return json.dumps({"page": page, "status": status, "components": [], "incidents": incidents}).encode()


async def main() -> None:
    """Flood a store of so many megabytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polls", type=int, default=60)
    parser.add_argument("--megabytes", type=int, default=64)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
            await client.config_set("maxmemory", options.megabytes * MEGABYTE)
            found = await flooded(client, polls=options.polls, reports=500, characters=7_000)
    used = found.store_bytes / MEGABYTE
    if not found.headlines or used > options.megabytes / 2:
        sys.exit(f"the channel shows {found.headlines}, the store holds {used:.0f} MB")
    sys.stdout.write(
        f"{options.polls} polls of a page with 500 fresh reports: {found.unreadable}; the store holds"
        f" {used:.0f} of {options.megabytes} MB, and the honest page was announced\n"
    )


if __name__ == "__main__":
    asyncio.run(main())
