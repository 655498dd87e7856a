"""How fast a slash command is acknowledged and answered while 2,000 sources are polled and a history replays.

All of it in one process: Socket Mode through the real SDK to a local server, the poller, the replay in a
thread, as `sharedfate run` would have it on a bad day. Slack allows three seconds.
"""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from benchmarks.measuring import empty_store, page_server, percentiles
from bot import log
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.correlation.correlator import correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.service import Service, Source
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client
from tests.waiting import wait_until
from tests.worlds import a_fleet, a_history

SOURCES = 2_000
COMMANDS = 200
QUESTIONS = (
    "is discord down?",
    "why is chatgpt down?",
    "impact of cloudflare",
    "incidents",
    "list",
    "github",
)
EVERY = timedelta(milliseconds=100)


async def main() -> None:
    log.configure("ERROR")
    clock = SystemClock()
    with page_server() as base:
        async with empty_store() as client, Fetcher("bench") as fetcher, fake_slack() as slack:
            catalog = load()
            pipeline = Pipeline(client=client, catalog=catalog, clock=clock, traits=TRAITS)
            responder = pipeline.responder()
            poller = replace(pipeline, catalog=_pages(base)).poller(reader_of(fetcher, FORMATS))
            listening = asyncio.ensure_future(a_client(slack).listen(responder))
            await wait_until(lambda: slack.is_connected, "the app connects")
            print(f"{COMMANDS} slash commands through Socket Mode, from sent to acknowledged:")
            print(f"  alone:                             {_said(await _measured(slack, clock))}")
            # Both go on until we have measured.
            over = asyncio.Event()
            rounds = [asyncio.ensure_future(work) for work in (_polls(poller, over), _replays(over))]
            print(f"  while all that runs, too:          {_said(await _measured(slack, clock))}")
            over.set()
            polled, replayed = await asyncio.gather(*rounds)
            listening.cancel()
    print(f"  meanwhile: {polled} pages read, {replayed} observations replayed, {len(slack.replies)} answers")


def _said(seconds: list[float]) -> str:
    return f"{percentiles(seconds)}, max {max(seconds) * 1000:.2f} ms"


async def _measured(slack: FakeSlack, clock: SystemClock) -> list[float]:
    """Seconds, one a command."""
    taken = []
    for number in range(COMMANDS):
        sent = time.perf_counter()
        id_ = await slack.slash(QUESTIONS[number % len(QUESTIONS)], user=f"U{number % 40}")
        await wait_until(lambda id_=id_: id_ in slack.acks, "the acknowledgement")  # type: ignore[misc]
        taken.append(time.perf_counter() - sent)
        await clock.sleep(EVERY)
    return taken


async def _polls(poller: Poller, over: asyncio.Event) -> int:
    await poller.schedule()
    read = 0
    while not over.is_set():
        read += await poller.step()
        if not await poller.sources.next_due() or not read % SOURCES:
            await poller.schedule()
    return read


async def _replays(over: asyncio.Event) -> int:
    """The replay is computing and nothing else: it has a thread of its own."""

    def replay() -> int:
        catalog = a_fleet(1_000)
        history = a_history(catalog, outages=20, alone=2_000)
        knowledge = Knowledge(catalog=catalog)
        done = 0
        while not over.is_set():
            state = State()
            for observation in history:
                state = correlate(state, observation, knowledge).state
                done += 1
                if over.is_set():
                    break
        return done

    return await asyncio.to_thread(replay)


def _pages(base: str) -> Catalog:
    services = {}
    for n in range(SOURCES):
        source = Source(
            id=f"s{n}", service=f"s{n}", url=f"{base}/{n}/api/v2/summary.json?title=Trouble", page_url=base,
            format="statuspage", interval=timedelta(seconds=1), allow_private=True,
        )  # fmt: skip
        services[f"s{n}"] = Service(
            id=f"s{n}", name=f"S{n}", category="x", organisation=f"s{n}", sources=(source,)
        )
    return Catalog(services=services, edges=())


if __name__ == "__main__":
    asyncio.run(main())
