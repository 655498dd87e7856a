"""Where everything of the board is found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from adapters.web.area import Area
from adapters.web.board.assets import FOLDER, asset_response
from adapters.web.board.drawing import prepare
from adapters.web.board.live import NewsStream
from adapters.web.board.pages import Pages
from bot.clock import Clock
from bot.domain.overview import Overview

_PACKED: Final = (Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),)


def board_area(overview: Overview, clock: Clock, *, public_url: str = "") -> Area:
    """The board as a part of what we serve; `public_url` is where it is seen from outside, if known.

    It has a page for whatever is found nowhere.
    """
    lost = Route("/", Pages(overview=overview, clock=clock).missing).app
    return Area(routes(overview, clock, public_url=public_url), lifespan=_prepared, lost=lost)


def routes(overview: Overview, clock: Clock, *, public_url: str = "") -> list[Route]:
    """All of the board, `/` among it."""
    pages = Pages(overview=overview, clock=clock, public_url=public_url)
    news = NewsStream(overview, clock)
    drawn = (
        ("/", pages.now),
        ("/i/{id:path}.md", pages.markdown),
        ("/i/{id:path}.json", pages.json),
        ("/i/{id:path}", pages.incident),
        ("/s", pages.find),
        ("/s/{id:path}", pages.service),
        ("/g/{id:path}", pages.graph),
        ("/history", pages.history),
        ("/score", pages.score),
        (FOLDER + "{name}", asset_response),
    )
    return [
        Route("/i/{id:path}.png", pages.picture),
        Route("/live", news.respond),
        *(Route(path, endpoint, middleware=_PACKED) for path, endpoint in drawn),
    ]


@asynccontextmanager
async def _prepared() -> AsyncIterator[None]:
    """Whoever comes first waits for no template; nobody waits for them before we listen."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.to_thread(prepare))
        yield
