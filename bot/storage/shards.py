"""In how many shards a store is, and which of them has what.

A single server has one. The client of a cluster says how many it has: each is a hash tag, and the cluster
spreads those over its nodes.
"""

from collections.abc import Iterable, Iterator
from random import randrange
from typing import TypeVar
from zlib import crc32

from bot.storage.client import Client

T = TypeVar("T", bound=str)


def shards_of(client: Client) -> range:
    """The shards of a store, by number."""
    return range(getattr(client, "shards", 1))


def shard_of(client: Client, id_: str) -> int:
    """The shard that has what belongs to this source, or to this destination."""
    return crc32(id_.encode()) % len(shards_of(client))


def by_shard(client: Client, ids: Iterable[T]) -> dict[int, list[T]]:
    """Sources, or destinations, by the shard that has them, each in the order given."""
    found: dict[int, list[T]] = {}
    for id_ in ids:
        found.setdefault(shard_of(client, id_), []).append(id_)
    return found


def in_turn(client: Client) -> Iterator[int]:
    """All shards, from a random one on: whoever takes what is due favours none of them."""
    count = len(shards_of(client))
    first = randrange(count)  # noqa: S311  -- fairness, not secrets
    return ((first + step) % count for step in range(count))
