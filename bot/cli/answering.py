"""Whoever asks from a shell: answered as in chat, of the same store and with the same reader of pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.asked_catalog import laid_over
from bot.catalog.catalog import Catalog
from bot.chat.answerer import Answerer
from bot.chat.pages import NO_PAGES, PageReader
from bot.chat.responder import Responder
from bot.clock import SystemClock
from bot.polling.asked_pages import AskedPages
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import Reader
from bot.polling.recogniser import Recogniser
from bot.questions.names import Names
from bot.settings import BotSettings, StoreSettings
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
    pages: PageReader = NO_PAGES
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        catalog = await laid_over(client, catalog, clock.now().date())
        if read:
            fetcher = await stack.enter_async_context(Fetcher(BotSettings.read(environ).user_agent))
            recogniser = Recogniser(fetcher=fetcher, formats=FORMATS, recognition=RECOGNITION)
            reader = Reader(fetcher=fetcher, formats=FORMATS, recogniser=recogniser)
            poller = Poller(
                sources=Sources(client),
                page_probes=PageProbes(client),
                reader=reader,
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
