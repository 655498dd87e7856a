"""A store that another version of us wrote: brought up to date, or left alone with one line that says why.

Every value carries its schema, so that one whose migration was cut short is gone on with by the next start.
What people set and said is lifted or nothing is touched at all; of the rest, what cannot be read is dropped,
and comes again from the pages.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import msgspec
from redis.exceptions import WatchError

from bot.errors import StoreUnavailable
from bot.storage import keys as k
from bot.storage.client import Client
from bot.storage.codec import SCHEMA, encode_as, json_in
from bot.storage.forms import FORMS, newest_schema
from bot.storage.key import Keeping, Key
from bot.storage.open_list import OPEN, disown
from bot.storage.regrouped import regroup
from bot.storage.relay import START, places_of
from bot.storage.shards import shards_of
from bot.storage.stored_values import Shape, StoredValue, names_of, shape_of, values_in
from bot.storage.streams import order_of

Document: TypeAlias = Any
"""A stored value as JSON: what it is made of depends on its key and schema."""
Step = Callable[[Key, Document], Document]
"""What a value of a key becomes in the next schema."""

# From which schema each step leads to the next: whoever raises SCHEMA adds the step from the one before.
# What a step does not change it returns as it is.
STEPS: Final[Mapping[bytes, Step]] = {}
# What reading a value of another form raises, and a step that meets one.
_UNREADABLE: Final = (
    StoreUnavailable,
    msgspec.MsgspecError,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)
# The correlator's memory is one: without a part of it, all of it is made again, from pages read anew.
_ONE_MEMORY: Final = (k.SIGHTINGS, k.SOURCE_HEALTH, k.INCIDENTS, k.NAMINGS, k.EARLY)
_WITH_IT: Final = (*_ONE_MEMORY, k.GROUPED, k.VERSION, k.LISTED, k.ABOUT)
# Streams by which one group hands over to another, and into which; None: into outboxes.
_HANDED_OVER: Final[Mapping[Key, Key | None]] = {
    k.OBSERVED: k.OBSERVATIONS,
    k.NOTICED: k.ALERTS,
    k.DISPATCH: None,
}


@dataclass(frozen=True, slots=True)
class Migrated:
    """How many values were brought up to date, and how many were dropped because nobody can read them."""

    lifted: int = 0
    dropped: int = 0


async def bring_up_to_date(client: Client, steps: Mapping[bytes, Step] = STEPS) -> Migrated:
    """Make all that is stored readable to this version. To be called before anything else uses the store.

    Raises StoreUnavailable, with nothing touched, for a store of a newer version, or of an older one whose
    channels, marks or votes this version cannot read.
    """
    stale = await _stale(client, steps)
    if await regroup(client):
        stale = await _stale(client, steps)
    done = Migrated()
    for name, key in stale.items():
        climbed, dropped = await _mend(client, name, key, steps)
        done = replace(done, lifted=done.lifted + climbed, dropped=done.dropped + dropped)
        if key in OPEN:
            await disown(client)
        if dropped and key in _ONE_MEMORY:
            await client.delete(*(other.name for other in _WITH_IT))
            for shard in shards_of(client):
                await client.delete(k.SOURCES.at(shard).name)
    return done


async def _stale(client: Client, steps: Mapping[bytes, Step]) -> dict[str, Key]:
    """The keys with values that are not as this version stores them. Raises StoreUnavailable."""
    stale: dict[str, Key] = {}
    async for name, key in names_of(client):
        if key in FORMS:
            for value in await _values(client, name):
                if lifted(value, key, steps) != value.data:
                    stale[name] = key
    return stale


async def _values(client: Client, name: str) -> list[StoredValue]:
    shape = await shape_of(client, name)
    return await values_in(client, name, shape) if shape is not None else []


def lifted(value: StoredValue, key: Key, steps: Mapping[bytes, Step] = STEPS) -> bytes | None:
    """The value as this version stores it; None where it is to be dropped. Raises StoreUnavailable."""
    schema, data = value.data[:1], value.data
    if schema.isdigit() and schema > newest_schema(key):
        raise StoreUnavailable(
            f"the store was written by a newer version of Sharedfate (schema {schema.decode()}, this one "
            f"reads {SCHEMA.decode()}): nothing was touched; start the newer version, see docs/upgrading.md"
        )
    try:
        if schema not in (SCHEMA, newest_schema(key)):
            data = _climbed(key, schema, data, steps)
        FORMS[key](data)
    except _UNREADABLE as error:
        if key.keeping is Keeping.ALWAYS:
            place = value.place.decode(errors="replace")
            raise StoreUnavailable(
                f"cannot read what the store holds under {value.name} {place}: {error}; nothing was touched, "
                "see docs/upgrading.md"
            ) from error
        return None
    return data


def _climbed(key: Key, schema: bytes, data: bytes, steps: Mapping[bytes, Step]) -> bytes:
    document: Document = msgspec.json.decode(json_in(data))
    while schema != SCHEMA:
        if schema not in steps:
            raise StoreUnavailable(f"nothing leads from schema {schema.decode(errors='replace')!r} to ours")
        document = steps[schema](key, document)
        schema = b"%d" % (int(schema) + 1)
    return encode_as(SCHEMA, document)


async def _mend(client: Client, name: str, key: Key, steps: Mapping[bytes, Step]) -> tuple[int, int]:
    """Lift or drop the values of one key, all at once; anew when somebody else changes it meanwhile."""
    while True:
        async with client.pipeline(transaction=True) as pipe:
            await pipe.watch(name)
            values = await _values(client, name)
            behind = await _behind(client, name, key, values)
            pipe.multi()
            changes = [(value, data) for value in values if (data := lifted(value, key, steps)) != value.data]
            for value, data in changes:
                if data is None or value.place in behind:
                    value.drop(pipe)
                else:
                    value.replace(pipe, data)
            if changes:
                changes[-1][0].sweep(pipe)
            try:
                await pipe.execute()
            except WatchError:
                continue
            climbed = sum(data is not None for _, data in changes)
            return climbed, len(changes) - climbed


async def _behind(client: Client, name: str, key: Key, values: list[StoredValue]) -> frozenset[bytes]:
    """The entries of a stream that its readers are done with: appended anew they would be read twice."""
    if not values or values[0].shape is not Shape.STREAM:
        return frozenset()
    if key in _HANDED_OVER:
        place = await _place_in(client, name, key)
        return frozenset(value.place for value in values if order_of(value.place) <= order_of(place))
    unread: set[bytes] = set()
    groups = await client.xinfo_groups(name)
    for group in groups:
        waiting = await client.xpending_range(name, group["name"], min="-", max="+", count=len(values))
        unread |= {entry["message_id"] for entry in waiting}
        last = order_of(bytes(group["last-delivered-id"]))
        unread |= {value.place for value in values if order_of(value.place) > last}
    return frozenset(value.place for value in values if groups and value.place not in unread)


async def _place_in(client: Client, name: str, key: Key) -> bytes:
    """How far a stream that has no group was read."""
    into = _HANDED_OVER[key]
    if into is None:
        found = await client.get(k.DISPATCHED.at(int(name.rpartition(":")[2])).name)
    else:
        found = await client.hget(places_of(into), name)
    return bytes(found or START)
