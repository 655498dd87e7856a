"""Open the store: the server of REDIS_URL, or an embedded one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from redis.asyncio.connection import UnixDomainSocketConnection
from redis.exceptions import ResponseError

from bot.errors import StoreUnavailable
from bot.settings import StoreSettings
from bot.storage.address import Arrangement, StoreAddress, address_of
from bot.storage.client import STORE_FAILURES, Client
from bot.storage.failures import UNREACHABLE, in_words, passing_trouble
from bot.storage.opening import client_of
from bot.storage.server import answers, embedded_server, socket_path

# How long whoever is asked whether it answers at all may take.
PING_SECONDS: Final = 2.0


@asynccontextmanager
async def open_store(settings: StoreSettings, *, waits: bool = False) -> AsyncIterator[Client]:
    """Yield a client. A configured server is used and never started; unreachable raises StoreUnavailable.

    One that `waits` outlasts whatever passes after that; else every failure raises StoreUnavailable.
    """
    async with AsyncExitStack() as stack:
        if settings.redis_url is not None:
            address = address_of(settings.redis_url.get_secret_value(), settings.tls_options())
        else:
            socket = await stack.enter_async_context(embedded_server(settings.sharedfate_data_dir))
            address = _embedded(socket)
        yield await stack.enter_async_context(_connected(address, waits=waits))


@asynccontextmanager
async def open_reader(settings: StoreSettings) -> AsyncIterator[Client]:
    """Yield a client for a short look: at a running embedded server if there is one, else as `open_store`."""
    socket = socket_path(settings.sharedfate_data_dir)
    if settings.redis_url is None and await answers(socket):
        async with _connected(_embedded(socket), waits=False) as client:
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


def _embedded(socket: Path) -> StoreAddress:
    return StoreAddress(
        shown=str(socket),
        arrangement=Arrangement.ALONE,
        url=f"unix://{socket}",
        options={"path": str(socket), "connection_class": UnixDomainSocketConnection},
        asking={},
    )


@asynccontextmanager
async def _connected(address: StoreAddress, *, waits: bool) -> AsyncIterator[Client]:
    """A client of a store that has answered. Raises StoreUnavailable."""
    address = await _found(address, waits=waits)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(client_of(address, waits=waits))
        if waits:
            watching = asyncio.ensure_future(client.availability.watch_for_silence(lambda: _pinged(address)))
            stack.callback(watching.cancel)
        with _failing_in_words():
            yield client


async def _found(address: StoreAddress, *, waits: bool) -> StoreAddress:
    """The address as it turns out to be: a node of a Cluster knows the others. Raises StoreUnavailable."""
    try:
        async with client_of(address, waits=False) as client:
            is_node = address.arrangement is Arrangement.ALONE and await _is_clustered(client)
            address = address.of_cluster() if is_node else address
            await client.ping()
    except (*STORE_FAILURES, OSError, TypeError) as error:
        # A store that is loading, full or without a primary answers all the same.
        if not waits or passing_trouble(error) in {None, UNREACHABLE}:
            raise _not_found(address, error) from None
    return address


def _not_found(address: StoreAddress, error: BaseException) -> StoreUnavailable:
    if isinstance(error, TypeError):
        why = f"it has an option that is none ({error}); see docs/store.md"
    else:
        why = f"{' '.join(str(error).split())}; start that server, or unset REDIS_URL to use the embedded one"
    return StoreUnavailable(f"cannot reach REDIS_URL={address.shown}: {why}")


async def _is_clustered(client: Client) -> bool:
    """What HELLO says of the mode; one who may not ask is told what the first key says."""
    try:
        said = await client.execute_command("HELLO")
    except ResponseError:
        return False
    fields = said if isinstance(said, dict) else dict(zip(said[::2], said[1::2], strict=False))
    return bool(fields.get(b"mode", fields.get("mode")) in {b"cluster", "cluster"})


async def _pinged(address: StoreAddress) -> None:
    """Ask over connections of their own whether it answers. Raises what there is."""
    async with asyncio.timeout(PING_SECONDS), client_of(address, waits=False) as client:
        await client.probe(None)


@contextmanager
def _failing_in_words() -> Iterator[None]:
    """What the store's client raises while we work with it, as ours."""
    try:
        yield
    except STORE_FAILURES as error:
        raise StoreUnavailable(f"{in_words(error)}; `sharedfate doctor` looks at it") from error
