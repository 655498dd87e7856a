"""What shows what we know over HTTP: the board, the API with feeds, calendars and badges, and `/mcp`."""

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from adapters.mcp.over_http import McpEndpoint
from adapters.web.access import Access
from adapters.web.api.context import WebApi
from adapters.web.api.responses import Sending
from adapters.web.api.routes import routes as api_routes
from adapters.web.area import Area
from adapters.web.asker import asker_of
from adapters.web.board.routes import board_area
from adapters.web.guard import guarded, sees_channels, shows_token
from bot.chat.watch_lists import ChannelWatchLists
from bot.domain.overview import Overview
from bot.domain.web_access import WebAccess
from bot.pipeline import Pipeline
from bot.settings import BotSettings
from bot.storage.stores import stores_of

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer


def shown_areas(pipeline: Pipeline, settings: BotSettings) -> list[Area]:
    """All of it, of one overview and behind one guard."""
    access = Access.of(settings)
    is_public = access.mode is WebAccess.PUBLIC
    shown = pipeline.showing(is_public=is_public)
    api = WebApi(
        overview=shown,
        clock=pipeline.clock,
        sending=Sending(is_public=is_public),
        public_url=settings.public_url,
        watch_lists=watch_lists(pipeline),
        sees_channels=sees_channels,
        may_change=shows_token,
        asker_of=partial(asker_of, proxies=access.proxies),
    )
    board = board_area(shown, pipeline.clock, public_url=settings.public_url)
    return guarded([Area(api_routes(api)), _mcp(shown, settings.public_url), board], access)


def watch_lists(pipeline: Pipeline) -> ChannelWatchLists:
    """What channels watch, to be read and changed by whoever runs us."""
    stores = stores_of(pipeline.client, pipeline.holder)
    return ChannelWatchLists(stores, pipeline.catalog, pipeline.traits, pipeline.clock, pipeline.fixed)


def _mcp(shown: Overview, public_url: str) -> Area:
    def server() -> "MCPServer[Any]":
        # The SDK takes as long to import as all else, and nobody but this needs it.
        from adapters.mcp.server import mcp_server  # noqa: PLC0415

        return mcp_server(lambda: nullcontext(shown), public_url)

    return McpEndpoint(server, filter(None, (public_url,))).area
