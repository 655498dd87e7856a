"""Live through a simulated day: real requests to real sites, a real store, a clock that jumps."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.clock import SimulatedClock
from bot.domain.observation import Observation
from bot.pipeline import Pipeline, drain
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.intake import observed_relay
from bot.storage.sources import OBSERVATION_STREAM
from bot.storage.streams import Group
from tests.builders import a_catalog, a_service, a_source
from tests.scenarios.day import HOURS, START, Site, Told, serve
from tests.servers.sites import NOT_FOUND, Answer, sites

TICK: Final = timedelta(minutes=1)


async def announced_in_a_day(
    client: Client, world: Sequence[Site], interval: timedelta = timedelta(minutes=15)
) -> dict[int, list[Told]]:
    """What was announced of each site, in order: everything that was told and is no baseline."""
    clock = SimulatedClock(START)
    by_host = {site.host: site for site in world}

    def answer(host: str, path: str) -> Answer:
        site = by_host.get(host)
        return serve(site, path, clock.now()) if site else NOT_FOUND

    async with sites(answer) as running, Fetcher("day", resolve=running.resolve, keep_alive=8) as fetcher:
        services = [
            a_service(
                f"s{site.number}",
                sources=(
                    a_source(
                        f"s{site.number}",
                        id=f"s{site.number}",
                        url=running.url(site.host, site.path),
                        page_url=running.url(site.host),
                        format="feed" if site.page.format in ("instatus", "atom") else site.page.format,
                        allow_private=True,
                        interval=interval,
                    ),
                ),
            )
            for site in world
        ]
        catalog = a_catalog(services=services, edges=())
        pipeline = Pipeline(client=client, catalog=catalog, clock=clock)
        poller = pipeline.poller(reader_of(fetcher, FORMATS, RECOGNITION))
        observations = Group(client, OBSERVATION_STREAM, "day", "test")
        await observations.create(from_start=True)
        await poller.schedule()
        announced: defaultdict[int, list[Told]] = defaultdict(list)
        moved = observed_relay(client)
        while clock.now() < START + timedelta(hours=HOURS):
            await drain(poller.step, moved.step)
            await _collect(client, observations, announced)
            await clock.advance(TICK)
    return announced


def by_report(told: list[Told]) -> dict[str, list[str]]:
    """What was told of each report, in its order: two reports of one site may be told in either order."""
    stages: defaultdict[str, list[str]] = defaultdict(list)
    for report, stage in told:
        stages[report].append(stage)
    return dict(stages)


async def _collect(
    client: Client, observations: Group[Observation], announced: defaultdict[int, list[Told]]
) -> None:
    while entries := await observations.read(500):
        async with client.pipeline(transaction=False) as pipe:
            observations.acknowledge(pipe, *entries)
            await pipe.execute()
        for entry in entries:
            seen = entry.value
            if seen.report is not None and not seen.baseline:
                told = (seen.report.title.split()[0], str(seen.report.status))
                announced[int(seen.service[1:])].append(told)
