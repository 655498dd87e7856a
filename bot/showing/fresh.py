"""What was read stays good for a moment: of many who ask at once, one reads."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.errors import StoreUnavailable

V = TypeVar("V")


@dataclass(slots=True)
class _Slot(Generic[V]):
    """One thing that is asked for. `tries` tells who waited for a try from who came after it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kept: tuple[datetime, str, V] | None = None
    failure: StoreUnavailable | None = None
    tries: int = 0


class Fresh(Generic[V]):
    """Keeps values by name, at most so many, each for so long, and while its `tag` is the same."""

    def __init__(self, clock: Clock, keep: timedelta, most: int = 1) -> None:
        self._clock = clock
        self._keep = keep
        self._most = most
        self._slots: dict[str, _Slot[V]] = {}

    async def get(self, name: str, load: Callable[[], Awaitable[V]], tag: str = "") -> V:
        """What is kept, else what `load` gives. Who waits for a try that fails fails with it, and at once."""
        slot = self._slot(name)
        before = slot.tries
        if (found := self._found(slot, tag)) is not None:
            return found[2]
        async with slot.lock:
            if (found := self._found(slot, tag)) is not None:
                return found[2]
            if slot.tries != before and slot.failure is not None:
                raise StoreUnavailable(str(slot.failure)) from slot.failure
            began, slot.failure = self._clock.now(), None
            try:
                value = await load()
            except StoreUnavailable as error:
                slot.failure = error
                raise
            finally:
                slot.tries += 1
            slot.kept = began, tag, value
            return value

    def _found(self, slot: _Slot[V], tag: str) -> tuple[datetime, str, V] | None:
        kept = slot.kept
        if kept is None or kept[1] != tag:
            return None
        return kept if timedelta(0) <= self._clock.now() - kept[0] < self._keep else None

    def _slot(self, name: str) -> _Slot[V]:
        if name not in self._slots:
            while len(self._slots) >= self._most:
                del self._slots[next(iter(self._slots))]
            self._slots[name] = _Slot()
        return self._slots[name]
