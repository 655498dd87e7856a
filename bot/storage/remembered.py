"""What is read over and over is decoded once."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from bot.storage.codec import decode

V = TypeVar("V")


class Remembered(Generic[V]):
    """Values of a hash, each kept for as long as its bytes are the same, and it is there."""

    def __init__(self, value_type: type[V]) -> None:
        self._type = value_type
        self._kept: dict[bytes, tuple[bytes, V]] = {}

    def values(self, rows: Mapping[bytes, bytes]) -> tuple[V, ...]:
        """The values of all that is in the hash now, in the order of its fields' names.

        Raises StoreUnavailable as `decode` does.
        """
        self._kept = {name: self._kept_or_read(name, rows[name]) for name in sorted(rows)}
        return tuple(value for _, value in self._kept.values())

    def _kept_or_read(self, name: bytes, data: bytes) -> tuple[bytes, V]:
        kept = self._kept.get(name)
        return kept if kept is not None and kept[0] == data else (data, decode(data, self._type))


class RecentlyRead(Generic[V]):
    """What was read of late: of the same bytes the very same value. `most` bytes of them are kept."""

    def __init__(self, read: Callable[[bytes], V], most: int) -> None:
        self._read = read
        self._most = most
        self._bytes = 0
        self._kept: dict[bytes, V] = {}

    def value(self, data: bytes) -> V:
        """The value of stored bytes. Raises what reading them does."""
        if data in self._kept:
            value = self._kept.pop(data)
        else:
            value = self._read(data)
            self._bytes += len(data)
        self._kept[data] = value
        while self._bytes > self._most:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._bytes -= len(oldest)
        return value
