"""Open the store: the server of REDIS_URL, or an embedded one."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import StoreUnavailable
from bot.settings import StoreSettings
from bot.storage.client import Client
from bot.storage.server import answers, embedded_server, socket_path

# Reads that block on a stream outlive any socket timeout; connecting must not.
_OPTIONS: Final[dict[str, Any]] = {"socket_timeout": None, "socket_connect_timeout": 3, "max_connections": 64}


@asynccontextmanager
async def open_store(settings: StoreSettings) -> AsyncIterator[Client]:
    """Yield a client. A configured server is used and never started; unreachable raises StoreUnavailable."""
    if settings.redis_url is not None:
        async with _connected(settings.redis_url.get_secret_value()) as client:
            with _failing_in_words():
                yield client
        return
    async with (
        embedded_server(settings.sharedfate_data_dir) as socket,
        Redis(unix_socket_path=str(socket), **_OPTIONS) as client,
    ):
        with _failing_in_words():
            yield client


@asynccontextmanager
async def open_reader(settings: StoreSettings) -> AsyncIterator[Client]:
    """Yield a client for a short look: at a running embedded server if there is one, else as `open_store`."""
    socket = socket_path(settings.sharedfate_data_dir)
    if settings.redis_url is None and await answers(socket):
        async with Redis(unix_socket_path=str(socket), **_OPTIONS) as client:
            with _failing_in_words():
                yield client
        return
    async with open_store(settings) as client:
        yield client


@asynccontextmanager
async def open_existing(settings: StoreSettings) -> AsyncIterator[Client]:
    """The same where there must be a store already: none is made."""
    folder = settings.sharedfate_data_dir
    is_embedded = settings.redis_url is None and not await answers(socket_path(folder))
    # Named so by the server: `appenddirname`, https://valkey.io/topics/persistence/
    if is_embedded and not (folder / "appendonlydir").is_dir():
        raise StoreUnavailable(
            f"there is no store in {folder}: set SHAREDFATE_DATA_DIR or REDIS_URL to where `sharedfate run` "
            "keeps it"
        )
    async with open_reader(settings) as client:
        yield client


@contextmanager
def _failing_in_words() -> Iterator[None]:
    """What the store's client raises while we work with it, as ours."""
    try:
        yield
    except RedisError as error:
        raise StoreUnavailable(f"the store failed: {error}; `sharedfate doctor` looks at it") from error


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Client]:
    # A password may hold any character, and may be an option behind the address instead.
    shown = re.sub(r"^(\w+://|).*@", r"\1***@", re.sub(r"[?&]password=.*", "", url))
    try:
        client = Redis.from_url(url, health_check_interval=30, **_OPTIONS)
    except ValueError:
        # The words of this error may hold a part of the password.
        raise StoreUnavailable(f"REDIS_URL={shown} is no Redis address: write redis://host:6379/0") from None
    async with client:
        try:
            await client.ping()
        except (RedisError, OSError) as error:
            raise StoreUnavailable(
                f"cannot reach REDIS_URL={shown}: {error}; start that server, or unset REDIS_URL to use the "
                "embedded one"
            ) from error
        yield client
