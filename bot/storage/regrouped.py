"""Keys that an earlier version kept in the one group that there was, under the names that they have now.

Such a store is on a single server: a cluster could not hold it.
"""

from typing import Final

from bot.errors import StoreUnavailable
from bot.storage import keys as k
from bot.storage.client import Client
from bot.storage.key import Key, beside
from bot.storage.shards import shard_of

_ONE: Final = "{sf}"
# What says nothing a minute later, or is noted anew with the next poll, is dropped.
_MOVED: Final = (
    k.SOURCES,
    k.DUE,
    k.NEWS,
    k.CHANNELS,
    k.CHANNEL_HEALTH,
    k.READY,
    k.OUTBOX,
    k.HEARD,
    k.NOTIFICATIONS,
)
_GONE: Final = (k.NUDGED,)


async def regroup(client: Client) -> int:
    """Give keys of an earlier version their new names; return how many that were. What has one keeps it."""
    moved = 0
    async for name in client.scan_iter(match=f"{_ONE}:*", count=1000):
        old = name.decode(errors="replace")
        key = _key_of(old, _MOVED)
        if key is not None:
            new = beside(key.at(0).name, old)
            if not await client.renamenx(old, new):
                await _add(client, old, new)
            moved += 1
        if key is not None or _key_of(old, _GONE) is not None:
            await client.delete(old)
    return moved


async def _add(client: Client, old: str, new: str) -> None:
    """What one has and the other has not: somebody has set something before the store was regrouped."""
    match await client.type(old):
        case b"hash":
            for field, value in (await client.hgetall(old)).items():
                await client.hsetnx(new, field, value)
        case b"zset":
            await client.zadd(new, dict(await client.zrange(old, 0, -1, withscores=True)), nx=True)
        case _:
            pass


async def refuse_misplaced(client: Client) -> None:
    """Raise StoreUnavailable where channels stand in other shards than those in which this store has them.

    So it is once a server's keys were copied into a Cluster, or a Cluster's to a server.
    """
    count = 0
    async for name in client.scan_iter(match=k.CHANNELS.name.replace("}", "*}"), count=1000):
        for destination in await client.hkeys(name):
            shard = shard_of(client, destination.decode())
            count += name.decode() != k.CHANNELS.at(shard).name
    if count:
        raise StoreUnavailable(
            f"{count} channels of the store stand where we do not look: it was copied from one of another "
            "kind, a server or a Cluster; `sharedfate backup FILE` and `sharedfate restore FILE --replace` "
            "put them where they belong"
        )


def name_now(old: str) -> str:
    """The name of a key of an earlier version, in whichever shard; what has the same name still keeps it."""
    key = _key_of(old, _MOVED)
    return old if key is None else beside(key.name, old)


def _key_of(old: str, among: tuple[Key, ...]) -> Key | None:
    for key in among:
        known = _ONE + key.name.partition("}")[2]
        if old == known or (known.endswith("*") and old.startswith(known[:-1])):
            return key
    return None
