"""A stretch of the past that somebody asks about: "overnight", "yesterday", "the last six hours"."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PastDay(StrEnum):
    """Which stretch; `hours` are those just gone, `weekday` and `date` the newest day of that name."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEKEND = "weekend"
    WEEK = "week"
    LAST_WEEK = "last week"
    WEEKDAY = "weekday"
    DATE = "date"
    MONTH = "month"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    YEAR = "this year"
    HOURS = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSpan:
    """A stretch as it was asked for, `said` in words.

    `number` counts hours, or is a weekday, Monday 0, or the day of a `month`, January 1; `year` is 0 where it
    is not said. `until_now`: from its beginning until now. `of_uptime`: what share of it was without trouble
    is asked.
    """

    day: PastDay
    said: str
    number: float = 0
    month: int = 0
    year: int = 0
    until_now: bool = False
    of_uptime: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the whole stretch lies behind us: what was in it is asked of the past."""
        return not self.until_now and self.day in _OVER


_OVER: Final = frozenset(
    {
        PastDay.NIGHT,
        PastDay.YESTERDAY,
        PastDay.WEEKEND,
        PastDay.LAST_WEEK,
        PastDay.LAST_MONTH,
        PastDay.DATE,
    }
)
