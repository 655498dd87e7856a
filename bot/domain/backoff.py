"""How long to wait before the next try of something that fails."""

from datetime import datetime, timedelta

# Beyond, every wait of ours has reached its longest.
_MOST_DOUBLINGS = 10


def is_over(until: datetime, now: datetime, longest: timedelta) -> bool:
    """Whether a wait has ended. What is to last longer than any wait was begun by a clock that was wrong."""
    return not timedelta(0) < until - now <= longest


def back_off(first: timedelta, longest: timedelta, doublings: int) -> timedelta:
    """The first wait, doubled so many times, and never more than the longest."""
    doubled: timedelta = first * 2 ** min(doublings, _MOST_DOUBLINGS)
    return min(doubled, longest)
