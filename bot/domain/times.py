"""Times for people, by one rule: a date wherever it is not today, and how long ago.

`now` is when somebody reads it, in the reader's zone: times are shown in that zone, and its midnight decides
what is today. Without a `now` nothing is known of today: then the whole date is shown, in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.message import Moment
from bot.speech.speech import mark, say

# Ours, because strftime speaks the language of the machine.
_MONTHS: Final = (
    mark("Jan"),
    mark("Feb"),
    mark("Mar"),
    mark("Apr"),
    mark("May"),
    mark("Jun"),
    mark("Jul"),
    mark("Aug"),
    mark("Sep"),
    mark("Oct"),
    mark("Nov"),
    mark("Dec"),
)
# Clocks differ, and pages are read every other minute: nothing closer than this is past or to come.
_JUST_NOW: Final = timedelta(seconds=10)
_SKEW: Final = timedelta(seconds=90)
_YEAR: Final = timedelta(days=365)


def moment_words(moment: Moment) -> str:
    """A moment as its flags want it: "11:48 UTC, 8 min ago", or "18 Nov 11:48 UTC, 26 h ago"."""
    shown = clock(moment.at, moment.now, is_dated=moment.is_dated)
    if moment.now is None or moment.is_brief or not moment.is_aged:
        return shown
    age = ago(moment.at, moment.now)
    return f"{shown}, {age}" if age else shown


def when(at: datetime, now: datetime) -> str:
    """A time and how long ago it was."""
    return moment_words(Moment(at, now))


def clock(at: datetime, now: datetime | None = None, *, is_dated: bool = False) -> str:
    """A time with its zone; with the date where it is not today, with the year where it is not this one."""
    local = at.astimezone(now.tzinfo if now is not None else UTC)
    shown = f"{hour(local)} {zone_name(local)}"
    if now is None or local.year != now.year:
        return f"{day(local)} {shown}"
    return f"{_short_day(local)} {shown}" if is_dated or local.date() != now.date() else shown


def ago(at: datetime, now: datetime) -> str:
    """How long ago: "40 s ago", "8 min ago", "26 h ago", "3 d ago", or "in 2 h"; nothing for this moment."""
    span = now.astimezone(UTC) - at.astimezone(UTC)
    if -_SKEW < span < _JUST_NOW:
        return ""
    return (
        say("{coarse} ago", coarse=_coarse(span))
        if span > timedelta(0)
        else say("in {coarse}", coarse=_coarse(-span))
    )


def duration(span: timedelta) -> str:
    """Say a duration: "40 s", "12 min", "3 h 5 min", "2 d"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 90:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return say("{minutes} min", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} d"
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else f"{hours} h"


def stretch(starts: datetime, ends: datetime, now: datetime) -> tuple[Moment, Moment]:
    """From when to when: where these are two days, both show their date."""
    days = {at.astimezone(now.tzinfo).date() for at in (starts, ends)}
    return (
        Moment(starts, now, is_aged=False, is_dated=len(days) > 1),
        Moment(ends, now, is_aged=False, is_dated=len(days) > 1),
    )


def day(on: date) -> str:
    """A day with its year: "18 Nov 2025"."""
    return f"{_short_day(on)} {on.year}"


def day_of_month(on: date) -> str:
    """A day where its year is plain: "18 Nov"."""
    return _short_day(on)


def hour(at: datetime | time) -> str:
    """A time of day: "09:05"."""
    return f"{at:%H:%M}"


def zone_name(local: datetime) -> str:
    """What its zone is called at that time: UTC, CET, IST; a zone without letters is told from UTC."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:5]
    return f"UTC{name[0]}{hours}{f':{minutes}' if minutes.strip('0') else ''}"


def instant(at: datetime) -> str:
    """A time for machines, without fractions of a second: UTC, ISO 8601 with Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _short_day(on: date) -> str:
    return say("{day} {month}", day=on.day, month=say(_MONTHS[on.month - 1]))


def _coarse(span: timedelta) -> str:
    """One unit is enough for an age."""
    seconds = int(span.total_seconds())
    if seconds < 90:
        return f"{seconds} s"
    if seconds < 90 * 60:
        return say("{minutes} min", minutes=seconds // 60)
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h"
    if span < 2 * _YEAR:
        return f"{span.days} d"
    return say("{years} years", years=span // _YEAR)
