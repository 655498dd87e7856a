"""The web server: what stands around all routes, and how it ends."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
from aiohttp import ClientConnectorError, ClientPayloadError, ClientSession
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs
from yarl import URL

from adapters.web.area import Area
from adapters.web.server import Bounds, face, listeners, serve_on
from bot.clock import SimulatedClock
from bot.errors import ConfigurationError
from bot.ports import Binding
from tests.builders import NOON
from tests.servers.web import asked, served


async def _broken(_: Request) -> Response:
    raise ValueError("a fault of ours")


async def _half(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half"
        raise ValueError("a fault of ours")

    return StreamingResponse(parts())


async def _well(_: Request) -> Response:
    return PlainTextResponse("well")


async def _refused(_: Request) -> Response:
    return PlainTextResponse("none of that", 413)


AREA = Area(
    [
        Route("/broken/{token}", _broken),
        Route("/half", _half),
        Route("/well", _well),
        Route("/refused", _refused, methods=["POST"]),
    ]
)


async def test_a_fault_in_one_route_is_one_line_and_a_500_and_the_others_go_on() -> None:
    async with asked(AREA) as client:
        with capture_logs() as logs:
            for _ in range(5):
                async with client.get("/broken/a-token") as response:
                    assert response.status == 500
                    assert await response.text() == "this failed here: it is in the log\n"
            async with client.get("/well") as response:
                assert response.status == 200
    (line,) = logs
    assert line["route"] == "/broken/{token}"
    assert line["why"] == "ValueError: a fault of ours"
    assert "exc_info" not in line
    assert "a-token" not in str(line)


async def test_half_an_answer_is_not_passed_off_as_a_whole_one() -> None:
    async with asked(AREA) as client:
        with pytest.raises(ClientPayloadError):
            await (await client.get("/half")).read()
        assert (await client.get("/well")).status == 200


async def test_whoever_is_refused_hears_it_and_sends_no_more() -> None:
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b" " * 65_536
        finally:
            ended.set()

    async with asked(AREA) as client:
        async with client.post("/refused", data=endless()) as response:
            assert response.status == 413
            assert await response.text() == "none of that"
            assert response.headers["Connection"] == "close"
        async with client.post("/refused", data=b"short") as response:
            assert await response.text() == "none of that"


async def test_an_address_that_only_lacks_a_stroke_leads_nowhere_else() -> None:
    async with asked(AREA) as client:
        assert (await client.get("/well/", allow_redirects=False)).status == 404


async def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    (taken,) = await listeners(Binding("SHAREDFATE_WEB_PORT", "127.0.0.1", 0))
    port = taken.getsockname()[1]
    with taken, pytest.raises(ConfigurationError, match=rf"SHAREDFATE_WEB_PORT: .* 127\.0\.0\.1:{port}: "):
        await listeners(Binding("SHAREDFATE_WEB_PORT", "127.0.0.1", port))
    with pytest.raises(ConfigurationError, match="SHAREDFATE_WEB_PORT"):
        await listeners(Binding("SHAREDFATE_WEB_PORT", "no-such-host.invalid", 0))


async def test_whoever_says_a_word_now_and_then_is_let_go_and_a_long_answer_is_not() -> None:
    answering, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: Request) -> Response:
        answering.set()
        await go_on.wait()
        return PlainTextResponse("at last")

    app = face(SimulatedClock(NOON), [Area([Route("/slow", slow)])])
    async with served(app, Bounds(patience=0)) as base, ClientSession(base) as client:
        asking = asyncio.ensure_future(client.get("/slow"))
        await answering.wait()
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(base).port)
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ")
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        go_on.set()
        assert await (await asking).text() == "at last"


async def test_one_connection_too_many_is_closed_and_the_others_stay() -> None:
    app = face(SimulatedClock(NOON), [AREA])
    async with served(app, Bounds(most=2)) as base, ClientSession(base) as client:
        assert (await client.get("/well")).status == 200
        port = URL(base).port
        other, third = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        with suppress(ConnectionError):
            assert await third[0].read() == b""
        assert (await client.get("/well")).status == 200
        for _, writer in (other, third):
            writer.close()


async def test_it_ends_though_a_stream_is_open_and_leaves_signals_alone() -> None:
    async def for_ever(_: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.Event().wait()

        return StreamingResponse(parts())

    lives: list[str] = []

    @asynccontextmanager
    async def life(name: str) -> AsyncIterator[None]:
        lives.append(f"{name} begins")
        try:
            yield
        finally:
            lives.append(f"{name} ends")

    areas = [Area([Route("/stream", for_ever)], partial(life, "one")), Area([], partial(life, "two"))]
    sockets = await listeners(Binding("SHAREDFATE_WEB_PORT", "127.0.0.1", 0))
    port, before = sockets[0].getsockname()[1], signal.getsignal(signal.SIGTERM)
    async with asyncio.TaskGroup() as tasks, ClientSession(f"http://127.0.0.1:{port}") as client:
        serving = tasks.create_task(serve_on(sockets, face(SimulatedClock(NOON), areas)))
        response = await client.get("/stream")
        assert await response.content.readany() == b"first"
        assert signal.getsignal(signal.SIGTERM) is before
        serving.cancel()
        with pytest.raises(ClientPayloadError):
            await response.read()
        await asyncio.wait((serving,))
        assert serving.cancelled()
        assert lives == ["one begins", "two begins", "two ends", "one ends"]
        with pytest.raises(ClientConnectorError):
            await client.get("/stream")
