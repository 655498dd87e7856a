"""The days of a service as a row of marks, one a day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adapters.web.board.words import colour
from bot.domain.shown import DayShown, Uptime
from bot.domain.times import day, duration

MAX_DAYS: Final = 90
# Of the room of a day, how much its mark takes.
_FILLED: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """One day: where its mark is, in percent, its class in CSS, and what it says."""

    x: float
    width: float
    paint: str
    words: str
    has_trouble: bool


def day_marks(uptime: Uptime) -> tuple[DayMark, ...]:
    """The last days, oldest first."""
    days = uptime.days[-MAX_DAYS:]
    room = 100 / max(1, len(days))
    return tuple(
        DayMark(
            x=round(number * room, 3),
            width=round(room * _FILLED, 3),
            paint=_paint(one),
            words=f"{day(one.day)}: {_words(one)}",
            has_trouble=bool(one.in_trouble),
        )
        for number, one in enumerate(days)
    )


def _paint(one: DayShown) -> str:
    if one.in_trouble is None:
        return "none"
    if not one.in_trouble:
        return "ok"
    found = colour(one.worst)
    return found if found != "none" else "slow"


def _words(one: DayShown) -> str:
    if one.in_trouble is None:
        return "not known"
    if not one.in_trouble:
        return "no report"
    reports = "1 report" if one.reports == 1 else f"{one.reports} reports"
    return f"{reports}, {duration(timedelta(seconds=one.in_trouble))} in trouble"
