"""Reads `quiet 22:00-07:00 Europe/Berlin weekdays drop unless confirmed` and `digest 9:00 UTC weekdays`."""

import re
from dataclasses import replace
from typing import Final

from bot.channel_commands.command import InvalidCommand
from bot.channel_commands.time_zones import zone_in
from bot.channel_commands.times_of_day import days_in, stretch_in, time_in
from bot.domain.channel import Channel, DigestSchedule, QuietHours
from bot.domain.chat_traits import Traits
from bot.domain.incident import Grade
from bot.expressions import compiled

OFF: Final = frozenset(
    {"off", "none", "never", "no", "stop", "disable", "disabled", "clear", "remove", "end", "-"}
)
# What is recorded as coincident is never announced, so that it cannot be a floor either.
GRADES: Final = {grade.value: grade for grade in Grade if grade is not Grade.COINCIDENT}
_UNLESS: Final = compiled(
    r"\b(?:unless|except|but not|apart from|other than)\s+(?:it is |it's |if |for |when |what is )?"
    r"(?P<grade>\w+)(?: (?:ones|incidents|alerts|or (?:better|higher|above|more)))?",
    re.IGNORECASE,
)
_DROP: Final = compiled(
    r"\b(?:and )?(?:drop|dropped|dropping|discard|skip|lose|forget)\b(?: (?:them|it|all))?", re.IGNORECASE
)
_DEFER: Final = compiled(
    r"\b(?:and )?(?:defer|deferred|deferring|delay|hold|keep|queue|later|catch ?up)\b(?: (?:them|it|all))?",
    re.IGNORECASE,
)
_SMALL_WORDS: Final = compiled(
    r"(?<![\w/])(?:on|in|from|at|the|hours|every|each|and|only|o'?clock|day)(?![\w/])", re.IGNORECASE
)


def quiet_in(text: str) -> QuietHours | InvalidCommand | None:
    """Read quiet hours, or `off`; the zone is empty where none is said."""
    if text.casefold() in OFF:
        return None
    stretch = stretch_in(text)
    if stretch is None:
        return InvalidCommand(
            reason="Say from when to when, for example: quiet 22:00-07:00 Europe/Berlin, or: quiet off."
        )
    if isinstance(stretch, InvalidCommand):
        return stretch
    start, end, rest = stretch
    unless = _UNLESS.search(rest)
    grade = GRADES.get(unless["grade"].casefold()) if unless else None
    if unless and grade is None:
        return InvalidCommand(
            reason=f"“{unless['grade']}” is no grade: what may break through is {_grades()}."
        )
    rest = _UNLESS.sub(" ", rest)
    drops = _DROP.search(rest) is not None
    if drops and _DEFER.search(rest) is not None:
        return InvalidCommand(
            reason="Quiet hours either drop or defer what comes in between: write one of the two."
        )
    days, rest = days_in(_DEFER.sub(" ", _DROP.sub(" ", rest)))
    zone = _zone(rest)
    if isinstance(zone, InvalidCommand):
        return zone
    return QuietHours(start=start, end=end, zone=zone, days=days, defers=not drops, unless=grade)


def digest_in(text: str) -> DigestSchedule | InvalidCommand | None:
    """Read when a digest is wanted, or `off`; the zone is empty where none is said."""
    if text.casefold() in OFF:
        return None
    at = time_in(text)
    if at is None:
        return InvalidCommand(
            reason="Say at what time, for example: digest 9:00 Europe/Berlin weekdays, or: digest off."
        )
    if isinstance(at, InvalidCommand):
        return at
    days, rest = days_in(at[1])
    zone = _zone(rest)
    return zone if isinstance(zone, InvalidCommand) else DigestSchedule(at=at[0], zone=zone, days=days)


def in_a_zone(hours: object, channel: Channel, _: Traits) -> object:
    """Quiet hours or a digest, in the zone of the channel's other hours where none was said."""
    if not isinstance(hours, QuietHours | DigestSchedule) or hours.zone:
        return hours
    zone = next((other.zone for other in (channel.quiet, channel.digest) if other is not None), None)
    if zone is None:
        is_quiet = isinstance(hours, QuietHours)
        example = "quiet 22:00-07:00 Europe/Berlin" if is_quiet else "digest 9:00 Europe/Berlin"
        return InvalidCommand(reason=f"Say in which time zone, for example: {example}.")
    return replace(hours, zone=zone)


def _zone(rest: str) -> str | InvalidCommand:
    name = " ".join(_SMALL_WORDS.sub(" ", rest.replace(",", " ").replace(";", " ")).split())
    return zone_in(name) if name else ""


def _grades() -> str:
    return " or ".join(GRADES)
