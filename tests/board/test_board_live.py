"""News for open pages: one look for all who listen, few enough of them, and an end."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

from aiohttp import ClientError, ClientResponse, ClientSession
from starlette.requests import Request
from starlette.types import Message

from adapters.web.board.live import EVERY, NewsStream
from adapters.web.board.routes import board_area
from adapters.web.server import face
from bot.clock import SimulatedClock
from tests.board.fixed_overview import FixedOverview
from tests.builders import NOON
from tests.servers.web import served
from tests.waiting import wait_until

REQUEST = Request({"type": "http", "method": "GET", "path": "/live", "headers": []})


class Listener:
    """A page that listens, until it goes away."""

    def __init__(self, news: NewsStream) -> None:
        self._news = news
        self._gone = asyncio.Event()
        self.status = 0
        self.heard: list[str] = []

    async def run(self) -> None:
        answer = await self._news.respond(REQUEST)
        await answer(
            {"type": "http", "method": "GET", "path": "/live", "headers": []}, self._receive, self._send
        )

    def leave(self) -> None:
        self._gone.set()

    async def _receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        lines = message.get("body", b"").decode().splitlines()
        self.heard += [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]


async def test_all_who_listen_hear_of_a_change_by_one_look_a_second() -> None:
    overview, clock = FixedOverview(), SimulatedClock(NOON)
    news = NewsStream(overview, clock)
    listeners = [Listener(news) for _ in range(20)]
    async with asyncio.TaskGroup() as tasks:
        for one in listeners:
            tasks.create_task(one.run())
        await wait_until(
            lambda: all(one.heard == ["1"] for one in listeners), "everybody hears where it stands"
        )
        overview.mark = "2"
        await clock.advance(EVERY)
        await wait_until(lambda: all(one.heard == ["1", "2"] for one in listeners), "everybody hears of it")
        for _ in range(5):
            looks = overview.looks
            await clock.advance(EVERY)
            await wait_until(lambda before=looks: overview.looks > before, "somebody has looked again")  # type: ignore[misc]
        for one in listeners:
            one.leave()

    assert all(one.heard == ["1", "2"] for one in listeners)
    assert overview.looks <= 7


async def test_who_is_one_too_many_is_sent_away_until_somebody_leaves() -> None:
    news = NewsStream(FixedOverview(), SimulatedClock(NOON), most=1)
    first, second, third = (Listener(news) for _ in range(3))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.run())
        await wait_until(lambda: first.heard, "the first hears")
        tasks.create_task(second.run())
        await wait_until(lambda: second.status, "the second is answered")
        second.leave()
        first.leave()
        await wait_until(lambda: not news.listeners, "the first has left")
        tasks.create_task(third.run())
        await wait_until(lambda: third.heard, "there is room again")
        third.leave()

    assert (first.status, second.status, third.status) == (200, 503, 200)


async def test_a_store_that_is_away_is_told_once_and_its_return_too() -> None:
    overview, clock = FixedOverview(is_away=True), SimulatedClock(NOON)
    one = Listener(NewsStream(overview, clock))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(one.run())
        await wait_until(lambda: one.heard == ["lost"], "it is told")
        await clock.advance(timedelta(seconds=3))
        overview.is_away = False
        await clock.advance(EVERY)
        await wait_until(lambda: one.heard == ["lost", "1"], "it is back")
        one.leave()


async def test_who_listens_is_let_go_when_we_stop() -> None:
    overview, clock = FixedOverview(), SimulatedClock(NOON)
    async with ClientSession() as session, AsyncExitStack() as stack:
        async with served(face(clock, [board_area(overview, clock)])) as base:
            answer = await stack.enter_async_context(session.get(f"{base}/live"))
            first = await answer.content.readuntil(b"\r\n\r\n")
        rest = await _all_of(answer)

    assert b"event: revision" in first
    assert rest == b""


async def _all_of(answer: ClientResponse) -> bytes:
    """What still comes; whoever stops breaks off what has no end of its own."""
    try:
        return await answer.content.read()
    except ClientError:
        return b""
