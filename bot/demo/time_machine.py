"""The status page time machine: real HTTP on loopback, every page as it stood at the simulated moment.

A page of host H is served under `/H/`, so that one port carries them all.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from aiohttp import web

from bot.demo.pages import render
from bot.demo.recording import RecordedPage


@dataclass(frozen=True, slots=True)
class TimeMachine:
    """A running server."""

    base: str

    def address(self, page: RecordedPage, path: str) -> str:
        """Where one of a page's documents is served."""
        return f"{self.base}/{page.host}{path}"


@asynccontextmanager
async def time_machine(
    pages: Sequence[RecordedPage],
    now: Callable[[], datetime],
    is_cut_off: Callable[[datetime], bool] = lambda _: False,
) -> AsyncIterator[TimeMachine]:
    """Serve the pages until the context ends. `now` is asked on every request.

    While it `is_cut_off` requests are hung up on: to who asks, the network is gone.
    """
    by_host = {page.host: page for page in pages}

    async def answer(request: web.Request) -> web.Response:
        if is_cut_off(now()):
            return hang_up(request)
        page = by_host.get(request.match_info["host"])
        rendered = render(page, now()) if page else None
        body = rendered.documents.get("/" + request.match_info["path"]) if rendered else None
        if rendered is None or body is None:
            raise web.HTTPNotFound
        etag = blake2b(body, digest_size=12).hexdigest()
        if request.headers.get("If-None-Match") == f'W/"{etag}"':
            return web.Response(status=304, headers={"ETag": f'W/"{etag}"'})
        headers = {"ETag": f'W/"{etag}"', "Content-Type": rendered.content_type}
        return web.Response(body=body, headers=headers)

    app = web.Application()
    app.router.add_get("/{host}/{path:.+}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        yield TimeMachine(f"http://127.0.0.1:{port}")
    finally:
        await runner.cleanup()


def hang_up(request: web.Request) -> web.Response:
    """Close a connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
