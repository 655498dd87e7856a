"""The first page of the board, over loopback: all sources of the catalogue read, 100 incidents open."""

import asyncio
import re
import time
from datetime import datetime, timedelta

from aiohttp import ClientSession

from adapters.web.board.drawing import prepare
from adapters.web.board.routes import board_area
from adapters.web.server import face
from benchmarks.measuring import empty_store, percentiles
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.incident import Incident
from bot.domain.message import Destination
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.pipeline import Pipeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import INCIDENTS
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import a_member, an_evidence, an_incident
from tests.servers.web import served

OPEN = 100
MEMBERS = 8
ROUNDS = 30


async def main() -> None:
    catalog, clock = load(), SystemClock()
    async with empty_store() as client:
        now = clock.now()
        await read_all(client, catalog, now)
        for number in range(OPEN):
            one = an_outage(catalog, number, now)
            await client.hset(INCIDENTS.name, one.id, encode(one))
        await watch(client, catalog, now)
        overview = Pipeline(client=client, catalog=catalog, clock=clock).showing(keep=timedelta(0))
        app = face(clock, [board_area(overview, clock)])
        async with served(app) as base, ClientSession(base) as session:
            prepare()  # as it is done by the time that somebody looks
            print(f"board, {len(catalog.sources)} sources, {OPEN} incidents:")
            await report(session)


async def report(session: ClientSession) -> None:
    first, page, tag = await ask(session, "/")
    took = [(await ask(session, "/"))[0] for _ in range(ROUNDS)]
    same = [(await ask(session, "/", {"If-None-Match": tag}))[0] for _ in range(ROUNDS)]
    assets = [(await ask(session, found))[1] for found in re.findall(r"/static/[^\"]+", page)]
    packed = await sent(session, "/")
    kb = (len(page.encode()) + sum(len(one.encode()) for one in assets)) / 1024
    print(f"  first page, the very first time: {first * 1000:.0f} ms")
    print(f"  first page, all read again:      {percentiles(took)}")
    print(f"  first page, nothing new (304):   {percentiles(same)}")
    print(f"  with its style and script:       {kb:.1f} KB; the page as it is sent {packed / 1024:.1f} KB")


async def ask(
    session: ClientSession, path: str, headers: dict[str, str] | None = None
) -> tuple[float, str, str]:
    started = time.perf_counter()
    async with session.get(path, headers=headers) as answer:
        page = await answer.text()
    return time.perf_counter() - started, page, answer.headers.get("ETag", "")


async def sent(session: ClientSession, path: str) -> int:
    async with session.get(path) as answer:
        await answer.read()
    return int(answer.headers["Content-Length"])


async def read_all(client: Client, catalog: Catalog, now: datetime) -> None:
    """Every page was read just now; every tenth has a report."""
    open_one = Report(
        id="r", title="Elevated errors", status=ReportStatus.INVESTIGATING, impact=Impact.MAJOR,
        started_at=now, updated_at=now,
    )  # fmt: skip
    for number, source in enumerate(catalog.sources.values()):
        page = (
            PageState(status=ComponentStatus.OPERATIONAL)
            if number % 10
            else PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(open_one,))
        )
        record = SourceRecord(source=source.id, service=source.service, read_at=now, page=page)
        await Sources(client).commit(record, (), now + timedelta(minutes=2))


def an_outage(catalog: Catalog, number: int, now: datetime) -> Incident:
    """One of many: a node of the catalogue, and some who depend on it."""
    node = catalog.infrastructure[number % len(catalog.infrastructure)]
    services = list(catalog.services)[number * MEMBERS : (number + 1) * MEMBERS]
    return an_incident(
        f"inc-{now:%Y%m%d}-{number:08x}",
        root=node,
        started_at=now - timedelta(minutes=number),
        members=tuple(a_member(one, since=now - timedelta(minutes=number)) for one in services),
        evidence=(an_evidence(service=services[0]),),
    )


async def watch(client: Client, catalog: Catalog, now: datetime) -> None:
    """One channel watches what every tenth incident hits, and some more."""
    watches = tuple(
        Watch(kind=WatchKind.SERVICE, target=one) for one in list(catalog.services)[:: MEMBERS * 10]
    )
    channel = Channel(destination=Destination(platform="console", channel="terminal"), watches=watches)
    await Channels(client).save(channel, now)


if __name__ == "__main__":
    asyncio.run(main())
