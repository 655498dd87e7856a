"""A stretch of the past that somebody asks about: "overnight", "yesterday", "the last six hours"."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PastDay(StrEnum):
    """Which stretch; `hours` are those just gone, `weekday` the newest day of that name."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEKEND = "weekend"
    WEEK = "week"
    LAST_WEEK = "last week"
    WEEKDAY = "weekday"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSpan:
    """A stretch as it was asked for, `said` in words.

    `number` counts hours, or is a weekday, Monday 0. `until_now`: from its beginning until now.
    """

    day: PastDay
    said: str
    number: float = 0
    until_now: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the whole stretch lies behind us: what was in it is asked of the past."""
        return not self.until_now and self.day in _OVER


_OVER: Final = frozenset({PastDay.NIGHT, PastDay.YESTERDAY, PastDay.WEEKEND, PastDay.LAST_WEEK})
