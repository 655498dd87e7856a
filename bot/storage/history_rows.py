"""What is kept of the past as rows: packed, by id, with indexes by time and by whom it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zlib import crc32

from bot.domain.kept import Kept, KeptIncident, KeptReport
from bot.errors import StoreUnavailable
from bot.storage.client import Client
from bot.storage.codec import decode, packed
from bot.storage.key import Key
from bot.storage.keys import PAST, PAST_LONG, PAST_OF, PAST_TIMES

# Hashes of a few megabytes at most, that a backup has in lines of its own.
BUCKETS: Final = 32
# What began before the stretch that is asked about reaches into it, if it is of these or no older than this.
LONG: Final = timedelta(days=7)
# No service has an empty id: under it stand all incidents, and since when they are kept.
ALL: Final = ""
# What the store needs around a row, and for its place in one index, about: a test measures it.
_ROW_BYTES: Final = 100
_PLACE_BYTES: Final = 70
OPEN: Final = datetime.max.replace(tzinfo=UTC)
"""Ends no sooner than anything: in the place of now, where what is open has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    report: KeptReport | None = None
    incident: KeptIncident | None = None


@dataclass(frozen=True, slots=True)
class PastRow:
    """What is kept of one thing, as it is stored."""

    kept: Kept
    data: bytes

    @classmethod
    def of(cls, kept: Kept) -> "PastRow":
        """The row to store."""
        if isinstance(kept, KeptReport):
            return cls(kept, packed(_Row(report=kept)))
        return cls(kept, packed(_Row(incident=kept)))

    @property
    def bytes(self) -> int:
        """About how much of the store it takes, with its places in the indexes."""
        return len(self.data) + _ROW_BYTES + _PLACE_BYTES * (2 + len(self.kept.services))

    def write(self, pipe: Any) -> None:
        """Queue it, with its places."""
        pipe.hset(bucket_of(self.kept.id), self.kept.id, self.data)
        self.place(pipe)

    def place(self, pipe: Any) -> None:
        """Queue its places in the indexes."""
        began = {self.kept.id: self.kept.started_at.timestamp()}
        for name in self._indexes():
            pipe.zadd(name, began)
        if not self._is_long:
            pipe.zrem(PAST_LONG.name, self.kept.id)

    def leave(self, pipe: Any) -> None:
        """Queue the end of its places: it goes, or is about others from now on."""
        for name in (*self._indexes(), PAST_LONG.name):
            pipe.zrem(name, self.kept.id)

    def remove(self, pipe: Any) -> None:
        """Queue its end."""
        self.leave(pipe)
        pipe.hdel(bucket_of(self.kept.id), self.kept.id)

    def _indexes(self) -> Iterable[str]:
        yield PAST_TIMES.name
        yield from (PAST_OF.of(service) for service in self.kept.services)
        if isinstance(self.kept, KeptIncident):
            yield PAST_OF.of(ALL)
        if self._is_long:
            yield PAST_LONG.name

    @property
    def _is_long(self) -> bool:
        return self.kept.ends(OPEN) - self.kept.started_at > LONG


def row_in(data: bytes) -> Kept:
    """What a stored row holds. Raises StoreUnavailable as `decode` does."""
    row = decode(data, _Row)
    if row.report is not None:
        return row.report
    if row.incident is not None:
        return row.incident
    raise StoreUnavailable("the store holds a row of the past that is about nothing")


def bucket_of(id_: str) -> str:
    """The key that holds the row of an id."""
    return PAST.of(f"{crc32(id_.encode()) % BUCKETS:02}")


def buckets() -> tuple[str, ...]:
    """All keys that hold rows."""
    return tuple(PAST.of(f"{number:02}") for number in range(BUCKETS))


async def rows_of(client: Client, ids: Sequence[str]) -> dict[str, PastRow]:
    """The rows that there are of these, in their order."""
    held: dict[str, list[str]] = {}
    for id_ in dict.fromkeys(ids):
        held.setdefault(bucket_of(id_), []).append(id_)
    async with client.pipeline(transaction=False) as pipe:
        for bucket, own in held.items():
            pipe.hmget(bucket, own)
        answers = await pipe.execute() if held else []
    found = {
        id_: data
        for own, rows in zip(held.values(), answers, strict=True)
        for id_, data in zip(own, rows, strict=True)
        if data is not None
    }
    return {id_: PastRow(row_in(found[id_]), found[id_]) for id_ in dict.fromkeys(ids) if id_ in found}


INDEXES: Final[tuple[Key, ...]] = (PAST_TIMES, PAST_LONG, PAST_OF)
"""What is made again from the rows, where it does not fit them."""
