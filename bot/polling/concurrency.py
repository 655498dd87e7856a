"""How many pages are read at once: of all, and of each platform whose servers they share.

More are read where answers take long and pages wait for their turn, by a tenth each round of good answers;
half as many at once where a platform is in trouble. One that is quick is asked for no more than ten at once.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Iterable
from typing import Final

# Hundreds of pages share one platform's servers, though each has a host name of its own.
PER_PLATFORM: Final = 10
AT_ONCE: Final = 20
# As far as both may grow.
MOST_AT_ONCE: Final = 200
# Of all pages that are read at once, one platform has no more than this share.
MOST_OF_ONE: Final = 0.5
# Most pages answer within a second. Those that hang are waited for apart from the others, so many at once.
SLOW_AT_ONCE: Final = 40


class ConcurrencyLimit:
    """How many may be read at once, between `least` and `most`, and how many are."""

    __slots__ = ("_least", "_limit", "_most", "is_short", "taken")

    def __init__(self, least: int, most: int) -> None:
        self._least = min(least, most)
        self._most = most
        self._limit = float(self._least)
        self.taken = 0
        # Whether some have waited for their turn for long.
        self.is_short = False

    @property
    def free(self) -> int:
        """How many more may be read now."""
        return max(0, int(self._limit) - self.taken)

    def grow(self) -> None:
        """One was answered well: where some wait, ten such answers make one more."""
        if self.is_short:
            self._limit = min(self._most, self._limit + 0.1)

    def rest(self) -> None:
        """Nothing waits: who needs less than half of it gives some back, a hundredth at a time."""
        if self.taken < self._limit / 2:
            self._limit = max(self._least, self._limit * 0.99)

    def halve(self) -> None:
        """Trouble: half as many from now on."""
        self._limit = max(self._least, self._limit / 2)


class Slots:
    """Who is read now, and who waits for that, by platform. `most` is how many at once, at the very most."""

    def __init__(self, at_once: int = AT_ONCE, most: int = MOST_AT_ONCE) -> None:
        self.all = ConcurrencyLimit(at_once, most)
        self._most_of_one = max(1, int(most * MOST_OF_ONE))
        self._of: dict[str, ConcurrencyLimit] = {}
        self._waiting: dict[str, deque[tuple[int, str]]] = {}
        self._slow = 0
        # Set when a slot is free for somebody who waits.
        self.freed = asyncio.Event()

    @property
    def free_anywhere(self) -> int:
        """How many more may be read now, whosever they are."""
        rooms = (limit.free for limit in self._of.values())
        return min(self.all.free, PER_PLATFORM, self._most_of_one, *rooms)

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for a slot."""
        return any(self._waiting.values())

    def await_turn(self, due: Iterable[tuple[str, str]]) -> None:
        """Have these wait instead of those who did: each source and its platform, the most overdue first.

        To be called every second or so: who still waits by then has waited for long.
        """
        self.all.is_short = any(ids and self.of(name).free for name, ids in self._waiting.items())
        for name, limit in self._of.items():
            limit.is_short = bool(self._waiting.get(name))
        self._waiting = {}
        for position, (source, platform) in enumerate(due):
            self._waiting.setdefault(platform, deque()).append((position, source))
        for limit in (self.all, *self._of.values()):
            limit.rest()

    def next(self) -> dict[str, "Slot"]:
        """Give those who wait what slots are free, by source.

        A slot goes to the platform of which the fewest are read, and there to the most overdue.
        """
        heap = [(self.of(name).taken, ids[0][0], name) for name, ids in self._waiting.items() if ids]
        heapq.heapify(heap)
        chosen: dict[str, Slot] = {}
        while heap and self.all.free:
            _, _, name = heapq.heappop(heap)
            limit, ids = self.of(name), self._waiting[name]
            if not limit.free:
                continue
            chosen[ids.popleft()[1]] = self.slot_of(name)
            if ids:
                heapq.heappush(heap, (limit.taken, ids[0][0], name))
        return chosen

    def slot_of(self, platform: str) -> "Slot":
        """A slot of a platform, taken from now on."""
        return Slot(self, platform)

    def of(self, platform: str) -> ConcurrencyLimit:
        """How many pages of a platform may be read at once."""
        if platform not in self._of:
            self._of[platform] = ConcurrencyLimit(PER_PLATFORM, self._most_of_one)
        return self._of[platform]

    def count(self, platform: str, by: int) -> None:
        """So many more of a platform are read, or fewer."""
        self.all.taken += by
        self.of(platform).taken += by
        if by < 0 and self.is_awaited:
            self.freed.set()

    def count_slow(self, by: int) -> bool:
        """So many more are waited for apart from the others, or fewer; False where there is no room."""
        has_room = by < 0 or self._slow < SLOW_AT_ONCE
        self._slow += by if has_room else 0
        return has_room


class Slot:
    """What the reading of one page takes up: a slot of its platform, or one among the slow."""

    __slots__ = ("_is_apart", "_platform", "_slots")

    def __init__(self, slots: Slots, platform: str) -> None:
        self._slots, self._platform, self._is_apart = slots, platform, False
        slots.count(platform, 1)

    def set_apart(self) -> bool:
        """Wait for it among the slow, so that others have its slot; False where there is no room."""
        if not self._is_apart and self._slots.count_slow(1):
            self._is_apart = True
            self._slots.count(self._platform, -1)
        return self._is_apart

    def give_back(self) -> None:
        """It was read."""
        if self._is_apart:
            self._slots.count_slow(-1)
        else:
            self._slots.count(self._platform, -1)

    def answered_well(self) -> None:
        """The page could be read: more of its platform may be read at once, where some wait."""
        self._slots.all.grow()
        self._slots.of(self._platform).grow()

    def in_trouble(self) -> None:
        """It cannot be read any more, or its server says that we ask too much: ask less at once."""
        self._slots.of(self._platform).halve()
