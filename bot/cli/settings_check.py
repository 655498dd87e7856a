"""Whatever is wrong with the settings, all of it at once, before anything runs.

Nothing here asks the network; ports are tried for a moment.
"""

import logging
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Final, TypeVar

from pydantic import ValidationError

from adapters.chat_platforms import PLATFORMS, TRAITS
from adapters.status_pages import FORMATS
from bot.alerting.routing import destination_in, parts_of
from bot.asked_catalog import catalog_of
from bot.catalog.check import source_problems
from bot.cli.inbound_check import inbound_faults
from bot.cli.web_check import web_faults
from bot.domain.message import Destination
from bot.domain.probe import ProbeMode
from bot.errors import ConfigurationError
from bot.learned.loader import load as load_learned
from bot.ports import Binding, SettingsUse
from bot.settings import BotSettings, EnvironmentSettings, ProbeSettings, StoreSettings, in_own_words
from bot.storage.address import address_of
from bot.storage.vault import faults as vault_faults

_Settings = TypeVar("_Settings", bound=EnvironmentSettings)
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


def setting_faults(
    environ: Mapping[str, str], roles: Collection[str], *, tries_ports: bool = True
) -> tuple[str, ...]:
    """Everything that keeps `run` from running these roles as set, a sentence each, none of them twice.

    Without `tries_ports` for who looks while `run` has them.
    """
    own, found = _read(BotSettings, environ)
    store, faults = _read(StoreSettings, environ)
    probing, further = _read(ProbeSettings, environ)
    found += (*faults, *further)
    if probing is not None and "probe" in roles:
        found += tuple(_of_probing(probing))
    bindings, destinations = list[Binding](), tuple[Destination, ...]()
    if own is not None:
        destinations, faults = _destinations(own.announce_to)
        found += (*faults, *_of_ourselves(own))
        if "web" in roles:
            bindings.append(Binding("SHAREDFATE_WEB_PORT", own.web_host, own.web_port))
    if store is not None:
        found += tuple(_of_store(store))
    for name, platform in PLATFORMS.items():
        use = SettingsUse(
            destinations=[to for to in destinations if to.platform == name],
            listens="chat" in roles,
            has_vault=own is not None and own.vault_key is not None,
        )
        settings, faults = _read(platform.settings, environ)
        found += faults
        if settings is not None:
            found += tuple(platform.faults(settings, use))
            bindings += platform.bindings(settings) if use.listens else ()
    return tuple(dict.fromkeys((*found, *busy(bindings if tries_ports else ()))))


def busy(bindings: Iterable[Binding]) -> Iterator[str]:
    """The addresses that we cannot listen on: taken, forbidden, not ours, or named twice among them."""
    with ExitStack() as held:
        for binding in bindings:
            if not binding.port:
                continue
            place = f"{binding.host}:{binding.port}"
            try:
                family, *_, address = socket.getaddrinfo(
                    binding.host, binding.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
                )[0]
                tried = held.enter_context(socket.socket(family, socket.SOCK_STREAM))
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
                tried.listen(1)
            except socket.gaierror as error:
                host = binding.variable.replace("_PORT", "_HOST")
                yield f"{host}: cannot listen on {place}: {error.strerror}; set an address of this machine"
            except OSError as error:
                yield (
                    f"{binding.variable}: cannot listen on {place}: {error.strerror}; stop what listens "
                    "there, or set another port"
                )


def _read(owner: type[_Settings], environ: Mapping[str, str]) -> tuple[_Settings | None, tuple[str, ...]]:
    """Settings of one owner, without the variables that are wrong; and what is wrong with those."""
    try:
        return owner.read(environ), ()
    except ConfigurationError as error:
        if not isinstance(error.__cause__, ValidationError):
            return None, (str(error),)
        wrong = dict(_each(owner, error.__cause__))
    rest = {name: value for name, value in environ.items() if name.removesuffix("_FILE") not in wrong}
    return owner.read(rest), tuple(wrong.values())


def _each(owner: type[EnvironmentSettings], error: ValidationError) -> Iterator[tuple[str, str]]:
    """A sentence for each variable that is wrong. Values are not repeated: they may be secrets."""
    prefix = owner.env_prefix
    for detail in error.errors():
        variable = f"{prefix}{'_'.join(str(part) for part in detail['loc'])}".upper()
        yield variable, f"{variable} is not usable: {in_own_words(detail['msg'])}"


def _destinations(text: str) -> tuple[tuple[Destination, ...], tuple[str, ...]]:
    """What of the announce list can be read, and a sentence for each entry that cannot."""
    destinations, faults = list[Destination](), list[str]()
    for part in parts_of(text):
        try:
            destinations.append(destination_in(part, TRAITS))
        except ConfigurationError as error:
            faults.append(f"SHAREDFATE_ANNOUNCE_TO: {error}")
    return tuple(dict.fromkeys(TRAITS[to.platform].spelt(to) for to in destinations)), tuple(faults)


def _of_ourselves(settings: BotSettings) -> Iterator[str]:
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        yield f"SHAREDFATE_LOG_LEVEL: “{settings.log_level}” is none of {', '.join(_LEVELS)}"
    yield from inbound_faults(settings)
    yield from vault_faults(settings.vault_key)
    yield from web_faults(settings)
    try:
        yield from source_problems(catalog_of(settings), FORMATS)
    except ConfigurationError as error:
        yield str(error)
    try:
        load_learned(settings.learned)
    except ConfigurationError as error:
        yield str(error)


def _of_probing(settings: ProbeSettings) -> Iterator[str]:
    if settings.probes is not ProbeMode.OFF:
        from bot.probing.resolver import Resolver  # noqa: PLC0415  -- dnspython, for who asks it

        try:
            Resolver.of(settings.dns)
        except ConfigurationError as error:
            yield str(error)


def _of_store(settings: StoreSettings) -> Iterator[str]:
    if settings.redis_url is not None:
        try:
            address_of(settings.redis_url.get_secret_value(), settings.tls_options())
        except ConfigurationError as error:
            yield str(error)
        return
    folder = settings.sharedfate_data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "lock").open("a+").close()
    except OSError as error:
        yield f"SHAREDFATE_DATA_DIR: cannot use {folder}: {error.strerror}; name a folder that can be written"
