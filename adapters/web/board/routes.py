"""Where everything of the board is found."""

from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from adapters.web.board.assets import FOLDER, asset_response
from adapters.web.board.live import NewsStream
from adapters.web.board.pages import Pages
from bot.clock import Clock
from bot.domain.overview import Overview

_PACKED: Final = (Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),)


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
