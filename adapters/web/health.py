"""The HTTP face: `/healthz` for whoever watches us, `/metrics` for Prometheus."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.clock import Clock
from bot.domain.heartbeat import STALLED_AFTER

Load = Callable[[], Awaitable[Mapping[str, datetime]]]


def application(load: Load, clock: Clock) -> web.Application:
    """The routes. `load` gives the time of each part's last heartbeat."""

    async def healthz(_: web.Request) -> web.Response:
        try:
            heartbeats = await load()
        except Exception as error:  # noqa: BLE001  -- whatever the store's trouble, we are not healthy
            return web.json_response({"status": "store unavailable", "error": str(error)}, status=503)
        ages = {part: (clock.now() - at).total_seconds() for part, at in sorted(heartbeats.items())}
        stalled = [part for part, age in ages.items() if age > STALLED_AFTER.total_seconds()]
        status = "ok" if ages and not stalled else "stalled"
        body = {"status": status, "seconds_since": ages, "stalled": stalled}
        return web.json_response(body, status=200 if status == "ok" else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    return app


async def serve(host: str, port: int, load: Load, clock: Clock) -> None:
    """Serve until cancelled."""
    runner = web.AppRunner(application(load, clock), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
