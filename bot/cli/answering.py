"""Whoever asks from here: answered as in chat, of the same store and with the same reader of pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.parsing_command import PARSING_CHILD
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.asked_catalog import laid_over
from bot.catalog.catalog import Catalog
from bot.chat.answerer import Answerer
from bot.chat.pages import NO_PAGES, PageReader
from bot.chat.responder import Responder
from bot.clock import Clock, SystemClock
from bot.domain.overview import Overview
from bot.domain.shown import ServicePageShown
from bot.polling.asked_pages import AskedPages
from bot.polling.children import Children
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.questions.names import Names
from bot.settings import BotSettings, StoreSettings
from bot.showing.showing import Showing
from bot.storage.client import Client
from bot.storage.connection import open_reader
from bot.storage.page_probes import PageProbes
from bot.storage.sources import Sources
from bot.storage.stores import stores_of


@asynccontextmanager
async def answerer_here(
    environ: Mapping[str, str], catalog: Catalog, names: Names, *, read: bool
) -> AsyncIterator[Answerer]:
    """Who answers, from REDIS_URL or from the embedded store, also while `run` owns it.

    Without `read` from the store alone. Raises StoreUnavailable.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        catalog = await laid_over(client, catalog, clock.now().date())
        pages = await stack.enter_async_context(_pages(environ, client, catalog, clock, read=read))
        if read:
            fetcher = await stack.enter_async_context(Fetcher(BotSettings.read(environ).user_agent))
            children = await stack.enter_async_context(Children(PARSING_CHILD))
            poller = Poller(
                sources=Sources(client),
                page_probes=PageProbes(client),
                reader=reader_of(fetcher, FORMATS, RECOGNITION, children=children),
                catalog=catalog,
                clock=clock,
            )
            pages = AskedPages(poller=poller)
        # Whoever asks from a shell is in no chat.
        yield Responder(
            stores=stores_of(client, "command line"),
            catalog=catalog,
            names=names,
            clock=clock,
            traits={},
            pages=pages,
        ).answers


@asynccontextmanager
async def overview_here(
    environ: Mapping[str, str], catalog: Catalog, names: Names, *, read: bool
) -> AsyncIterator[Overview]:
    """What is known, from the same stores; with `read` the page of a service is read when it is asked for.

    Raises StoreUnavailable.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        catalog = await laid_over(client, catalog, clock.now().date())
        pages = await stack.enter_async_context(_pages(environ, client, catalog, clock, read=read))
        yield _ReadWhenAsked(client, catalog, clock, names, pages)


class _ReadWhenAsked(Showing):
    """Shows what is known now, and reads a page that nobody has read lately while somebody waits for it."""

    def __init__(
        self, client: Client, catalog: Catalog, clock: Clock, names: Names, pages: PageReader
    ) -> None:
        stores = stores_of(client, "command line")
        super().__init__(stores, catalog, clock)
        self._names = names  # to make them takes half a second, and this lives for one question
        self._pages = pages

    async def service(self, id_: str) -> ServicePageShown | None:
        """All of one service."""
        await self._pages.refresh(self._catalog.sources_of(self._catalog.speakers_for(id_)))
        return await super().service(id_)


@asynccontextmanager
async def _pages(
    environ: Mapping[str, str], client: Client, catalog: Catalog, clock: Clock, *, read: bool
) -> AsyncIterator[PageReader]:
    """Who reads pages while somebody waits, or nobody."""
    if not read:
        yield NO_PAGES
        return
    user_agent = BotSettings.read(environ).user_agent
    async with Fetcher(user_agent) as fetcher, Children(PARSING_CHILD) as children:
        poller = Poller(
            sources=Sources(client),
            page_probes=PageProbes(client),
            reader=reader_of(fetcher, FORMATS, RECOGNITION, children=children),
            catalog=catalog,
            clock=clock,
        )
        yield AskedPages(poller=poller)
