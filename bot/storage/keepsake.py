"""What must outlive a store: all that people set and said, and what we told and learned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.errors import ConfigurationError
from bot.storage import keys as k
from bot.storage.channel_cache import note_change
from bot.storage.client import Client
from bot.storage.forms import FORMS
from bot.storage.key import Keeping, beside, in_shard
from bot.storage.migration import lifted
from bot.storage.regrouped import name_now
from bot.storage.shards import shard_of, shards_of
from bot.storage.stored_values import Shape, StoredValue, names_of, shape_of, values_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepsake:
    """One key with its values; `expires_at` None: it does not."""

    name: str
    shape: Shape
    values: tuple[StoredValue, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How much of what people set and said there is."""

    channels: int = 0
    marks: int = 0
    votes: int = 0
    secrets: int = 0

    def __str__(self) -> str:
        counted = [
            f"{number} {name if number != 1 else name.removesuffix('s')}"
            for name in self.__slots__
            if (number := getattr(self, name))
        ]
        return ", ".join(counted) or "nothing that people set"


async def keepsakes_in(client: Client, *, secrets: bool = True) -> list[Keepsake]:
    """All that must outlive the store, by name. Secrets are encrypted, as they are stored."""
    found = []
    async for name, key in names_of(client):
        shape = await shape_of(client, name)
        if key.keeping is Keeping.REBUILT or shape is None or (key is k.SECRETS and not secrets):
            continue
        at = await client.pexpiretime(name)
        values = tuple(value.under(name_now(name)) for value in await values_in(client, name, shape))
        expires_at = datetime.fromtimestamp(at / 1000, tz=UTC) if at > 0 else None
        found.append(Keepsake(name=name_now(name), shape=shape, values=values, expires_at=expires_at))
    return sorted(found, key=lambda keepsake: keepsake.name)


def holding(keepsakes: Iterable[Keepsake]) -> Holding:
    """How much that is."""
    counted = dict.fromkeys((k.CHANNELS, k.REACTIONS, k.VOTES, k.SECRETS), 0)
    for keepsake in keepsakes:
        key = k.declared(keepsake.name)
        if key in counted:
            counted[key] += len(keepsake.values)
    channels, marks, votes, secrets = counted.values()
    return Holding(channels=channels, marks=marks, votes=votes, secrets=secrets)


async def put_back(
    client: Client, keepsakes: Sequence[Keepsake], now: datetime, *, replace: bool = False
) -> None:
    """Put keepsakes into a store, all or none, in the form of this version; what has expired stays away.

    Secrets that are there stay where none are put back. Raises ConfigurationError where that would overwrite
    what people set and said, unless it is to `replace` it; and StoreUnavailable for values that this version
    cannot read.
    """
    there = await keepsakes_in(client, secrets=holding(keepsakes).secrets > 0 or not replace)
    held = holding(there)
    if held != Holding() and not replace:
        raise ConfigurationError(
            f"the store holds {held} already: --replace puts the backup in their place (back them up first)"
        )
    those = [one for one in keepsakes if one.expires_at is None or one.expires_at > now]
    placed = [(value, one) for one in those for value in _placed(client, one)]
    # One transaction for all; where a store has several shards, one each: nothing commits on all of them.
    names = {*(one.name for one in there), *(value.name for value, _ in placed)}
    groups = {_group(client, name) for name in names}
    # The recorder begins anew behind what is put back.
    await client.delete(k.PAST_STATE.name)
    for group in sorted(groups):
        async with client.pipeline(transaction=True) as pipe:
            for old in there:
                if _group(client, old.name) == group:
                    pipe.delete(old.name)
            for value, one in placed:
                if _group(client, value.name) == group:
                    _put(pipe, value, one, now)
            _note_channels(pipe, (n for n in names if _group(client, n) == group))
            await pipe.execute()


def _note_channels(pipe: Any, names: Iterable[str]) -> None:
    """Have whoever has channels at hand read all of them once more."""
    for name in names:
        if k.declared(name) is k.CHANNELS:
            note_change(pipe, name)


def _group(client: Client, name: str) -> str:
    return name.partition("}")[0] if len(shards_of(client)) > 1 else ""


def _placed(client: Client, keepsake: Keepsake) -> Iterable[StoredValue]:
    """Its values in the form of this version, each in the shard that has it in this store."""
    key = k.declared(keepsake.name)
    for value in _readable(keepsake):
        if key is None or not key.is_sharded:
            yield value
        else:
            shard = shard_of(client, value.place.decode())
            yield value.under(in_shard(value.name, shard))


def _put(pipe: Any, value: StoredValue, keepsake: Keepsake, now: datetime) -> None:
    value.append(pipe)
    if k.declared(value.name) is k.CHANNELS:
        pipe.zadd(beside(value.name, k.READY.name), {value.place: now.timestamp()}, lt=True)
    if keepsake.expires_at is not None:
        pipe.pexpire(value.name, keepsake.expires_at - now)


def _readable(keepsake: Keepsake) -> Iterable[StoredValue]:
    key = k.declared(keepsake.name)
    for value in keepsake.values:
        data = lifted(value, key) if key is not None and key in FORMS else value.data
        if data is not None:
            yield value.holding(data)
