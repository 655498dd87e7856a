"""The time axis of a picture: which pixel a moment has, and where the ticks are. All times are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.times import day_of_month, hour

MIN_SPAN: Final = timedelta(minutes=20)
# What began earlier than this before the end is cut at the left edge.
MAX_SPAN: Final = timedelta(days=31)
MAX_TICKS: Final = 6
_DAY: Final = timedelta(days=1)
_STEPS: Final = (
    *(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12)),
    *(timedelta(days=days) for days in (1, 2, 7)),
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From `start` at pixel `left` to `end` at pixel `right`."""

    start: datetime
    end: datetime
    left: int
    right: int

    def x(self, at: datetime) -> int:
        """The pixel of a moment; a moment outside stands at the edge."""
        share = (at - self.start) / (self.end - self.start)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left))

    def holds(self, at: datetime) -> bool:
        """Whether the moment is within the axis."""
        return self.start <= at <= self.end

    def ticks(self) -> tuple[tuple[int, str], ...]:
        """Pixels and their labels, at most MAX_TICKS, at round times; midnight is named by its date."""
        span = self.end - self.start
        step = next((step for step in _STEPS if span / step <= MAX_TICKS), _STEPS[-1])
        at = _EPOCH - (_EPOCH - self.start) // step * step
        found = []
        while at <= self.end:
            found.append((self.x(at), day_of_month(at) if (at - _EPOCH) % _DAY == timedelta(0) else hour(at)))
            at += step
        return tuple(found)


def axis_over(moments: Iterable[datetime], end: datetime, left: int, right: int) -> Axis:
    """The axis from the earliest of the moments to `end`, with a margin, within the shortest and longest."""
    last = end.astimezone(UTC)
    first = max(min((*moments, last)).astimezone(UTC), last - MAX_SPAN)
    span = max(last - first, MIN_SPAN)
    margin = span / 40
    return Axis(start=last - span - margin, end=last + margin, left=left, right=right)


def stamp(at: datetime, *, dated: bool) -> str:
    """A moment: "11:48", or "18 Nov 11:48"."""
    utc = at.astimezone(UTC)
    return f"{day_of_month(utc)} {hour(utc)}" if dated else hour(utc)
