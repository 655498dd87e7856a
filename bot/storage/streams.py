"""Streams with consumer groups: append, read as a group, reclaim from the dead, acknowledge."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

from redis.exceptions import ResponseError

from bot.clock import in_slices
from bot.errors import StoreUnavailable
from bot.logger import logger_of
from bot.storage.client import Client
from bot.storage.codec import SCHEMA, encode, squeezed
from bot.storage.key import Key
from bot.storage.keys import MAX_STREAM_BYTES, MAX_STREAM_ENTRIES, room_for

logger = logger_of(__name__)

T = TypeVar("T")

FIELD: Final = b"v"
# So many entries are decoded at a time: an incident of 250 members takes milliseconds.
AT_ONCE: Final = 8
# Of what many small entries and few large ones need the server alone knows how much it is. Where it does not
# say so, all count as large as the newest.
FIT: Final = """
local function fit(stream, most, room)
  local many = redis.call('XLEN', stream)
  while many > room do
    local used = redis.pcall('MEMORY', 'USAGE', stream, 'SAMPLES', '0')
    if type(used) == 'number' and used <= most then return end
    many = type(used) == 'number' and math.max(room, many - 100) or room
    redis.call('XTRIM', stream, 'MAXLEN', '~', many)
  end
end
"""
_FIT_ONE: Final = f"{FIT} fit(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]))"
# A consumer that has not acknowledged for a minute is taken for dead: its entries go to another.
RECLAIM_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One entry of a stream, to be acknowledged by its id."""

    id: bytes
    value: T


def append(pipe: Any, key: Key, data: bytes) -> None:
    """Queue an append of a value as it is stored; the oldest of too many, or of too many bytes, go."""
    data = squeezed(data)
    pipe.xadd(key.name, {FIELD: data}, maxlen=MAX_STREAM_ENTRIES, approximate=True)
    if room_for(data) < MAX_STREAM_ENTRIES:
        pipe.eval(_FIT_ONE, 1, key.name, MAX_STREAM_BYTES, room_for(data))


@dataclass(frozen=True, slots=True)
class Stream(Generic[T]):
    """A stream of values. `encode` and `decode` say in which form they are kept."""

    key: Key
    decode: Callable[[bytes], T]
    encode: Callable[[T], bytes] = encode

    def at(self, shard: int) -> "Stream[T]":
        """The same in one shard of a store."""
        return replace(self, key=self.key.at(shard))

    def append(self, pipe: Any, value: T) -> None:
        """Queue an append in a transaction."""
        append(pipe, self.key, self.encode(value))

    async def newest(self, client: Client, count: int) -> list[T]:
        """The newest values, oldest first."""
        rows = await client.xrevrange(self.key.name, count=count)
        return list(reversed(self.values(rows)))

    def values(self, rows: Any) -> tuple[T, ...]:
        """The values of rows as the server gives them."""
        return tuple(entry.value for entry in self.entries(rows))

    def entries(self, rows: Iterable[tuple[bytes, Mapping[bytes, bytes]]]) -> list[Entry[T]]:
        """The entries of such rows. What cannot be read is left out: one bad entry never stops the others.

        Raises StoreUnavailable for what another version wrote: that one can read it.
        """
        found = []
        for id_, fields in rows:
            data = fields.get(FIELD, b"")
            try:
                found.append(Entry(id_, self.decode(data)))
            except StoreUnavailable as error:
                if data[:1].isdigit() and data[:1] != SCHEMA:
                    raise
                logger.error(  # noqa: TRY400  -- what it is says the error
                    "Left out: it cannot be read", stream=self.key.name, entry=id_.decode(), error=str(error)
                )
        return found


def order_of(id_: bytes | str) -> tuple[int, ...]:
    """What the ids of entries are compared by: the server's time in milliseconds, and a number within it."""
    text = id_.decode() if isinstance(id_, bytes) else id_
    return tuple(int(part) for part in text.split("-"))


class Group(Generic[T]):
    """One consumer's view of a stream: what it has not acknowledged comes first, then what is new."""

    def __init__(
        self,
        client: Client,
        stream: Stream[T],
        name: str,
        consumer: str,
        *,
        reclaim_after: timedelta = RECLAIM_AFTER,
    ) -> None:
        self._client = client
        self._stream = stream
        self._name = name
        self._consumer = consumer
        self._reclaim_after = reclaim_after
        self._reclaimed_at: float | None = None
        self._pending_first = True

    async def create(self, *, from_start: bool) -> None:
        """Make the group if it is not there: for all of the stream, or for what comes from now on."""
        start = "0" if from_start else "$"
        try:
            await self._client.xgroup_create(self._stream.key.name, self._name, id=start, mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def read(self, count: int) -> list[Entry[T]]:
        """Up to `count` entries. Entries read and never acknowledged come again after a restart."""
        if self._pending_first:
            entries = await self._read("0", count)
            if entries:
                return entries
            self._pending_first = False
        reclaimed = await self._reclaim(count)
        return reclaimed or await self._read(">", count)

    def reread(self) -> None:
        """Read what is pending again: the last batch did not commit."""
        self._pending_first = True

    def acknowledge(self, pipe: Any, *entries: Entry[T]) -> None:
        """Queue the acknowledgement in the transaction that stores the effect."""
        if entries:
            pipe.xack(self._stream.key.name, self._name, *(entry.id for entry in entries))

    async def lag(self) -> int:
        """Entries not yet acknowledged or not yet read."""
        groups = await self._client.xinfo_groups(self._stream.key.name)
        return sum(int(g["pending"]) + int(g["lag"] or 0) for g in groups if g["name"] == self._name.encode())

    @property
    def reclaims(self) -> bool:
        """Whether it is time to look again what others have left, by the time of the server's machine."""
        since = self._reclaimed_at
        return (
            since is None
            or asyncio.get_running_loop().time() - since >= self._reclaim_after.total_seconds() / 10
        )

    async def _reclaim(self, count: int) -> list[Entry[T]]:
        if not self.reclaims:
            return []
        least = self._reclaim_after // timedelta(milliseconds=1)
        answer = await self._client.xautoclaim(
            self._stream.key.name, self._name, self._consumer, least, count=count
        )
        entries = await self._entries(answer[1])
        # Where there were some, there may be more.
        self._reclaimed_at = None if entries else asyncio.get_running_loop().time()
        return entries

    async def _read(self, start: str, count: int) -> list[Entry[T]]:
        while True:
            answer = await self._client.xreadgroup(
                self._name, self._consumer, {self._stream.key.name: start}, count=count
            )
            rows = answer[0][1] if answer else []
            entries = await self._entries(rows)
            if entries or not rows:
                return entries

    async def _entries(self, rows: Any) -> list[Entry[T]]:
        # A trimmed entry that was pending comes back without fields: there is nothing left to do for it.
        entries: list[Entry[T]] = []
        async for some in in_slices(((id_, fields) for id_, fields in rows if fields), AT_ONCE):
            entries += self._stream.entries(some)
        gone = {id_ for id_, _ in rows} - {entry.id for entry in entries}
        if gone:
            await self._client.xack(self._stream.key.name, self._name, *gone)
        return entries

    async def delivered(self) -> bytes:
        """The newest entry that anybody of the group has read."""
        groups = await self._client.xinfo_groups(self._stream.key.name)
        ours = (bytes(group["last-delivered-id"]) for group in groups if group["name"] == self._name.encode())
        # Where the group is gone, reading says so.
        return next(ours, b"0-0")
