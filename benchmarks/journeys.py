"""How many of our files and functions four journeys cross, as a newcomer would have to follow them.

    python -m benchmarks.journeys [--files]

A page that is newly in trouble, until its first message is in Slack; "is github down?" and "watch github"
typed in Slack, until they are answered; Acknowledge pressed under a card, until the card shows it. Everything
is real but the time: the shipped catalogue, a page on a local server, the store, Slack's SDK against the
stand-in.

Counted is what a profiler sees called, in whatever thread: each file of `bot/` and `adapters/`, and each
named function in it; comprehensions and lambdas are parts of the function around them. A page is in trouble
and a question asked once before we count, so that what is made once a process (the lexicon of the catalogue's
names) is no part of the way.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from benchmarks.measuring import empty_store
from bot import log
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SimulatedClock
from bot.correlation.knowledge import Knowledge
from bot.domain.card_button import CardButton
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.domain.service import Source
from bot.pipeline import Pipeline, Step, drain
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.channels import Channels
from tests.servers.sites import Answer, Sites, sites
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client
from tests.waiting import wait_until

ROOT = Path(__file__).parent.parent
OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "adapters"))
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEP = timedelta(minutes=3)
SERVICE = "github"
CHANNEL = Destination(platform="slack", channel="C1", team="T1")


@dataclass
class Crossed:
    """What was called: by file, its functions."""

    files: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS) and not code.co_name.startswith("<"):
            self.files.setdefault(code.co_filename[len(str(ROOT)) + 1 :], set()).add(code.co_qualname)

    def __str__(self) -> str:
        return f"{len(self.files):3} files, {sum(map(len, self.files.values())):3} functions"


@contextmanager
def crossed() -> Iterator[Crossed]:
    """Counts what is called meanwhile, in this thread and in those that begin in it."""
    seen = Crossed()
    sys.setprofile(seen)
    threading.setprofile(seen)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


@dataclass
class Page:
    """A Statuspage with as many open incidents as one has given it."""

    titles: list[str] = field(default_factory=list)
    now: datetime = START

    def serve(self, _host: str, _path: str) -> Answer:
        document = {
            "page": {"id": "abcdefghijkl", "name": "GitHub", "url": "https://status.acme.example"},
            "status": {"indicator": "major" if self.titles else "none"},
            "components": [],
            "incidents": [
                {
                    "id": f"incident{number}",
                    "name": title,
                    "status": "investigating",
                    "impact": "major",
                    "created_at": self.now.isoformat(),
                    "components": [],
                    "incident_updates": [],
                }
                for number, title in enumerate(self.titles)
            ],
        }
        return Answer(json.dumps(document).encode(), headers=("Content-Type: application/json",))


@dataclass
class World:
    """All of us in one process, a step at a time, and a workspace that watches one service."""

    page: Page
    slack: FakeSlack
    clock: SimulatedClock
    steps: Sequence[Step]

    async def breaks(self, title: str) -> None:
        """A page newly says that something is wrong, and the channel is told."""
        await self.clock.advance(STEP)
        self.page.now = self.clock.now()
        self.page.titles.append(title)
        before = len(self.slack.messages(CHANNEL.channel))
        await _made(self.steps)
        assert len(self.slack.messages(CHANNEL.channel)) > before

    async def asked(self, text: str) -> None:
        """Somebody asks by slash command, and is answered."""
        before = len(self.slack.replies)
        await self.slack.slash(text)
        await wait_until(lambda: len(self.slack.replies) > before, "the answer")

    async def acknowledged(self) -> None:
        """Somebody presses Acknowledge under the newest card, and the card shows it."""
        before = len(self.slack.replies)
        await self.slack.press(CardButton.ACKNOWLEDGE.value.label)
        await wait_until(lambda: len(self.slack.replies) > before, "the answer")
        await _made(self.steps[-2:])  # the router's and the deliverer's


async def _made(steps: Sequence[Step]) -> None:
    """As `drain` of the pipeline does, which is no part of a journey."""
    for step in steps:
        while await step():
            pass


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    """A calm one, in which everything was read once."""
    clock, page = SimulatedClock(START), Page()
    async with (
        empty_store() as client,
        sites(page.serve) as site,
        Fetcher("journeys", resolve=site.resolve) as fetcher,
        fake_slack() as slack,
    ):
        platform = a_client(slack)
        pipeline = Pipeline(client=client, catalog=_catalog(site), clock=clock, traits=TRAITS)
        await pipeline.prepare(tells=True)
        watching = (Watch(kind=WatchKind.SERVICE, target=SERVICE),)
        await Channels(client).save(Channel(destination=CHANNEL, watches=watching, since=START), START)
        poller = pipeline.poller(reader_of(fetcher, FORMATS))
        correlator = pipeline.correlator(Knowledge(catalog=pipeline.catalog))
        router, deliverer = pipeline.router(), pipeline.deliverer({"slack": platform})
        await poller.sources.schedule({source.id: START for source in _sources(pipeline.catalog)})
        steps = (poller.step, correlator.step, router.step, deliverer.step)
        await drain(*steps)
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(platform.listen(pipeline.responder()))
            await wait_until(lambda: slack.is_connected, "the app connects")
            yield World(page=page, slack=slack, clock=clock, steps=steps)
            listening.cancel()


async def main(*, names_files: bool) -> None:
    log.configure("ERROR")
    async with a_world() as world:
        await world.breaks("Pages load slowly")
        await world.asked(f"is {SERVICE} down?")
        journeys: dict[str, Callable[[], Awaitable[None]]] = {
            "page newly in trouble -> first Slack message": lambda: world.breaks("Nothing works"),
            f"is {SERVICE} down? -> answer in Slack": lambda: world.asked(f"is {SERVICE} down?"),
            f"watch {SERVICE} -> answer in Slack": lambda: world.asked(f"watch {SERVICE}"),
            "Acknowledge -> card edited": world.acknowledged,
        }
        for name, journey in journeys.items():
            with crossed() as seen:
                await journey()
            print(f"{name:46} {seen}")
            if names_files:
                print("\n".join(f"      {path:44} {len(names):3}" for path, names in seen.files.items()))


def _catalog(site: Sites) -> Catalog:
    """The shipped catalogue, in which one service has its page here."""
    catalog = load()
    service = catalog.services[SERVICE]
    source = replace(
        service.sources[0],
        url=site.url("127.0.0.1", "/api/v2/summary.json"),
        page_url=site.url("127.0.0.1"),
        format="statuspage",
        allow_private=True,
    )
    return replace(catalog, services={**catalog.services, SERVICE: replace(service, sources=(source,))})


def _sources(catalog: Catalog) -> tuple[Source, ...]:
    return catalog.services[SERVICE].sources


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Files and functions that four journeys cross.")
    parser.add_argument("--files", action="store_true", help="name them")
    asyncio.run(main(names_files=parser.parse_args().files))
