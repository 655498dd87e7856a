"""What a page answers instead of itself is kept, read as a probe's answer is, and counted for its edge."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from adapters.status_pages import FORMATS
from bot.catalog.loader import load_texts
from bot.clock import SimulatedClock
from bot.domain.probe import EdgeStatement, HttpAnswer, ProbeOutcome, Silence
from bot.pipeline import Pipeline
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.page_answers import AnswerReader
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.probes import Probes
from bot.storage.sources import Sources
from bot.watching.record import PageAnswer
from tests.builders import NOON, at
from tests.servers.sites import NOT_FOUND, SILENCE, Answer, sites

SERVICE: Final = """
[[service]]
id = "{id}"
name = "{id}"
reference = "this test"
[[service.source]]
url = "{url}"
format = "statuspage"
allow_private = true
"""
UP: Final = json.dumps(
    {
        "page": {"id": "abcdefghijkl", "name": "Page", "url": "https://status.example.com"},
        "status": {"indicator": "none"},
        "components": [],
        "incidents": [],
    }
).encode()
EDGE: Final = ("Edge-Ray: 1-FRA",)
SERVED: Final = Answer(UP, headers=(*EDGE, 'ETag: "1"'))
BLAMES: Final = Answer(b"the edge itself", 503, EDGE)
PAGES: Final = ("a", "b", "c", "d")


def read_answer(answer: HttpAnswer, usual_status: int | None) -> EdgeStatement:
    """An edge that is told by one header, and blames itself in the body."""
    edge = "cloudflare" if "edge-ray" in answer.headers else None
    if answer.body == b"the edge itself":
        return EdgeStatement(edge=edge, outcome=ProbeOutcome.BLAMES_EDGE, place="FRA")
    is_usual = answer.status == usual_status
    return EdgeStatement(edge=edge, outcome=ProbeOutcome.SERVED if is_usual else ProbeOutcome.CHANGED)


@dataclass(frozen=True)
class World:
    """Pages of several services on loopback, all of one vendor. What they answer is `serves`, by page."""

    poller: Poller
    clock: SimulatedClock
    sources: Sources
    results: Probes
    serves: dict[str, Answer]

    async def poll(self) -> PageAnswer | None:
        """Read all pages and look at them together; return what the first of them answered."""
        for page in PAGES:
            await self.poller.read(page, await self.sources.load(page, page))
        await self.poller.look_at_platforms()
        await self.clock.advance(timedelta(minutes=1))
        return (await self.sources.load(PAGES[0], PAGES[0])).answer


@asynccontextmanager
async def world(redis: Client) -> AsyncIterator[World]:
    serves = dict.fromkeys(PAGES, SERVED)
    async with (
        sites(lambda _, path: serves.get(path.strip("/"), NOT_FOUND)) as running,
        Fetcher("test", timeouts=Timeouts(total=0.3), resolve=running.resolve) as fetcher,
    ):
        texts = "".join(SERVICE.format(id=page, url=running.url("127.0.0.1", f"/{page}")) for page in PAGES)
        clock = SimulatedClock(NOON)
        pipeline = Pipeline(client=redis, catalog=load_texts({"own.toml": texts}), clock=clock)
        reader = reader_of(fetcher, FORMATS, answers=AnswerReader(read=read_answer, vantage="here"))
        yield World(pipeline.poller(reader), clock, Sources(redis), Probes(redis), serves)


@pytest.mark.parametrize(
    ("served", "outcome", "status"),
    [
        pytest.param(SERVED, ProbeOutcome.SERVED, 200, id="a page"),
        pytest.param(replace(SERVED, status=304, body=b""), ProbeOutcome.SERVED, 304, id="the same page"),
        pytest.param(replace(SERVED, body=b"<html>"), ProbeOutcome.SERVED, 200, id="a page that is none"),
        pytest.param(BLAMES, ProbeOutcome.BLAMES_EDGE, 503, id="an error of the edge"),
        pytest.param(replace(BLAMES, status=403), ProbeOutcome.BLAMES_EDGE, 403, id="with another status"),
        pytest.param(replace(BLAMES, body=b"oops"), ProbeOutcome.CHANGED, 503, id="an error"),
        pytest.param(Answer(b"", 404, EDGE), ProbeOutcome.CHANGED, 404, id="gone"),
    ],
)
async def test_an_answer_is_read_and_remembered_with_its_edge(
    redis: Client, served: Answer, outcome: ProbeOutcome, status: int
) -> None:
    async with world(redis) as here:
        await here.poll()
        here.serves[PAGES[0]] = served
        answer = await here.poll()

    assert answer is not None
    assert (answer.outcome, answer.status, answer.edge) == (outcome, status, "cloudflare")
    assert (answer.at, answer.vantage) == (at(12, 1), "here")


async def test_silence_stands_for_the_edge_that_answered_before(redis: Client) -> None:
    async with world(redis) as here:
        await here.poll()
        here.serves[PAGES[0]] = SILENCE
        answers = [await here.poll() for _ in range(2)]

    assert [(a.outcome, a.silence, a.edge) for a in answers if a] == [
        (ProbeOutcome.SILENT, Silence.HTTP, "cloudflare")
    ] * 2


async def test_silence_of_a_page_that_is_redirected_is_nobodys(redis: Client) -> None:
    async with world(redis) as here:
        here.serves.update({PAGES[0]: Answer(b"", 302, ("Location: /moved",)), "moved": SERVED})
        await here.poll()
        here.serves[PAGES[0]] = SILENCE
        answer = await here.poll()
        here.serves.update({PAGES[0]: Answer(b"", 302, ("Location: /moved",)), "moved": SILENCE})
        behind = await here.poll()

    assert answer is not None
    assert (answer.outcome, answer.edge) == (ProbeOutcome.SILENT, None)
    assert behind == answer


async def test_what_was_not_asked_changes_nothing(redis: Client) -> None:
    async with world(redis) as here:
        before = await here.poll()
        here.serves[PAGES[0]] = Answer(b"", 302, ("Location: http://10.0.0.1/",))
        after = await here.poll()

    assert before == after


async def test_the_pages_of_one_vendor_are_one_result_however_many_fail(redis: Client) -> None:
    async with world(redis) as here:
        await here.poll()
        served = (await here.results.load_page_results(["here"]))["here"]
        for page in PAGES[:3]:
            here.serves[page] = BLAMES
        await here.poll()
        failing = (await here.results.load_page_results(["here"]))["here"]

    assert [(r.organisation, r.node, r.outcome, r.at) for r in (*served, *failing)] == [
        ("statuspage", "cloudflare", ProbeOutcome.SERVED, NOON),
        ("statuspage", "cloudflare", ProbeOutcome.BLAMES_EDGE, at(12, 1)),
    ]
    assert await here.results.load_page_results(["elsewhere"]) == {"elsewhere": ()}
