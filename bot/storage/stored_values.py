"""Single stored values, whichever type of Redis key holds them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.storage.client import Client
from bot.storage.key import Key
from bot.storage.keys import declared
from bot.storage.regrouped import name_now
from bot.storage.streams import FIELD

# Stands in a list for a value that is being dropped: lists have no other way.
_DROPPED: Final = b"dropped"


class Shape(StrEnum):
    """The Redis type of a key that holds values, as the server calls it."""

    STRING = "string"
    HASH = "hash"
    LIST = "list"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One value of the key `name`; `place` is its field, its index or its entry's id."""

    name: str
    shape: Shape
    place: bytes
    data: bytes

    def replace(self, pipe: Any, data: bytes) -> None:
        """Queue another value in its place. In a stream that is its end: entries cannot be changed."""
        match self.shape:
            case Shape.STRING:
                pipe.set(self.name, data, keepttl=True)
            case Shape.HASH:
                pipe.hset(self.name, self.place, data)
            case Shape.LIST:
                pipe.lset(self.name, int(self.place), data)
            case Shape.STREAM:
                pipe.xadd(self.name, {FIELD: data})
                pipe.xdel(self.name, self.place)

    def holding(self, data: bytes) -> "StoredValue":
        """The same place with another value."""
        return StoredValue(self.name, self.shape, self.place, data)

    def under(self, name: str) -> "StoredValue":
        """The same value under another key."""
        return StoredValue(name, self.shape, self.place, self.data)

    def append(self, pipe: Any) -> None:
        """Queue it where nothing is yet; an entry of a stream keeps its id."""
        match self.shape:
            case Shape.STRING:
                pipe.set(self.name, self.data)
            case Shape.HASH:
                pipe.hset(self.name, self.place, self.data)
            case Shape.LIST:
                pipe.rpush(self.name, self.data)
            case Shape.STREAM:
                pipe.xadd(self.name, {FIELD: self.data}, id=self.place)

    def drop(self, pipe: Any) -> None:
        """Queue its removal; in a list it stands until `sweep`, so that the others keep their index."""
        match self.shape:
            case Shape.STRING:
                pipe.delete(self.name)
            case Shape.HASH:
                pipe.hdel(self.name, self.place)
            case Shape.LIST:
                pipe.lset(self.name, int(self.place), _DROPPED)
            case Shape.STREAM:
                pipe.xdel(self.name, self.place)

    def sweep(self, pipe: Any) -> None:
        """Queue the end of what was dropped from a list, after the last change of its key."""
        if self.shape is Shape.LIST:
            pipe.lrem(self.name, 0, _DROPPED)


async def names_of(client: Client) -> AsyncIterator[tuple[str, Key]]:
    """Every key that is there, be it of an earlier version, with its declaration."""
    async for name in client.scan_iter(match="{sf*}:*", count=1000):
        text = name.decode(errors="replace")
        key = declared(name_now(text))
        if key is not None:
            yield text, key


async def shape_of(client: Client, name: str) -> Shape | None:
    """What kind of key this is; None for one that is gone, or holds no values of ours."""
    kind = (await client.type(name)).decode()
    return Shape(kind) if kind in tuple(Shape) else None


async def values_in(client: Client, name: str, shape: Shape) -> list[StoredValue]:
    """The values of a key."""
    match shape:
        case Shape.STRING:
            data = await client.get(name)
            found = [] if data is None else [(b"", data)]
        case Shape.HASH:
            found = list((await client.hgetall(name)).items())
        case Shape.LIST:
            found = [(b"%d" % n, data) for n, data in enumerate(await client.lrange(name, 0, -1))]
        case Shape.STREAM:
            found = [(id_, fields.get(FIELD, b"")) for id_, fields in await client.xrange(name)]
    return [StoredValue(name, shape, place, data) for place, data in found]
