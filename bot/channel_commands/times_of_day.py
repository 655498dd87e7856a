"""Times of day, stretches of them and days of the week as people write them."""

import re
from datetime import time
from typing import Final

from bot.channel_commands.command import InvalidCommand
from bot.domain.channel import EVERY_DAY
from bot.expressions import compiled

_TIME: Final = r"(?:noon|midnight|\d{1,2}(?:[:.h]\d{2}|h)?(?:\s*[ap]\.?m\b\.?)?|\d{4})"
_PARTS: Final = compiled(r"(\d{1,2})(?:[:.h]?(\d{2})|h)?\s*([ap])?.*")
_STRETCH: Final = compiled(
    rf"(?<![\w/+:.-])(?:from\s+|between\s+)?({_TIME})\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b|\band\b)\s*({_TIME})(?![\w/:])",  # noqa: RUF001  -- people type these dashes
    re.IGNORECASE,
)
_ONE: Final = compiled(rf"(?<![\w/+:.-])(?:at\s+)?({_TIME})(?![\w/:])", re.IGNORECASE)

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_DAYS: Final = compiled(
    r"(?<![\w/])(?:on\s+|every\s+)?(?:(?P<work>weekdays?|work ?days|working days|business days|workweek)"
    r"|(?P<end>weekends?)|(?P<all>daily|every ?day|all days|all week|each day|7 days)"
    rf"|(?P<first>{_DAY})(?:\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*(?P<last>{_DAY}))?)(?![\w/])",  # noqa: RUF001
    re.IGNORECASE,
)


def stretch_in(text: str) -> tuple[time, time, str] | InvalidCommand | None:
    """The first "22:00-07:00", "10pm to 7am" or "22-7" in a text, and the text without it."""
    found = _STRETCH.search(text)
    if found is None:
        return None
    start, end = time_of(found[1]), time_of(found[2])
    if start is None or end is None:
        return InvalidCommand(
            reason=f"“{found[0].strip()}” are no times of day: write them like 22:00-07:00."
        )
    if _is_halved(found[1]) != _is_halved(found[2]) and (_is_unclear(found[1]) or _is_unclear(found[2])):
        return InvalidCommand(
            reason=f"“{found[0].strip()}” can be read in two ways: write am or pm twice, or 22:00-07:00."
        )
    return start, end, _without(text, found)


def time_in(text: str) -> tuple[time, str] | InvalidCommand | None:
    """The first time of day in a text, and the text without it."""
    found = _ONE.search(text)
    if found is None:
        return None
    at = time_of(found[1])
    if at is None:
        return InvalidCommand(reason=f"“{found[1]}” is no time of day: write it like 9:00.")
    return at, _without(text, found)


def time_of(text: str) -> time | None:
    """Read a time of day: 22:00, 22, 2200, 10pm, 9.30 am, noon. None for what is none, such as 25:00."""
    folded = text.strip().casefold()
    if folded in ("noon", "midnight"):
        return time(12 if folded == "noon" else 0)
    found = _PARTS.fullmatch(folded)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def days_in(text: str) -> tuple[frozenset[int], str]:
    """The days of the week in a text (0 Monday), every day where it names none, and the text without them."""
    days: set[int] = set()
    for found in _DAYS.finditer(text):
        days |= _days(found)
    return frozenset(days) or EVERY_DAY, _DAYS.sub(" ", text)


def _days(found: re.Match[str]) -> frozenset[int]:
    if found["work"]:
        return frozenset(range(5))
    if found["end"]:
        return frozenset({5, 6})
    if found["all"]:
        return EVERY_DAY
    first = _WEEK.index(found["first"][:3].casefold())
    last = _WEEK.index((found["last"] or found["first"])[:3].casefold())
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))


def _is_halved(text: str) -> bool:
    """Whether it says which half of the day it means."""
    return any(mark in text.casefold() for mark in ("a", "p", "noon", "midnight"))


def _is_unclear(text: str) -> bool:
    """Whether it may be in either half of the day, beside a time that says which."""
    at = time_of(text)
    return not _is_halved(text) and at is not None and 1 <= at.hour <= 12 and not text.startswith("0")


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
