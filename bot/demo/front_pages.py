"""Front pages on loopback over TLS: whose site it is says the name that is asked for."""

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from aiohttp import web

from bot.clock import SystemClock
from bot.demo.certificates import certificate
from bot.demo.edges import EdgeMode, edge_answer
from bot.demo.staged_sites import StagedSite, mode_of
from bot.demo.time_machine import hang_up


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFronts:
    """A running server, and by what a client trusts it."""

    port: int
    trust: ssl.SSLContext

    def url(self, site: StagedSite) -> str:
        """Where a site's front page is."""
        return f"https://{site.host}:{self.port}/"

    async def resolve(self, _host: str, _port: int) -> Sequence[str]:
        """Whatever the name: it is served here."""
        return ("127.0.0.1",)


@asynccontextmanager
async def front_pages(
    sites: Sequence[StagedSite], now: Callable[[], datetime], folder: Path
) -> AsyncIterator[StagedFronts]:
    """Serve the sites until the context ends. `now` is asked on every request; keys are kept in `folder`."""
    by_host = {site.host: site for site in sites}
    serials = count(1)

    async def answer(request: web.Request) -> web.Response:
        site = by_host[request.url.host or ""]
        if (mode := mode_of(site, now())) is EdgeMode.SILENT:
            return hang_up(request)
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nAllow: /\n")
        said = edge_answer(site.node, mode, next(serials))
        return web.Response(body=said.body, status=said.status, headers=said.headers)

    context, file = certificate(folder, sites[0].host, SystemClock().now(), *by_host)
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        trust = ssl.create_default_context(cafile=str(file))
        yield StagedFronts(port=runner.addresses[0][1], trust=trust)
    finally:
        await runner.cleanup()
