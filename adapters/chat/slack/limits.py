"""How often we may call Slack, and not before it says so: https://docs.slack.dev/apis/web-api/rate-limits.

A lane is one method in one workspace, or, for posts, one channel. In a lane calls go one after another in the
order of their arrival: a refusal stops the next before it is made, and a slow call is not made up for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import RateLimited


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One call every `interval`, and `burst` at once after a pause."""

    interval: timedelta
    burst: int = 1


# In any minute a lane makes 60 s / interval + burst calls at most: 19 of the 20 of Slack's tier 2, 49 of the
# 50 of tier 3, and 98 of the 100 of tier 4.
_TIER_2: Final = Rate(interval=timedelta(seconds=6), burst=9)
_TIER_3: Final = Rate(interval=timedelta(minutes=1) / 44, burst=5)
_TIER_4: Final = Rate(interval=timedelta(minutes=1) / 88, burst=10)
PER_CHANNEL: Final = frozenset({"chat.postMessage"})
RATES: Final = {
    "chat.postMessage": Rate(interval=timedelta(seconds=1)),
    "chat.update": _TIER_3,
    "conversations.list": _TIER_2,
    "conversations.history": _TIER_3,
    "conversations.replies": _TIER_3,
    "chat.postEphemeral": _TIER_4,
    "views.open": _TIER_4,
    "files.getUploadURLExternal": _TIER_4,
    "files.completeUploadExternal": _TIER_4,
}
LONGEST_WAIT: Final = timedelta(seconds=30)
# A rest this short is waited out: whoever waits as told may come a little early.
_SLIVER: Final = timedelta(milliseconds=50)
_MAX_LANES: Final = 10_000


@dataclass(slots=True)
class _Lane:
    """When the next call is due, until when there is none, and how many wait for their turn."""

    next_at: datetime
    closed_until: datetime
    waiting: int = 0
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limits:
    """The lanes of a process. With `speed` 10 all of Slack's seconds are tenths of ours: for tests."""

    def __init__(self, clock: Clock, *, speed: float = 1.0) -> None:
        self._clock = clock
        self._speed = speed
        self._lanes: dict[tuple[str, str, str], _Lane] = {}

    @asynccontextmanager
    async def turn(self, method: str, workspace: str, channel: str) -> AsyncIterator[None]:
        """Wait for our turn to call, then hold the lane.

        Raises RateLimited at once while Slack has told us to wait, or when the turn is over 30 seconds away.
        """
        lane = self._lane(method, workspace, channel)
        interval, burst = self._rate(method)
        await self._pass_gate(lane, method)
        away = self._due(lane, interval, burst) + lane.waiting * interval
        if away > LONGEST_WAIT / self._speed:
            raise _too_early(method, away)
        await self._hold(lane, method)
        try:
            await self._pass_gate(lane, method)
            wait = self._due(lane, interval, burst)
            lane.next_at = self._clock.now() + wait + interval
            if wait > timedelta(0):
                await self._clock.sleep(wait)
                # Later than meant, perhaps: the next call is not to come closer for it.
                lane.next_at = self._clock.now() + interval
            yield
        finally:
            lane.busy.release()

    def close(self, method: str, workspace: str, channel: str, seconds: float) -> float:
        """Heed a refusal: no call in this lane for so many of Slack's seconds. Returns them as ours.

        Whoever waits in this lane learns of the refusal instead of calling.
        """
        lane = self._lane(method, workspace, channel)
        wait = timedelta(seconds=seconds / self._speed)
        lane.closed_until = lane.next_at = max(lane.closed_until, self._clock.now() + wait)
        return wait.total_seconds()

    async def _pass_gate(self, lane: _Lane, method: str) -> None:
        rest = lane.closed_until - self._clock.now()
        if rest > _SLIVER:
            raise _too_early(method, rest)
        if rest > timedelta(0):
            await self._clock.sleep(rest)

    async def _hold(self, lane: _Lane, method: str) -> None:
        """Wait for those before us to call: a Slack that hangs must not hold a queue for ever."""
        lane.waiting += 1
        try:
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                await lane.busy.acquire()
        except TimeoutError as error:
            raise _too_early(method, timedelta(seconds=1)) from error
        finally:
            lane.waiting -= 1

    def _due(self, lane: _Lane, interval: timedelta, burst: int) -> timedelta:
        """How long it is until the next call; negative after a pause, by what a burst may make up for."""
        now = self._clock.now()
        return max(lane.next_at, now - (burst - 1) * interval) - now

    def _rate(self, method: str) -> tuple[timedelta, int]:
        rate = RATES.get(method, _TIER_3)
        return rate.interval / self._speed, rate.burst

    def _lane(self, method: str, workspace: str, channel: str) -> _Lane:
        key = (method, workspace, channel if method in PER_CHANNEL else "")
        if key not in self._lanes:
            now = self._clock.now()
            if len(self._lanes) >= _MAX_LANES:
                self._lanes = {
                    k: lane for k, lane in self._lanes.items() if lane.next_at > now or lane.busy.locked()
                }
            self._lanes[key] = _Lane(next_at=now - timedelta(hours=1), closed_until=now)
        return self._lanes[key]


def _too_early(method: str, rest: timedelta) -> RateLimited:
    seconds = rest.total_seconds()
    return RateLimited(f"Slack {method}: our turn is in {seconds:.3g} s", retry_after_seconds=seconds)
