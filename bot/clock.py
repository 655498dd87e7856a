"""The only place that reads or waits for time."""

import heapq
import itertools
import time
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
# Processes on one machine tick at moments of their own.
_STARTED: Final = time.monotonic()


async def in_slices(items: Iterable[T], size: int) -> AsyncIterator[list[T]]:
    """The items, so many at a time; whoever else waits for the loop has a turn after each."""
    # Who only asks for the time needs no event loop, which takes longer to import than Python to start.
    import asyncio  # noqa: PLC0415

    rest = iter(items)
    while some := list(itertools.islice(rest, size)):
        yield some
        await asyncio.sleep(0)


class Clock(Protocol):
    """What a worker holds instead of the time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Wait; return at once when the duration is not positive."""
        ...

    async def tick(self, every: timedelta) -> None:
        """Wait for the next of the moments that lie so far apart, at which all wake who look now and then."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Wait for real."""
        import asyncio  # noqa: PLC0415

        await asyncio.sleep(max(0.0, duration.total_seconds()))

    async def tick(self, every: timedelta) -> None:
        """Wait for real: at the same moments as all of this process, so that it wakes once for all."""
        import asyncio  # noqa: PLC0415

        seconds = every.total_seconds()
        await asyncio.sleep(seconds - (time.monotonic() - _STARTED) % seconds)


class SteadyClock(SystemClock):
    """Time that passes evenly whatever is done to the system's clock: for limits that outlive no process.

    What it shows is right only as far as the clock was when this began.
    """

    def __init__(self) -> None:
        self._began = super().now() - timedelta(seconds=time.monotonic())

    def now(self) -> datetime:
        """The time by what has passed."""
        return self._began + timedelta(seconds=time.monotonic())


class SimulatedClock:
    """Time that stands still until it is told to move: for the demo, replays and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The simulated time."""
        return self._now

    async def tick(self, every: timedelta) -> None:
        """Wait for so long from now."""
        await self.sleep(every)

    async def sleep(self, duration: timedelta) -> None:
        """Wait until somebody advances the clock far enough."""
        import asyncio  # noqa: PLC0415

        if duration <= timedelta(0):
            await asyncio.sleep(0)
            return
        wake = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + duration, next(self._order), wake))
        await wake

    async def advance_to(self, moment: datetime) -> None:
        """Move on, waking each sleeper at its own moment. Raises ValueError for a moment in the past."""
        import asyncio  # noqa: PLC0415

        if moment < self._now:
            raise ValueError(f"cannot turn the clock back from {self._now} to {moment}")
        while self._sleepers and self._sleepers[0][0] <= moment:
            self._now, _, wake = heapq.heappop(self._sleepers)
            if not wake.done():
                wake.set_result(None)
                await asyncio.sleep(0)
        self._now = moment

    async def advance(self, duration: timedelta) -> None:
        """Move on by a duration, waking each sleeper at its own moment."""
        await self.advance_to(self._now + duration)
