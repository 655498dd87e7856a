"""Channels as people have set them, and how each of them is doing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from redis.exceptions import WatchError

from bot.alerting.channel_health import Bulletins, CardBudget, ChannelHealth
from bot.clock import in_slices
from bot.domain.channel import Channel, Watch
from bot.domain.message import Destination, MessageRef
from bot.storage.channel_cache import AT_ONCE, channel_cache_of, note_change
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.key import Key
from bot.storage.keys import CHANNEL_HEALTH, CHANNELS, NAMED, OUTBOX, READY
from bot.storage.outbox import BELL, FieldChange
from bot.storage.shards import by_shard, shard_of, shards_of


class Channels:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._cache = channel_cache_of(client)

    async def load(self, destination: Destination) -> Channel | None:
        """The settings of a channel; None where nobody has set any."""
        return await self.load_named(str(destination))

    async def load_named(self, destination: str) -> Channel | None:
        """The same by the destination's name."""
        data = await self._client.hget(_in_shard(self._client, CHANNELS, destination), destination)
        return decode(data, Channel) if data else None

    async def learn(self, destination: Destination, id_: str) -> None:
        """Note under which id a platform knows a channel that we call by its name."""
        named, name = replace(destination, channel=id_), str(destination)
        before = [known for known, called in (await self.ids()).items() if called == name]
        async with self._client.pipeline(transaction=True) as pipe:
            if before:
                pipe.hdel(NAMED.name, *before)
            pipe.hset(NAMED.name, str(named), name)
            await pipe.execute()

    async def name_of(self, destination: Destination) -> str:
        """What we call a channel that somebody turns to us from: by its name, if we know it by that."""
        name = str(destination)
        found = await self._client.hmget(NAMED.name, [name, str(replace(destination, team=""))])
        return next((called.decode() for called in found if called is not None), name)

    async def ids(self) -> dict[str, str]:
        """Destinations by their platforms' ids, each with what we call it, where that is a name."""
        return {id_.decode(): name.decode() for id_, name in (await self._client.hgetall(NAMED.name)).items()}

    async def address_of(self, destination: Destination) -> Destination:
        """The same channel by its platform's own id, where we have learned that: a name may change."""
        name = str(destination)
        return address_among(destination, [id_ for id_, named in (await self.ids()).items() if named == name])

    async def load_all(self) -> tuple[Channel, ...]:
        """Every channel, by destination. The very same tuple as long as none has changed."""
        return await self._cache.load()

    async def load_watches(self) -> frozenset[Watch]:
        """Whatever any channel watches."""
        return await self._cache.load_watches()

    async def save(self, channel: Channel, now: datetime) -> None:
        """Store a channel, and have it looked at: it may have a digest to come."""
        async with self._client.pipeline(transaction=True) as pipe:
            self._store(pipe, channel, now)
            await pipe.execute()

    async def exchange(self, before: Channel, after: Channel, now: datetime) -> bool:
        """Store `after` where `before` is stored, or nothing is. False when somebody was faster."""
        name = str(after.destination)
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(_in_shard(self._client, CHANNELS, name))
            if await self.load_named(name) not in (None, before):
                return False
            pipe.multi()
            self._store(pipe, after, now)
            try:
                await pipe.execute()
            except WatchError:
                return False
        return True

    async def forget(self, platform: str, team: str) -> int:
        """Remove the channels of a workspace or server; return how many there were."""
        gone = [str(c.destination) for c in await self.load_all() if team and _is_in(c, platform, team)]
        for shard, names in by_shard(self._client, gone).items():
            async with self._client.pipeline(transaction=True) as pipe:
                for name in names:
                    _remove(pipe, shard, name)
                await pipe.execute()
        return len(gone)

    def _store(self, pipe: Any, channel: Channel, now: datetime) -> None:
        name = str(channel.destination)
        channels, ready = (_in_shard(self._client, key, name) for key in (CHANNELS, READY))
        pipe.hset(channels, name, encode(channel))
        note_change(pipe, channels, name)
        pipe.zadd(ready, {name: now.timestamp()}, lt=True)
        # Whoever is telling it now knows it as it was: without this it would not be looked at once more.
        pipe.hincrby(OUTBOX.at(shard_of(self._client, name)).of(name), BELL, 1)


class ChannelHealths:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, destination: str) -> ChannelHealth:
        """The record; a fresh one where there is none."""
        data = await self._client.hget(_in_shard(self._client, CHANNEL_HEALTH, destination), destination)
        return health_in(data) if data else ChannelHealth()

    async def load_all(self) -> dict[str, ChannelHealth]:
        """Every record, by destination."""
        found = dict[str, ChannelHealth]()
        for shard in shards_of(self._client):
            rows = await self._client.hgetall(CHANNEL_HEALTH.at(shard).name)
            async for some in in_slices(rows.items(), AT_ONCE):
                found |= {name.decode(): health_in(data) for name, data in some}
        return dict(sorted(found.items()))

    async def save(self, destination: str, health: ChannelHealth) -> None:
        """Store a record."""
        name = _in_shard(self._client, CHANNEL_HEALTH, destination)
        await self._client.hset(name, destination, _encode(health))

    def change_to(self, destination: str, health: ChannelHealth) -> FieldChange:
        """What stores a record."""
        name = _in_shard(self._client, CHANNEL_HEALTH, destination)
        return FieldChange(name, destination, _encode(health), None)


def channel_in(data: bytes) -> Channel:
    """A channel as it is stored. Raises StoreUnavailable as `decode` does."""
    return decode(data, Channel)


def address_among(destination: Destination, ids: Iterable[str]) -> Destination:
    """The channel by the first of these ids that is of its platform and workspace; as it is without one."""
    for id_ in ids:
        prefix = str(replace(destination, channel=""))
        if id_.startswith(prefix):
            return replace(destination, channel=id_.removeprefix(prefix))
    return destination


def _in_shard(client: Client, key: Key, destination: str) -> str:
    return key.at(shard_of(client, destination)).name


def _remove(pipe: Any, shard: int, destination: str) -> None:
    pipe.hdel(CHANNELS.at(shard).name, destination)
    note_change(pipe, CHANNELS.at(shard).name, destination)
    pipe.hdel(CHANNEL_HEALTH.at(shard).name, destination)
    pipe.zrem(READY.at(shard).name, destination)
    pipe.delete(OUTBOX.at(shard).of(destination))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelHealth:
    """A record in the store: flat."""

    cards: tuple[datetime, ...] = ()
    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    trouble: str = ""
    storm: MessageRef | None = None
    held: tuple[str, ...] = ()
    digest_at: datetime | None = None
    sending: str | None = None
    refusals: Mapping[str, int] = field(default_factory=dict)


def _encode(health: ChannelHealth) -> bytes:
    bulletins = health.bulletins
    return encode(
        _ChannelHealth(
            cards=health.budget.cards,
            failing_since=health.failing_since,
            failures=health.failures,
            retry_at=health.retry_at,
            trouble=health.trouble,
            storm=bulletins.storm,
            held=bulletins.held,
            digest_at=bulletins.digest_at,
            sending=bulletins.sending,
            refusals=bulletins.refusals,
        )
    )


def health_in(data: bytes) -> ChannelHealth:
    """A record as it is stored. Raises StoreUnavailable as `decode` does."""
    stored = decode(data, _ChannelHealth)
    return ChannelHealth(
        failing_since=stored.failing_since,
        failures=stored.failures,
        retry_at=stored.retry_at,
        trouble=stored.trouble,
        budget=CardBudget(cards=stored.cards),
        bulletins=Bulletins(
            storm=stored.storm,
            held=stored.held,
            digest_at=stored.digest_at,
            sending=stored.sending,
            refusals=stored.refusals,
        ),
    )


def _is_in(channel: Channel, platform: str, team: str) -> bool:
    return channel.destination.platform == platform and team in (channel.destination.team, channel.guild)
