"""A client for an address: of one server, of whom Sentinels name, or of a Cluster."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from redis.asyncio import Sentinel
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import ConnectionPool, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.storage.address import Arrangement, StoreAddress
from bot.storage.availability import Availability
from bot.storage.client import Client
from bot.storage.cluster_client import ClusterClient
from bot.storage.waiting_client import WaitingClient

CONNECT_SECONDS: Final = 3.0
# For who does not wait: a look from the command line.
ANSWER_SECONDS: Final = 8.0
# Every delivery that is under way may be reading a secret of its platform.
MAX_CONNECTIONS: Final = 256
CHECK_IDLE_SECONDS: Final = 30
# How often a Cluster is asked anew who has a slot before that counts as trouble.
REDIRECTIONS: Final = 2


@asynccontextmanager
async def client_of(address: StoreAddress, *, waits: bool) -> AsyncIterator[Client]:
    """Yield a client. One that `waits` outlasts whatever passes."""
    options = {
        "socket_connect_timeout": CONNECT_SECONDS,
        "max_connections": MAX_CONNECTIONS,
        "health_check_interval": CHECK_IDLE_SECONDS,
        # Who waits tries again by itself, and tells a store that stands still from a dead connection.
        "retry": Retry(NoBackoff(), 0 if waits else 1),
        "socket_timeout": None if waits else ANSWER_SECONDS,
        **address.options,
    }
    async with AsyncExitStack() as stack:
        match address.arrangement:
            case Arrangement.ALONE:
                made: Client = WaitingClient.from_pool(ConnectionPool(**options))
            case Arrangement.SENTINEL:
                made = await _watched_over(address, options, stack)
            case Arrangement.CLUSTER:
                made = _clustered(address, options)
        made.availability = Availability(waits=waits)
        yield await stack.enter_async_context(made)


async def _watched_over(address: StoreAddress, options: dict[str, Any], stack: AsyncExitStack) -> Client:
    """A client of the primary that Sentinels name, whoever that is by then."""
    asking = {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": CONNECT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        "ssl": address.is_encrypted,
        **address.asking,
    }
    manager: Any = Sentinel
    sentinel = manager(address.hosts, sentinel_kwargs=asking)
    for one in sentinel.sentinels:
        stack.push_async_callback(one.aclose)
    ssl = options.pop("connection_class", None) is SSLConnection
    return sentinel.master_for(address.service, redis_class=WaitingClient, ssl=ssl, **options)


def _clustered(address: StoreAddress, options: dict[str, Any]) -> Client:
    options["ssl"] = options.pop("connection_class", None) is SSLConnection
    options["retry"] = Retry(NoBackoff(), REDIRECTIONS)
    options.pop("db", None)
    return ClusterClient(startup_nodes=[ClusterNode(host, port) for host, port in address.hosts], **options)
