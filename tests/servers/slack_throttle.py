"""Slack's rate limits, kept as Slack keeps them: https://docs.slack.dev/apis/web-api/rate-limits.

A channel takes a post a second with a small burst, a workspace so many calls of a method a minute. Who comes
too early is told to wait; who comes again before that is impatient.
"""

import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

from bot.clock import Clock

TIERS = {
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "chat.postEphemeral": 100,
    "views.open": 100,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
}
# Calls arrive closer together than they were made: a burst of one would refuse honest clients.
POST_BURST = 3

Lane = tuple[str, str, str]


@dataclass
class Throttle:
    """Counts calls by a clock; without one there are no limits.

    `speed`: how many of Slack's seconds pass in one of the clock's.
    """

    clock: Clock | None = None
    speed: float = 1.0
    refused: Counter[str] = field(default_factory=Counter)
    impatient: Counter[str] = field(default_factory=Counter)
    _posts: dict[Lane, float] = field(default_factory=dict)
    _calls: dict[Lane, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _closed_until: dict[Lane, float] = field(default_factory=dict)

    def wait_for(self, method: str, team: str, channel: str) -> int | None:
        """Count a call; how many of Slack's seconds to wait instead, whole ones as Slack has it."""
        if self.clock is None:
            return None
        now = self.clock.now().timestamp() * self.speed
        lane = (method, team, channel if method == "chat.postMessage" else "")
        if now < self._closed_until.get(lane, 0):
            self.impatient[method] += 1
            self.refused[method] += 1
            return max(1, math.ceil(self._closed_until[lane] - now))
        wait = self._post(lane, now) if method == "chat.postMessage" else self._tier(lane, now)
        if wait is None:
            return None
        self.refused[method] += 1
        seconds = max(1, math.ceil(wait))
        self._closed_until[lane] = now + seconds
        return seconds

    def _post(self, lane: Lane, now: float) -> float | None:
        due = max(self._posts.get(lane, 0), now - (POST_BURST - 1))
        if due > now:
            return due - now
        self._posts[lane] = due + 1
        return None

    def _tier(self, lane: Lane, now: float) -> float | None:
        most = TIERS.get(lane[0])
        if most is None:
            return None
        calls = self._calls[lane]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= most:
            return calls[0] + 60 - now
        calls.append(now)
        return None
