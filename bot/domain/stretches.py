"""Stretches of time that overlap, as the time that they fill."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

Stretch: TypeAlias = tuple[datetime, datetime]
"""From its beginning up to its end."""


def merged(stretches: Iterable[Stretch], begin: datetime, end: datetime) -> Iterator[Stretch]:
    """The same time without overlaps, in order, between these two."""
    reached = begin
    for start, stop in sorted(stretches):
        first, last = max(start, reached), min(stop, end)
        if last > first:
            yield first, last
            reached = last


def total(stretches: Iterable[Stretch], begin: datetime, end: datetime) -> timedelta:
    """How much time they fill between these two: what overlaps counts once."""
    return sum((stop - start for start, stop in merged(stretches, begin, end)), timedelta())
