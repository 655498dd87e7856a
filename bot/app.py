"""The composition root: builds everything from settings, and supervises it in one TaskGroup."""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from adapters.chat import PLATFORMS, TRAITS
from adapters.chat.shared.typed_lines import terminal_here
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from adapters.web.health import Health, serve
from bot.alerting.routing import announced_channels, destinations_in
from bot.asked_catalog import catalog_today
from bot.catalog.catalog import Catalog
from bot.catalog.loader import raised_intervals
from bot.catalog_changes import CatalogChanges
from bot.clock import SystemClock
from bot.correlation.knowledge import Knowledge
from bot.domain.heartbeat import chat_part
from bot.errors import ConfigurationError
from bot.heartbeat import Pulse
from bot.learned.loader import load as load_learned
from bot.notifying.outset import outset_of, watched_by
from bot.pipeline import ALONE, Pipeline, reader_of
from bot.polling.fetcher import Fetcher
from bot.polling.reader import Reader
from bot.ports import Binding, ChatPlatform, Vault
from bot.rendering.first_words import Outset, start_lines
from bot.settings import BotSettings, StoreSettings
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.heartbeats import Heartbeats
from bot.storage.migration import Migrated, bring_up_to_date
from bot.storage.sources import Sources
from bot.storage.vault import StoredVault
from bot.supervisor import Start, supervise_until

logger = structlog.get_logger(__name__)

ROLES: Final = ("poll", "correlate", "notify", "chat", "web")
WEB: Final = "web"
ANNOUNCE: Final = "announce channels"
GREET: Final = "greet"
# What has no work of its own that could come to a stop.
WITHOUT_HEART: Final = frozenset({WEB, ANNOUNCE, GREET})


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
    started: datetime
    pulses: dict[str, Pulse] = field(default_factory=dict)
    greets: bool = True

    def with_catalog(self, catalog: Catalog) -> "App":
        """The same with another catalogue; whom we have greeted is not greeted again."""
        return replace(
            self,
            pipeline=replace(self.pipeline, catalog=catalog),
            knowledge=replace(self.knowledge, catalog=catalog),
            greets=False,
        )

    async def outset(self) -> Outset:
        """How things stand now."""
        return outset_of(
            self.pipeline.catalog,
            await self._channels.load_all(),
            self.pipeline.fixed,
            self.platforms,
            TRAITS,
            types_here=terminal_here() is not None,
        )

    async def prepare(self) -> None:
        """Make the consumer groups before anything is appended."""
        await self.pipeline.prepare(tells="notify" in self.roles)

    def parts(self) -> Iterator[tuple[str, Start]]:
        """Named parts of our roles, each a coroutine that runs for ever."""
        if "poll" in self.roles:
            yield "poll", self._poll
        if "correlate" in self.roles:
            yield "correlate", self._correlate
        if "notify" in self.roles:
            yield "route", self._route
            yield "deliver", self._deliver
            yield ANNOUNCE, self._watch_announce_channels
            if self.greets:
                yield GREET, self._greet
        if "chat" in self.roles:
            for name, platform in self.platforms.items():
                yield chat_part(name), partial(self._chat, chat_part(name), platform)
        if "web" in self.roles and self.settings.web_port:
            yield WEB, self._web

    def pulse_of(self, part: str) -> Pulse:
        """The heartbeat of a part, the same over all its restarts."""
        if part not in self.pulses:
            self.pulses[part] = Pulse(part=part, heartbeats=self._heartbeats, clock=self.pipeline.clock)
        return self.pulses[part]

    async def _poll(self) -> None:
        catalog = self.pipeline.catalog
        own = watched_by((*self.pipeline.fixed, *await self._channels.load_all()), catalog)
        first = frozenset(catalog.sources_of(sorted(own)))
        await self.pipeline.poller(self._reader, first=first).run(self.pulse_of("poll").beat)

    async def _greet(self) -> None:
        await self.pipeline.greeter(self.platforms, await self.outset()).run()

    async def _correlate(self) -> None:
        await self.pipeline.correlator(self.knowledge).run(self.pulse_of("correlate").beat)

    async def _route(self) -> None:
        await self.pipeline.router().run(self.pulse_of("route").beat)

    async def _deliver(self) -> None:
        await self.pipeline.deliverer(self.platforms).run(self.pulse_of("deliver").beat)

    async def _watch_announce_channels(self) -> None:
        await self.pipeline.announce_watch(self.platforms).run()

    async def _chat(self, part: str, platform: ChatPlatform) -> None:
        """Listen; the heartbeat is that of the connection."""
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(self.pulse_of(part).follow(platform.ailment))
            await platform.listen(
                self.pipeline.responder(self.platforms, self.pipeline.asked_pages(self._reader))
            )
            following.cancel()

    async def _web(self) -> None:
        address = Binding("SHAREDFATE_WEB_PORT", self.settings.web_host, self.settings.web_port)
        await serve(address, self._own_health, self.pipeline.clock)

    async def _own_health(self) -> Health:
        """How the parts of this process are doing; those of all where this one has none of its own.

        One that has not been well since we started counts from then on.
        """
        now = self.pipeline.clock.now()
        stored, ailments = await self._heartbeats.load(now), await self._heartbeats.ailments(now)
        blind = await Sources(self.pipeline.client).load_blindness()
        own = [name for name, _ in self.parts() if name not in WITHOUT_HEART]
        last = {name: max(stored.get(name, self.started), self.started) for name in own} or stored
        return Health(last=last, ailments=ailments, blind=blind)

    @property
    def _channels(self) -> Channels:
        return Channels(self.pipeline.client)

    @property
    def _reader(self) -> Reader:
        announce_open = self.settings.announce_open
        return reader_of(self.fetcher, FORMATS, RECOGNITION, announce_open=announce_open)

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
        await _up_to_date(client)
        fixed = announced_channels(destinations, await Channels(client).load_all(), TRAITS)
        platforms = await connect_platforms(
            stack,
            configured(environ) | {channel.destination.platform for channel in fixed},
            environ,
            StoredVault(client, settings.vault_key),
        )
        _remark(settings)
        clock = SystemClock()
        catalog = catalog_today(settings, clock)
        consumer, holder = _names_here(is_alone=store.redis_url is None)
        pipeline = Pipeline(
            client=client,
            catalog=catalog,
            clock=clock,
            traits=TRAITS,
            fixed=fixed,
            consumer=consumer,
            holder=holder,
        )
        app = App(
            pipeline=pipeline,
            knowledge=Knowledge(
                catalog=catalog, learned=load_learned(settings.learned), day=clock.now().date()
            ),
            settings=settings,
            fetcher=await stack.enter_async_context(Fetcher(settings.user_agent)),
            platforms=platforms,
            roles=frozenset(roles),
            started=clock.now(),
        )
        await app.prepare()
        await _supervised(app)


async def _up_to_date(client: Client) -> None:
    migrated = await bring_up_to_date(client)
    if migrated != Migrated():
        logger.warning("Store of another version", lifted=migrated.lifted, made_anew=migrated.dropped)


def _remark(settings: BotSettings) -> None:
    """Say what is no fault, and yet not what most would want."""
    if not settings.contact:
        logger.warning("No contact: the pages we poll cannot reach you; set SHAREDFATE_CONTACT")
    for said in raised_intervals(settings.catalog) if settings.catalog else ():
        logger.warning("An interval is below the floor", catalog=said)


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
    for line in start_lines(await app.outset()):
        logger.info(line)
    settings = app.settings
    clock = app.pipeline.clock
    changes = CatalogChanges(settings.catalog, partial(catalog_today, settings, clock), clock)
    while (catalog := await _next_catalog(app, stop, changes)) is not None:
        logger.info("Catalogue changed", services=len(catalog.services), pages=len(catalog.sources))
        app = app.with_catalog(catalog)
    logger.info("Stopped")


async def _next_catalog(app: App, stop: asyncio.Event, changes: CatalogChanges) -> Catalog | None:
    """Run until the catalogue changes, or we are told to stop."""
    return await supervise_until(
        app.parts(), stop, changes.next, app.pipeline.clock, lambda part: app.pulse_of(part).crashed
    )
