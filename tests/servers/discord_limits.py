"""Discord's rate limits, scaled so that a test need not wait: five messages a channel in five seconds, and
fifty requests in any second over all.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

PER_CHANNEL = 5
PER_CHANNEL_SECONDS = 5.0
OVERALL = 50
OVERALL_SECONDS = 1.0


@dataclass
class Limits:
    """Says what is refused. `scale` shortens the channels' five seconds, `overall_scale` the second."""

    scale: float = 1.0
    overall_scale: float = 1.0
    refused: int = 0
    _overall: deque[float] = field(default_factory=deque)
    _channels: dict[str, tuple[float, int]] = field(default_factory=dict)

    def overall(self) -> float | None:
        """Count a request; how many seconds to wait if it is one too many in the second that ends now."""
        now = asyncio.get_running_loop().time()
        window = OVERALL_SECONDS * self.overall_scale
        while self._overall and self._overall[0] <= now - window:
            self._overall.popleft()
        if len(self._overall) >= OVERALL:
            self.refused += 1
            return self._overall[0] + window - now
        self._overall.append(now)
        return None

    def channel(self, channel: str) -> tuple[float | None, dict[str, str]]:
        """Count a post to a channel; how long to wait if it is one too many, and the headers that say so."""
        now = asyncio.get_running_loop().time()
        window = PER_CHANNEL_SECONDS * self.scale
        began, count = self._channels.get(channel, (now, 0))
        if now >= began + window:
            began, count = now, 0
        is_refused = count >= PER_CHANNEL
        self.refused += is_refused
        self._channels[channel] = (began, count + (not is_refused))
        # Rounded up: who waits exactly as long as told is in the next window.
        reset_after = began + window - now + 0.001
        return reset_after if is_refused else None, {
            "X-RateLimit-Limit": str(PER_CHANNEL),
            "X-RateLimit-Remaining": str(max(0, PER_CHANNEL - count - 1)),
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": "messages",
        }
