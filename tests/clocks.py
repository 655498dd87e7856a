"""Clocks of tests."""

import asyncio
from datetime import timedelta
from typing import Final

from bot.clock import SimulatedClock

STEP: Final = timedelta(milliseconds=50)


class TurnedClock(SimulatedClock):
    """Somebody sets it, forward or back."""

    def turn(self, by: timedelta) -> None:
        """Set it; who waits, waits as long as before."""
        self._now += by
        self._sleepers = [(at + by, order, wake) for at, order, wake in self._sleepers]


class PassingClock(SimulatedClock):
    """Simulated time that passes by itself while somebody waits, a step each turn of the event loop."""

    async def sleep(self, duration: timedelta) -> None:
        """Wait. Of all who wait, the first in each turn moves the time."""
        until = self.now() + duration
        while (before := self.now()) < until:
            await asyncio.sleep(0)  # noqa: TID251  -- one turn
            if self.now() == before:
                await self.advance(min(STEP, until - before))
