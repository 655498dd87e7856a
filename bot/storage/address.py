"""The address of a store: what may stand in REDIS_URL, and what of it may be shown.

Options stand behind the address as redis-py spells them (https://redis.readthedocs.io/en/stable/connections.html).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from redis.asyncio.connection import parse_url

from bot.errors import ConfigurationError

REDIS_PORT: Final = 6379
SENTINEL_PORT: Final = 26379
# Valkey's names for the same protocol, with and without TLS.
_SCHEMES: Final = {"valkey": "redis", "valkeys": "rediss"}
_HOW_TO_WRITE: Final = (
    "write redis://host:6379/0, rediss:// for TLS, unix:///path, redis+sentinel://host:26379,host:26379/name "
    "or redis+cluster://host:6379,host:6379 (docs/store.md)"
)


class Arrangement(StrEnum):
    """How the servers of a store stand together."""

    ALONE = ""
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAddress:
    """Where a store is. `options` are a connection's, as redis-py takes them: they hold the password.

    `hosts` are those to begin with: Sentinels, or nodes of a Cluster; `service` is what Sentinels call the
    store, and `asking` are the options of connections to them.
    """

    shown: str
    arrangement: Arrangement
    url: str
    options: Mapping[str, Any]
    hosts: tuple[tuple[str, int], ...] = ()
    service: str = ""
    asking: Mapping[str, Any]

    @property
    def is_encrypted(self) -> bool:
        """Whether it is spoken to over TLS."""
        return self.url.startswith("rediss:")

    def of_cluster(self) -> "StoreAddress":
        """The same server as a node of the Cluster that it is in. Raises ConfigurationError for a socket."""
        if "path" in self.options:
            raise ConfigurationError(
                f"REDIS_URL={self.shown} is a node of a Cluster: name it by host and port"
            )
        host = (self.options.get("host", "localhost"), self.options.get("port", REDIS_PORT))
        options = {key: value for key, value in self.options.items() if key not in {"host", "port", "db"}}
        return replace(self, arrangement=Arrangement.CLUSTER, hosts=(host,), options=options)


def address_of(url: str, tls: Mapping[str, str]) -> StoreAddress:
    """An address understood. `tls` are redis-py's options for it, as settings give them.

    Raises ConfigurationError, without anything of a password.
    """
    shown = shown_of(url)
    try:
        return _understood(url, shown, tls)
    except ValueError:
        # The words of this error may hold a part of the password.
        raise ConfigurationError(f"REDIS_URL={shown} is no Redis address: {_HOW_TO_WRITE}") from None


def shown_of(url: str) -> str:
    """An address without its password, which may hold any character, or be an option behind it instead."""
    return re.sub(r"^([\w+]+://|).*@", r"\1***@", re.sub(r"[?&]\w*password=.*", "", url))


def _understood(url: str, shown: str, tls: Mapping[str, str]) -> StoreAddress:
    scheme, _, rest = url.partition("://")
    name, _, kind = scheme.lower().partition("+")
    arrangement = Arrangement(kind)
    name = _SCHEMES.get(name, name)
    if arrangement is Arrangement.ALONE:
        url = f"{name}://{rest}"
        options = _options_of(url, tls)
        return StoreAddress(shown=shown, arrangement=arrangement, url=url, options=options, asking={})
    if name not in {"redis", "rediss"}:
        raise ValueError(name)
    parts = urlsplit(f"{name}://{rest}")
    user, at, hosts = parts.netloc.rpartition("@")
    asking, query = _asked_apart(parts.query)
    is_sentinel = arrangement is Arrangement.SENTINEL
    service, _, database = (
        parts.path.strip("/").partition("/") if is_sentinel else ("", "", parts.path.strip("/"))
    )
    found = tuple(_host(text, SENTINEL_PORT if is_sentinel else REDIS_PORT) for text in hosts.split(","))
    if is_sentinel == (not service) or (database.strip("0") and not is_sentinel):
        raise ValueError(parts.path)
    url = urlunsplit((name, f"{user}{at}{_joined(*found[0])}", f"/{database}", query, ""))
    options = _options_of(url, tls)
    secure = {key: value for key, value in options.items() if key.startswith("ssl_")}
    return StoreAddress(
        shown=shown,
        arrangement=arrangement,
        url=url,
        options={key: value for key, value in options.items() if key not in {"host", "port"}},
        hosts=found,
        service=unquote(service),
        asking={**secure, **asking},
    )


def _options_of(url: str, tls: Mapping[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = dict(parse_url(url))
    return {**(tls if url.startswith("rediss:") else {}), **options}


def _asked_apart(query: str) -> tuple[dict[str, str], str]:
    """The options of connections to Sentinels, and the query without them."""
    pairs = parse_qsl(query, keep_blank_values=True)
    prefix = "sentinel_"
    asking = {key.removeprefix(prefix): value for key, value in pairs if key.startswith(prefix)}
    return asking, urlencode([(key, value) for key, value in pairs if not key.startswith(prefix)])


def _host(text: str, port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError(text)
    return parts.hostname, parts.port or port


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
