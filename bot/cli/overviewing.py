"""Whoever wants to be shown what is known, from here: of the same store and with the same reader of pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.asked_catalog import laid_over
from bot.catalog.catalog import Catalog
from bot.chat.pages import NO_PAGES, PageReader
from bot.cli.answering import pages_here
from bot.clock import Clock, SystemClock
from bot.domain.overview import Overview
from bot.domain.shown import ServicePageShown
from bot.settings import StoreSettings
from bot.showing.showing import Showing
from bot.storage.client import Client
from bot.storage.connection import open_reader
from bot.storage.stores import stores_of


@asynccontextmanager
async def overview_here(
    environ: Mapping[str, str], catalog: Catalog, *, read: bool
) -> AsyncIterator[Overview]:
    """What is known, from the same stores; with `read` the page of a service is read when it is asked for.

    Raises StoreUnavailable.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        catalog = await laid_over(client, catalog, clock.now().date())
        pages = pages_here(stack, environ, client, catalog, clock) if read else NO_PAGES
        yield _ReadWhenAsked(client, catalog, clock, pages)


class _ReadWhenAsked(Showing):
    """Shows what is known now, and reads a page that nobody has read lately while somebody waits for it."""

    def __init__(self, client: Client, catalog: Catalog, clock: Clock, pages: PageReader) -> None:
        stores = stores_of(client, "command line")
        super().__init__(stores, catalog, clock)
        self._pages = pages

    async def service(self, id_: str) -> ServicePageShown | None:
        """All of one service."""
        await self._pages.refresh(self._catalog.sources_of(self._catalog.speakers_for(id_)))
        return await super().service(id_)
