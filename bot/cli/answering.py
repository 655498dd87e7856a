"""Whoever asks from here: answered as in chat, of the same store and with the same reader of pages."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.asked_catalog import laid_over
from bot.catalog.catalog import Catalog
from bot.chat.answerer import Answerer
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.pages import NO_PAGES, PageReader
from bot.clock import Clock, SystemClock
from bot.polling.worth_asking import pages_worth_asking
from bot.settings import BotSettings, StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_reader
from bot.storage.sources import Sources
from bot.storage.stores import stores_of


@asynccontextmanager
async def answerer_here(
    environ: Mapping[str, str], catalog: Catalog, *, read: bool
) -> AsyncIterator[Answerer]:
    """Who answers, from REDIS_URL or from the embedded store, also while `run` owns it.

    Without `read` from the store alone. Raises StoreUnavailable.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        catalog = await laid_over(client, catalog, clock.now().date())
        stores = stores_of(client, "command line")
        # Whoever asks from a shell is in no chat.
        directory = ChannelDirectory(channels=stores.channels, clock=clock)
        pages = pages_here(stack, environ, client, catalog, clock) if read else NO_PAGES
        yield Answerer(stores=stores, directory=directory, catalog=catalog, clock=clock, pages=pages)


def pages_here(
    stack: AsyncExitStack, environ: Mapping[str, str], client: Client, catalog: Catalog, clock: Clock
) -> PageReader:
    """Who reads pages while somebody waits, until the stack closes."""
    return _ReaderOnDemand(stack, BotSettings.read(environ).user_agent, client, catalog, clock)


@dataclass(slots=True)
class _ReaderOnDemand:
    """Reads as a process does that polls, once there is a page to read: few questions need one."""

    stack: AsyncExitStack
    user_agent: str
    client: Client
    catalog: Catalog
    clock: Clock
    reader: PageReader = NO_PAGES

    async def refresh(self, sources: Sequence[str]) -> None:
        """Read those that are worth it. Never raises for what a page does."""
        if self.reader is NO_PAGES:
            store = Sources(self.client)
            if not await pages_worth_asking(store, self.catalog, sources, self.clock.now()):
                return
            self.reader = await self._reader()
        await self.reader.refresh(sources)

    async def _reader(self) -> PageReader:
        # An HTTP client and every format: to import them takes longer than to answer.
        from adapters.parsing_command import PARSING_CHILD  # noqa: PLC0415
        from adapters.status_pages import FORMATS  # noqa: PLC0415
        from adapters.status_pages.shared.detect import RECOGNITION  # noqa: PLC0415
        from bot.polling.asked_pages import AskedPages  # noqa: PLC0415
        from bot.polling.children import Children  # noqa: PLC0415
        from bot.polling.fetcher import Fetcher  # noqa: PLC0415
        from bot.polling.poller import Poller  # noqa: PLC0415
        from bot.polling.reader import reader_of  # noqa: PLC0415
        from bot.storage.page_probes import PageProbes  # noqa: PLC0415

        fetcher = await self.stack.enter_async_context(Fetcher(self.user_agent))
        children = await self.stack.enter_async_context(Children(PARSING_CHILD))
        poller = Poller(
            sources=Sources(self.client),
            page_probes=PageProbes(self.client),
            reader=reader_of(fetcher, FORMATS, RECOGNITION, children=children),
            catalog=self.catalog,
            clock=self.clock,
        )
        return AskedPages(poller=poller)
