"""A question about a page that nobody has read lately reads it there and then, and never waits for long."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from adapters.status_pages import FORMATS
from bot.catalog.loader import load_texts
from bot.chat.answerer import Answerer
from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.answer import StatusAnswer, Verdict
from bot.domain.contact import Inquiry
from bot.domain.message import Destination, Message, Text
from bot.domain.question import Intent, Question
from bot.pipeline import Pipeline
from bot.polling.asked_pages import AskedPages
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.heartbeats import Heartbeats
from bot.storage.sources import Sources
from tests.builders import NOON
from tests.servers.sites import SILENCE, Answer, Sites, sites

SERVICE = """
[[service]]
id = "{id}"
name = "{name}"
reference = "this test"
[[service.source]]
url = "{url}"
format = "statuspage"
allow_private = true
"""
UP = json.dumps(
    {
        "page": {"id": "abcdefghijkl", "name": "Page", "url": "https://status.example.com"},
        "status": {"indicator": "none"},
        "components": [],
        "incidents": [],
    }
).encode()


def serve(_: str, path: str) -> Answer:
    return {"/silent": SILENCE, "/busy": Answer(b"later", 429)}.get(path, Answer(UP))


@dataclass
class Place:
    """Who answers, of pages on loopback."""

    pages: Sites
    answerer: Answerer
    responder: Responder
    clock: SimulatedClock

    async def asked(self, *services: str) -> list[Verdict]:
        found = [
            await self.answerer.answer_to(Question(text="", intent=Intent.IS_DOWN, service=s))
            for s in services
        ]
        return [a.verdict for a in found if isinstance(a, StatusAnswer)]

    async def said(self, text: str) -> Message:
        inquiry = Inquiry(id=text, text=text, place=Destination(platform="slack", channel="C1"), user="U1")
        reply = await self.responder.answer(inquiry)
        assert reply is not None
        assert reply.message is not None
        return reply.message


@asynccontextmanager
async def place(client: Client, *, within_seconds: float = 30.0) -> AsyncIterator[Place]:
    async with sites(serve) as pages, Fetcher("test") as fetcher:
        texts = "".join(
            SERVICE.format(id=name.lower(), name=name, url=pages.url("127.0.0.1", f"/{name.lower()}"))
            for name in ("Acme", "Bolt", "Silent", "Busy")
        )
        clock, catalog = SimulatedClock(NOON), load_texts({"own.toml": texts})
        pipeline = Pipeline(client=client, catalog=catalog, clock=clock)
        asked = AskedPages(poller=pipeline.poller(reader_of(fetcher, FORMATS)), within_seconds=within_seconds)
        responder = pipeline.responder(pages=asked)
        yield Place(pages, responder.answers, responder, clock)


def words(message: Message) -> str:
    lines = [line for section in message.sections for line in section.lines]
    return " ".join(span.value for line in lines for span in line if isinstance(span, Text))


async def test_field_d2_a_page_that_was_never_read_is_read_for_whoever_asks(redis: Client) -> None:
    async with place(redis) as here:
        assert await here.asked("acme") == [Verdict.UP]

        assert (await Sources(redis).load("acme", "acme")).read_at == NOON


async def test_field_d2_in_chat_too_and_several_at_once(redis: Client) -> None:
    async with place(redis) as here:
        message = await here.said("are acme and bolt down?")

        assert here.pages.asked["127.0.0.1", "/acme"] == here.pages.asked["127.0.0.1", "/bolt"] == 1
    assert "polling" not in message.headline + words(message)


async def test_field_d2_a_reading_of_some_intervals_ago_is_read_anew_and_a_newer_one_is_not(
    redis: Client,
) -> None:
    async with place(redis) as here:
        await here.asked("acme")
        await here.clock.advance(timedelta(minutes=5))
        await here.asked("acme")
        assert here.pages.asked["127.0.0.1", "/acme"] == 1

        await here.clock.advance(timedelta(minutes=2))
        assert await here.asked("acme") == [Verdict.UP]
        assert here.pages.asked["127.0.0.1", "/acme"] == 2


async def test_field_d2_a_page_that_is_silent_holds_nobody_up_and_is_said_to_be(redis: Client) -> None:
    async with place(redis, within_seconds=0.2) as here:
        assert await here.asked("silent", "acme") == [Verdict.UNKNOWN, Verdict.UP]
        await here.asked("silent")
        assert here.pages.asked["127.0.0.1", "/silent"] == 1

        message = await here.said("is silent down?")

    assert "did not answer in time" in str(message.footer)


async def test_who_asks_us_to_stay_away_is_left_alone(redis: Client) -> None:
    async with place(redis) as here:
        await here.asked("busy")
        await here.clock.advance(timedelta(hours=1))
        await here.asked("busy")

        assert here.pages.asked["127.0.0.1", "/busy"] == 1


@pytest.mark.parametrize("question", ["is silent down?", "impact of silent", "what is down?"])
async def test_field_d2_where_nothing_polls_an_answer_without_a_fresh_reading_says_so(
    redis: Client, question: str
) -> None:
    async with place(redis, within_seconds=0.2) as here:
        assert "Nothing is polling: start sharedfate run." in words(await here.said(question))

        await Heartbeats(redis).save({"poll": NOON})
        assert "polling" not in words(await here.said(f"{question} "))


async def test_an_older_reading_is_said_with_its_time(redis: Client) -> None:
    async with place(redis) as here:
        await here.asked("acme")
        here.pages.serve = lambda _host, _path: SILENCE
        await here.clock.advance(timedelta(hours=3))
        quick = AskedPages(poller=here.answerer.pages.poller, within_seconds=0.1)  # type: ignore[attr-defined]
        found = await Answerer(
            stores=here.answerer.stores,
            directory=here.answerer.directory,
            catalog=here.answerer.catalog,
            clock=here.clock,
            pages=quick,
        ).answer_to(Question(text="", intent=Intent.IS_DOWN, service="acme"))
        message = await here.answerer.noted(Message(headline="x"), found)

    assert "Its page was last read" in words(message)
