"""All channels, at hand: they are read once, and then what was set since.

Whoever sets or removes a channel notes its destination in a stream beside it, in the same transaction. What a
process of an earlier version sets is seen by their number, or when all are read once more.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary, proxy

from bot.domain.channel import Channel, Watch
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.key import beside
from bot.storage.keys import CHANNEL_CHANGES, CHANNELS
from bot.storage.relay import START
from bot.storage.shards import shards_of
from bot.storage.streams import FIELD

# So many changes are kept; who has missed more reads all channels once more.
MAX_CHANGES: Final = 1_000
# And so does everybody after a while: so long for a thousand channels, longer for more.
READ_ANEW_AFTER: Final = timedelta(seconds=5)
FEW: Final = 1_000
# So many channels are decoded at a time.
AT_ONCE: Final = 250
# What is noted where any channel may have changed.
ANY: Final = b""


def note_change(pipe: Any, channels: str, destination: str | bytes = ANY) -> None:
    """Queue the note that a channel was set or removed, in the transaction that does so in `channels`."""
    name = beside(channels, CHANNEL_CHANGES.name)
    pipe.xadd(name, {FIELD: destination}, maxlen=MAX_CHANGES, approximate=True)


@dataclass(slots=True)
class _Shard:
    """What is known of one shard: each channel with the hash of its stored value, by destination.

    `place` is the newest change that this has, None before anything was read; `read_at` is when all of it was
    read, in seconds of the loop. `is_news`: nobody was given what was read last.
    """

    place: bytes | None = None
    read_at: float = 0.0
    rows: dict[str, tuple[int, Channel]] = field(default_factory=dict)
    is_news: bool = False

    def take(self, values: Mapping[bytes, bytes | None]) -> None:
        """Keep what is stored of these destinations. Raises StoreUnavailable."""
        for name, data in values.items():
            known = self.rows.get(name.decode())
            if data is None:
                self.drop(name.decode())
            elif known is None or known[0] != hash(data):
                self.rows[name.decode()] = hash(data), _slim(decode(data, Channel))
                self.is_news = True

    def drop(self, destination: str) -> None:
        """Forget what is not there any more."""
        self.is_news |= self.rows.pop(destination, None) is not None


class ChannelCache:
    """Follows what is set. Everybody of a process may ask at once."""

    def __init__(self, client: Client, read_anew_after: timedelta = READ_ANEW_AFTER) -> None:
        # Whoever has this has the client, too: it must not be kept because it has us.
        self._client = proxy(client)
        self._anew_after = read_anew_after.total_seconds()
        self._shards = [_Shard() for _ in shards_of(client)]
        self._all: tuple[Channel, ...] = ()
        self._watches: frozenset[Watch] | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> tuple[Channel, ...]:
        """Every channel, by destination. The very same tuple as long as none has changed."""
        async with self._lock:
            for number, (entries, count) in enumerate(await self._news()):
                await self._follow(number, entries, count)
            if any(shard.is_news for shard in self._shards):
                rows = {name: channel for shard in self._shards for name, (_, channel) in shard.rows.items()}
                self._all, self._watches = tuple(rows[name] for name in sorted(rows)), None
                for shard in self._shards:
                    shard.is_news = False
            return self._all

    async def load_watches(self) -> frozenset[Watch]:
        """Whatever any of them watches."""
        channels = await self.load()
        if self._watches is None:
            # The same watch is the same object: that is told sooner than what is in it.
            each_once = {id(watch): watch for channel in channels for watch in channel.watches}
            self._watches = frozenset(each_once.values())
        return self._watches

    async def _news(self) -> list[tuple[list[Any], int]]:
        """Of each shard the changes from the last that we know on, and how many channels it has."""
        async with self._client.pipeline(transaction=False) as pipe:
            for number, shard in enumerate(self._shards):
                pipe.xrange(CHANNEL_CHANGES.at(number).name, min=shard.place or START, count=MAX_CHANGES)
                pipe.hlen(CHANNELS.at(number).name)
            answers = await pipe.execute()
        return list(zip(answers[::2], answers[1::2], strict=True))

    async def _follow(self, number: int, entries: list[Any], count: int) -> None:
        """Read what has changed in a shard."""
        shard = self._shards[number]
        names = {fields.get(FIELD, ANY) for id_, fields in entries if id_ != shard.place}
        if self._is_out_of_sight(shard, entries) or ANY in names:
            await self._read(number)
            return
        if names:
            asked = list(names)
            values = await self._client.hmget(CHANNELS.at(number).name, asked)
            shard.take(dict(zip(asked, values, strict=True)))
            shard.place = entries[-1][0]
        if len(shard.rows) != count:
            await self._read(number)

    def _is_out_of_sight(self, shard: _Shard, entries: list[Any]) -> bool:
        """Whether it may be that not all that changed is among these entries."""
        if shard.place is None or len(entries) >= MAX_CHANGES:
            return True
        is_gone = shard.place != START and (not entries or entries[0][0] != shard.place)
        anew_after = self._anew_after * max(1.0, len(shard.rows) / FEW)
        return is_gone or _now() - shard.read_at >= anew_after

    async def _read(self, number: int) -> None:
        """Read all of a shard, bit by bit. What changes meanwhile is read once more the next time."""
        shard, began = self._shards[number], _now()
        newest = await self._client.xrevrange(CHANNEL_CHANGES.at(number).name, count=1)
        cursor, there = 0, set[str]()
        while True:
            cursor, rows = await self._client.hscan(CHANNELS.at(number).name, cursor, count=AT_ONCE)
            shard.take(rows)
            there |= {name.decode() for name in rows}
            if not cursor:
                break
        for name in shard.rows.keys() - there:
            shard.drop(name)
        shard.place, shard.read_at = newest[0][0] if newest else START, began


_CACHES: Final[WeakKeyDictionary[Client, ChannelCache]] = WeakKeyDictionary()


def channel_cache_of(client: Client) -> ChannelCache:
    """The one that all of a process share who share a client."""
    return _CACHES.setdefault(client, ChannelCache(client))


def _slim(channel: Channel) -> Channel:
    """The same channel; what it watches is in memory once, however many watch it."""
    return replace(channel, watches=tuple(map(_same, channel.watches)))


@lru_cache(maxsize=100_000)
def _same(watch: Watch) -> Watch:
    return watch


def _now() -> float:
    return asyncio.get_running_loop().time()
