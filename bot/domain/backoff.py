"""How long to wait before the next try of something that fails."""

from datetime import timedelta

# Beyond, every wait of ours has reached its longest.
_MOST_DOUBLINGS = 10


def back_off(first: timedelta, longest: timedelta, doublings: int) -> timedelta:
    """The first wait, doubled so many times, and never more than the longest."""
    doubled: timedelta = first * 2 ** min(doublings, _MOST_DOUBLINGS)
    return min(doubled, longest)
