"""The composition root: builds everything from settings, and supervises it in one TaskGroup."""

import asyncio
import gc
import os
import secrets
import socket
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Final

import structlog

from adapters.chat_platforms import PLATFORMS, TRAITS
from adapters.parsing_command import PARSING_CHILD
from bot.alerting.routing import announced_channels, destinations_in
from bot.asked_catalog import catalog_today, laid_over
from bot.catalog.catalog import Catalog
from bot.catalog.loader import raised_intervals
from bot.catalog_changes import CatalogChanges
from bot.clock import SystemClock
from bot.correlation.knowledge import Knowledge
from bot.errors import ConfigurationError
from bot.learned.loader import load as load_learned
from bot.parts import App
from bot.pipeline import ALONE, Pipeline
from bot.polling.children import Children
from bot.polling.fetcher import Fetcher
from bot.ports import ChatPlatform, Vault
from bot.rendering.first_words import start_lines
from bot.service_manager import ServiceManager
from bot.settings import BotSettings, ProbeSettings, StoreSettings
from bot.stopping import stop_signals
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.guard import StoreGuard
from bot.storage.migration import Migrated, bring_up_to_date
from bot.storage.regrouped import refuse_misplaced
from bot.storage.vault import StoredVault
from bot.supervisor import supervise_until

logger = structlog.get_logger(__name__)

ROLES: Final = ("poll", "probe", "correlate", "notify", "chat", "web")
SETTLED_AFTER_SECONDS: Final = 3.0


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
    app: App | None = None
    with stop_signals() as stop:
        async with AsyncExitStack() as stack:
            with stop.breaking_off():
                app = await _prepared(stack, roles, environ, stop.asked)
            if app is not None:
                manager = ServiceManager.of(environ)
                stack.callback(asyncio.ensure_future(manager.watch_over(stop.asked)).cancel)
                await _supervised(app, stop.asked)
        logger.info("Stopped")


async def _prepared(
    stack: AsyncExitStack, roles: Collection[str], environ: Mapping[str, str], stop: asyncio.Event
) -> App:
    """Everything that is needed to run, until the stack closes."""
    settings = BotSettings.read(environ)
    destinations = destinations_in(settings.announce_to, TRAITS)
    store = StoreSettings.read(environ)
    client = await stack.enter_async_context(open_store(store, waits=True))
    stack.callback(asyncio.ensure_future(_wait_no_longer(client, stop)).cancel)
    clock = SystemClock()
    guard = StoreGuard(client, clock)
    await guard.begin()
    await _up_to_date(client)
    fixed = announced_channels(destinations, await Channels(client).load_all(), TRAITS)
    names = configured(environ) | {channel.destination.platform for channel in fixed}
    vault = StoredVault(client, settings.vault_key)
    platforms = await connect_platforms(stack, names, environ, vault)
    _remark(settings)
    catalog = catalog_today(settings, clock)
    consumer, holder = _names_here(is_alone=store.redis_url is None)
    pipeline = Pipeline(
        client=client,
        catalog=catalog,
        clock=clock,
        traits=TRAITS,
        fixed=fixed,
        board=settings.public_url,
        consumer=consumer,
        holder=holder,
    )
    app = App(
        pipeline=pipeline,
        guard=guard,
        knowledge=Knowledge(catalog=catalog, learned=load_learned(settings.learned), day=clock.now().date()),
        settings=settings,
        probing=ProbeSettings.read(environ),
        fetcher=await stack.enter_async_context(Fetcher(settings.user_agent)),
        children=await stack.enter_async_context(Children(PARSING_CHILD)),
        platforms=platforms,
        roles=frozenset(roles),
        started=clock.now(),
    )
    await app.prepare()
    return app


async def _wait_no_longer(client: Client, stop: asyncio.Event) -> None:
    """Whoever ends waits for no store: what is under way has a moment, and nothing else is begun."""
    await stop.wait()
    client.availability.stop()


async def _up_to_date(client: Client) -> None:
    migrated = await bring_up_to_date(client)
    await refuse_misplaced(client)
    if migrated != Migrated():
        logger.warning("Store of another version", lifted=migrated.lifted, made_anew=migrated.dropped)


def _remark(settings: BotSettings) -> None:
    """Say what is no fault, and yet not what most would want."""
    if not settings.contact:
        logger.warning(
            "No contact: the pages we poll cannot reach you, and no front page is probed; "
            "set SHAREDFATE_CONTACT"
        )
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


async def _supervised(app: App, stop: asyncio.Event) -> None:
    # What is there by now stays to the end: nobody need look again and again whether it is garbage.
    gc.freeze()
    gc.enable()
    logger.info(
        "Running", roles=sorted(app.roles), services=len(app.pipeline.catalog.services), pid=os.getpid()
    )
    for line in start_lines(await app.outset()):
        logger.info(line)
    changes = _changes_of(app)
    # Who we have not greeted yet is greeted now.
    app = replace(app.with_catalog(await changes.today()), greets=app.greets)
    # By then the parts have begun, and pages were asked for.
    asyncio.get_running_loop().call_later(SETTLED_AFTER_SECONDS, _settle)
    while (change := await _next_change(app, stop, changes)) is not None:
        if isinstance(change, Catalog):
            logger.info("Catalogue changed", services=len(change.services), pages=len(change.sources))
            app = app.with_catalog(change)
        else:
            logger.error("All begins anew", why=change)
        _settle()


def _settle() -> None:
    """What is there now stays: to look through it for garbage stops all else for a tenth of a second."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _changes_of(app: App) -> CatalogChanges:
    settings, clock = app.settings, app.pipeline.clock
    load = partial(catalog_today, settings, clock)
    return CatalogChanges(settings.catalog, load, clock, partial(laid_over, app.pipeline.client))


async def _next_change(app: App, stop: asyncio.Event, changes: CatalogChanges) -> Catalog | str | None:
    """Run until the catalogue changes, the store was lost (why it may have been), or we are told to stop."""
    return await supervise_until(
        app.parts(),
        stop,
        (changes.next, app.guard.lost),
        app.pipeline.clock,
        lambda part: app.pulse_of(part).crashed,
    )
