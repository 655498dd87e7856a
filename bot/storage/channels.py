"""Channels as people have set them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from redis.exceptions import WatchError

from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import CHANNELS, NAMED, OUTBOX, PACES, READY


class Channels:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, destination: Destination) -> Channel | None:
        """The settings of a channel; None where nobody has set any."""
        return await self.load_named(str(destination))

    async def load_named(self, destination: str) -> Channel | None:
        """The same by the destination's name."""
        data = await self._client.hget(CHANNELS.name, destination)
        return decode(data, Channel) if data else None

    async def learn(self, destination: Destination, id_: str) -> None:
        """Note under which id a platform knows a channel that we call by its name."""
        named = replace(destination, channel=id_)
        await self._client.hset(NAMED.name, str(named), str(destination))

    async def name_of(self, destination: Destination) -> str:
        """What we call a channel that somebody turns to us from: by its name, if we know it by that."""
        for place in (destination, replace(destination, team="")):
            found = await self._client.hget(NAMED.name, str(place))
            if found is not None:
                return str(found, "utf-8")
        return str(destination)

    async def load_all(self) -> tuple[Channel, ...]:
        """Every channel, by destination."""
        rows = await self._client.hgetall(CHANNELS.name)
        return tuple(decode(rows[name], Channel) for name in sorted(rows))

    async def save(self, channel: Channel, now: datetime) -> None:
        """Store a channel, and have it looked at: it may have a digest to come."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(CHANNELS.name, str(channel.destination), encode(channel))
            pipe.zadd(READY.name, {str(channel.destination): now.timestamp()}, lt=True)
            await pipe.execute()

    async def exchange(self, before: Channel, after: Channel, now: datetime) -> bool:
        """Store `after` where `before` is stored, or nothing is. False when somebody was faster."""
        name = str(after.destination)
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(CHANNELS.name)
            if await self.load_named(name) not in (None, before):
                return False
            pipe.multi()
            pipe.hset(CHANNELS.name, name, encode(after))
            pipe.zadd(READY.name, {name: now.timestamp()}, lt=True)
            try:
                await pipe.execute()
            except WatchError:
                return False
        return True

    async def forget(self, platform: str, team: str) -> int:
        """Remove the channels of a workspace or server; return how many there were."""
        gone = [c for c in await self.load_all() if team and _is_in(c, platform, team)]
        async with self._client.pipeline(transaction=True) as pipe:
            for channel in gone:
                self._remove(pipe, str(channel.destination))
            await pipe.execute()
        return len(gone)

    @staticmethod
    def _remove(pipe: Any, destination: str) -> None:
        pipe.hdel(CHANNELS.name, destination)
        pipe.hdel(PACES.name, destination)
        pipe.zrem(READY.name, destination)
        pipe.delete(OUTBOX.of(destination))


def _is_in(channel: Channel, platform: str, team: str) -> bool:
    return channel.destination.platform == platform and team in (channel.destination.team, channel.guild)
