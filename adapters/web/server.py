"""One port for all that we answer over HTTP."""

import asyncio
from typing import Final

from aiohttp import web

from adapters.web.handing_in import Entrance
from adapters.web.health import Load, application
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.ports import Binding

# How long whoever is refused may go on sending what nobody reads, in seconds.
LINGERING: Final = 1.0


async def serve(address: Binding, load: Load, clock: Clock, entrance: Entrance | None = None) -> None:
    """Serve until cancelled. Raises ConfigurationError where we cannot listen.

    Without an `entrance` nothing can be handed in. Requests are not logged: tokens stand in some addresses.
    """
    runner = web.AppRunner(
        face(load, clock, entrance), access_log=None, auto_decompress=False, lingering_time=LINGERING
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except OSError as error:
            place = f"{address.host}:{address.port}"
            raise ConfigurationError(
                f"{address.variable}: cannot listen on {place}: {error.strerror}"
            ) from error
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def face(load: Load, clock: Clock, entrance: Entrance | None = None) -> web.Application:
    """All routes."""
    app = application(load, clock)
    if entrance is not None:
        entrance.add_to(app)
    return app
