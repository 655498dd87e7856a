"""The composition root: builds everything from settings, and supervises it in one TaskGroup."""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from adapters.chat import PLATFORMS, TRAITS
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from adapters.web.health import serve
from bot import __version__
from bot.alerting.routing import destinations_in, fixed_channels
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.correlation.knowledge import Knowledge
from bot.errors import ConfigurationError
from bot.heartbeat import run_with_heartbeat
from bot.learned.loader import load as load_learned
from bot.pipeline import ALONE, Pipeline, reader_of
from bot.polling.fetcher import Fetcher
from bot.ports import ChatPlatform, Vault
from bot.settings import BotSettings, StoreSettings
from bot.storage.connection import open_store
from bot.storage.heartbeats import Heartbeats
from bot.storage.vault import StoredVault
from bot.supervisor import supervise

logger = structlog.get_logger(__name__)

ROLES: Final = ("poll", "correlate", "notify", "chat", "web")
Start = Callable[[], Awaitable[None]]


def user_agent(settings: BotSettings) -> str:
    """Who we tell pages that we are."""
    contact = settings.contact or "no contact configured"
    return f"sharedfate/{__version__} (status page reader; {contact})"


async def connect_platforms(
    stack: AsyncExitStack, names: Collection[str], environ: Mapping[str, str], vault: Vault
) -> dict[str, ChatPlatform]:
    """Connect the named platforms until the stack closes. Raises MissingSecret for one without a token."""
    connected = {}
    for name in sorted(names):
        entry = PLATFORMS[name]
        connected[name] = await stack.enter_async_context(entry.connect(entry.settings.read(environ), vault))
    return connected


def configured(environ: Mapping[str, str]) -> frozenset[str]:
    """The platforms for which a token is set; the console always."""
    return frozenset(
        name for name, entry in PLATFORMS.items() if entry.is_configured(entry.settings.read(environ))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that a process holds while it runs."""

    pipeline: Pipeline
    knowledge: Knowledge
    settings: BotSettings
    fetcher: Fetcher
    platforms: Mapping[str, ChatPlatform]
    roles: frozenset[str]

    async def prepare(self) -> None:
        """Make the consumer groups before anything is appended."""
        await self.pipeline.prepare(tells="notify" in self.roles)

    def parts(self) -> Iterator[tuple[str, Start]]:
        """Named parts of our roles, each a coroutine that runs for ever."""
        if "poll" in self.roles:
            yield "poll", partial(self._run_with_heartbeat, "poll", self._poll)
        if "correlate" in self.roles:
            yield "correlate", partial(self._run_with_heartbeat, "correlate", self._correlate)
        if "notify" in self.roles:
            yield "route", partial(self._run_with_heartbeat, "route", self._route)
            yield "deliver", partial(self._run_with_heartbeat, "deliver", self._deliver)
        if "chat" in self.roles:
            for name, platform in self.platforms.items():
                yield f"chat {name}", partial(self._chat, platform)
        if "web" in self.roles and self.settings.web_port:
            yield "web", self._web

    async def _run_with_heartbeat(self, part: str, start: Start) -> None:
        await run_with_heartbeat(part, start, self._heartbeats, self.pipeline.clock)

    async def _poll(self) -> None:
        announce_open = self.settings.announce_open
        reader = reader_of(self.fetcher, FORMATS, RECOGNITION, announce_open=announce_open)
        await self.pipeline.poller(reader).run()

    async def _correlate(self) -> None:
        await self.pipeline.correlator(self.knowledge).run()

    async def _route(self) -> None:
        await self.pipeline.router().run()

    async def _deliver(self) -> None:
        await self.pipeline.deliverer(self.platforms).run()

    async def _chat(self, platform: ChatPlatform) -> None:
        await platform.listen(self.pipeline.responder())

    async def _web(self) -> None:
        await serve(
            self.settings.web_host, self.settings.web_port, self._heartbeats_here, self.pipeline.clock
        )

    async def _heartbeats_here(self) -> Mapping[str, datetime]:
        """Heartbeats of the parts of this process; of all parts where this one has none of its own."""
        heartbeats = await self._heartbeats.load(self.pipeline.clock.now())
        own = {name for name, _ in self.parts()} & heartbeats.keys()
        return {name: heartbeats[name] for name in own} if own else heartbeats

    @property
    def _heartbeats(self) -> Heartbeats:
        return Heartbeats(self.pipeline.client)


def known_roles(roles: Collection[str]) -> frozenset[str]:
    """The roles, if there are such. Raises ConfigurationError."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ConfigurationError(f"no role {', '.join(sorted(unknown))}: choose from {', '.join(ROLES)}")
    return frozenset(roles)


async def run(roles: Collection[str], environ: Mapping[str, str]) -> None:
    """Run until SIGINT or SIGTERM. Raises ConfigurationError or StoreUnavailable before anything starts.

    Settings are taken on trust: who starts us has looked for their faults.
    """
    settings = BotSettings.read(environ)
    destinations = destinations_in(settings.announce_to, TRAITS)
    async with AsyncExitStack() as stack:
        store = StoreSettings.read(environ)
        client = await stack.enter_async_context(open_store(store))
        platforms = await connect_platforms(
            stack,
            configured(environ) | {d.platform for d in destinations},
            environ,
            StoredVault(client, settings.vault_key),
        )
        if not destinations:
            logger.warning("No SHAREDFATE_ANNOUNCE_TO: only channels that watch something are told")
        if not settings.contact:
            logger.warning("No contact: the pages we poll cannot reach you; set SHAREDFATE_CONTACT")
        catalog = load(settings.catalog, shipped=settings.shipped_catalog)
        clock = SystemClock()
        consumer, holder = _names_here(is_alone=store.redis_url is None)
        pipeline = Pipeline(
            client=client,
            catalog=catalog,
            clock=clock,
            traits=TRAITS,
            fixed=fixed_channels(destinations),
            consumer=consumer,
            holder=holder,
        )
        app = App(
            pipeline=pipeline,
            knowledge=Knowledge(
                catalog=catalog, learned=load_learned(settings.learned), day=clock.now().date()
            ),
            settings=settings,
            fetcher=await stack.enter_async_context(Fetcher(user_agent(settings))),
            platforms=platforms,
            roles=frozenset(roles),
        )
        await app.prepare()
        await _supervised(app)


def _names_here(*, is_alone: bool) -> tuple[str, str]:
    """This process's names: as a reader of streams, and as a holder of leases."""
    if is_alone:
        # The only owner of an embedded store takes up what its predecessor left behind at once.
        return ALONE, ALONE
    process = f"{socket.gethostname()}-{os.getpid()}"
    # Containers may share a host's name and a process id: a lease tells even those apart.
    return process, f"{process}-{secrets.token_hex(4)}"


async def _supervised(app: App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    logger.info(
        "Running", roles=sorted(app.roles), services=len(app.pipeline.catalog.services), pid=os.getpid()
    )
    async with asyncio.TaskGroup() as tasks:
        parts = [
            tasks.create_task(supervise(name, start, app.pipeline.clock), name=name)
            for name, start in app.parts()
        ]
        await stop.wait()
        for part in parts:
            part.cancel()
    logger.info("Stopped")
