"""The API over all shipped services and a hundred open incidents: the first answer after a change, the next.

Whoever asks first has the lexicon of names made, too: a question is asked once before we count.
"""

import asyncio
import time
from datetime import timedelta
from typing import Final

from adapters.web.api.context import WebApi
from adapters.web.api.routes import routes
from adapters.web.area import Area
from benchmarks.measuring import empty_store
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SimulatedClock
from bot.domain.status import ComponentStatus
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import INCIDENTS
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_member, a_report, an_incident
from tests.servers.web import asked

OPEN: Final = 100
MEMBERS: Final = 8
PATHS: Final = (
    "/api/v1/now",
    "/api/v1/incidents?limit=100",
    "/api/v1/incidents/inc-1",
    "/api/v1/services?limit=200",
    "/api/v1/services/github",
    "/api/v1/ask?q=is github down?",
    "/feeds/shared.atom",
    "/badge/github.svg",
)


async def main() -> None:
    catalog, clock = load(), SimulatedClock(NOON)
    async with empty_store() as client:
        await _fill(client, catalog)
        overview = Pipeline(client=client, catalog=catalog, clock=clock).showing()
        async with asked(Area(routes(WebApi(overview=overview, clock=clock)))) as session:
            await (await session.get("/api/v1/ask?q=status")).read()
            print(f"api, {len(catalog.sources)} pages, {OPEN} open incidents, first and next answer:")
            for number, path in enumerate(PATHS):
                # Another report: what is kept of what was shown is no longer good.
                await _is_read(client, "slack/0", "slack", number)
                await clock.advance(timedelta(seconds=10))
                times, size = [], 0
                for _ in range(2):
                    started = time.perf_counter()
                    size = len(await (await session.get(path)).read())
                    times.append((time.perf_counter() - started) * 1000)
                print(f"  {path:<32} {times[0]:7.1f} ms {times[1]:7.1f} ms {size / 1000:7.1f} kB")


async def _fill(client: Client, catalog: Catalog) -> None:
    for number, source in enumerate(catalog.sources.values()):
        await _is_read(client, source.id, source.service, number if number % 20 == 0 else None)
    ids = list(catalog.services)
    for number in range(OPEN):
        places = range(number * MEMBERS, (number + 1) * MEMBERS)
        members = tuple(a_member(ids[place % len(ids)]) for place in places)
        incident = an_incident(f"inc-{number}", members=members, opened_at=NOON)
        await client.hset(INCIDENTS.name, incident.id, encode(incident))


async def _is_read(client: Client, source: str, service: str, report: int | None) -> None:
    """A page as it was last read, with a report of that number."""
    reports = () if report is None else (a_report(f"r{report}"),)
    state = PageState(status=ComponentStatus.OPERATIONAL, reports=reports)
    record = SourceRecord(source=source, service=service, read_at=NOON, page=state)
    await Sources(client).commit(record, (), NOON)


if __name__ == "__main__":
    asyncio.run(main())
