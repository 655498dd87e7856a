"""Times as pages write them: ISO 8601 and its relatives, RFC 822, Go's and JavaScript's own, and people's.

A time without a zone, or with one that we do not know, is read as UTC.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.zones import ZONE, utc_offset
from bot.expressions import compiled

_YEARS: Final = range(1970, 2200)
_MILLISECONDS: Final = 100_000_000_000  # as seconds, the year 5138
_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar enero janvier gennaio janeiro januari ene",
            "feb february februar febrero février febbraio fevereiro februari fev fév",
            "mar march märz marzo mars março maart mär mrz",
            "apr april abril avril aprile abr avr",
            "may mai mayo maggio maio mei",
            "jun june juni junio juin giugno junho",
            "jul july juli julio juillet luglio julho",
            "aug august agosto août augustus ago aoû",
            "sep september septiembre septembre settembre setembro sept set",
            "oct october oktober octubre octobre ottobre outubro okt out ott",
            "nov november noviembre novembre novembro",
            "dec december dezember diciembre décembre dicembre dezembro dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}
# A clock of 24 or of 12 hours: "06:01", "6:01:30.5", "6:01 PM", "6 p.m."
_CLOCK: Final = (
    r"(?:(?P<hour>\d{1,2})(?::|[.h](?=\d\d\s?(?:[AaPp]\.?\s?[Mm]\b|Uhr\b)))(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AaPp]\.?\s?[Mm]\b\.?))?|(?P<full>\d{1,2})\s?(?P<whole>[AaPp]\.?\s?[Mm]\b\.?))"
    r"(?:\sUhr\b)?"
)
_WEEKDAY: Final = (
    r"(?:(?i:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|jue|ven|vie|sam|sáb|dim|dom|seg|ter"
    r"|qua|qui|sex|gio|wo|vr|za|zo)[a-zéì]{0,9}\.?,?\s)?"
)
_DATE: Final = (
    r"(?:(?P<year_a>\d{4})[-/.](?P<month_a>\d{1,2})[-/.](?P<day_a>\d{1,2})"
    r"|(?P<day_b>\d{1,2})\.(?P<month_b>\d{1,2})\.(?P<year_b>\d{4})"
    rf"|{_WEEKDAY}(?P<month_c>[^\W\d_]{{3,10}})\.?\s(?P<day_c>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year_c>\d{{4}}))?"
    rf"|{_WEEKDAY}(?P<day_d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-](?P<month_d>[^\W\d_]{{3,10}})\.?"
    r"(?:,?[\s-](?P<year_d>\d{4}|\d\d(?=\s\d{1,2}:)))?"
    r"|(?P<year_g>\d{4})年\s?(?P<month_g>\d{1,2})月\s?(?P<day_g>\d{1,2})日"
    r"|(?P<month_f>\d{1,2})/(?P<day_f>\d{1,2})/(?P<year_f>\d{4}))"
)
# A date, a clock and perhaps a zone; `moment_of` reads a match.
MOMENT: Final = (
    rf"{_DATE}(?:\s?[,T·@|-]?\s?(?:at |um )?){_CLOCK}"
    rf"(?:\s?\(?(?P<zone>{ZONE})\)?)?(?:(?<=\d)\s(?:UTC|GMT|Z)\b)?(?:\s(?P<year_e>\d{{4}})\b)?"
)
_WHOLE: Final = compiled(MOMENT)
_DAY: Final = compiled(rf"(?:{_DATE})")
_EPOCH: Final = compiled(r"\d{10}(?:\.\d{1,9})?|\d{13}")  # of this age, in seconds or milliseconds
_GO_CLOCK: Final = compiled(r"\s+m=[+-][\d.]+$")
# Go prints the offset and then the zone's name, which may be the offset again.
_GO_ZONE: Final = compiled(r"\s*([+-]\d\d):?(\d\d)(?:\s+(?:[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?))?$")
MAX_CHARACTERS: Final = 100


def moment(text: str | None) -> datetime | None:
    """A time in UTC (also where it has no zone); None for what is no time of this age."""
    if not text:
        return None
    words = " ".join(text[:MAX_CHARACTERS].split())
    if _EPOCH.fullmatch(words):
        return epoch(words)
    spaced = _GO_ZONE.sub(r"\1:\2", _GO_CLOCK.sub("", words))
    try:
        parsed = datetime.fromisoformat(spaced.upper() if spaced.endswith("z") else spaced)
    except (ValueError, OverflowError):
        return _written(words)
    return _in_utc(parsed, parsed.utcoffset())


def moment_of(match: re.Match[str], near: datetime | None = None) -> datetime | None:
    """The time that a match of MOMENT stands for; where it has no year, in the one closest to `near`."""
    part = match.groupdict()
    clock = _clock(part)
    month = _first(part, "month")
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    stated = _century(_first(part, "year") or part["year_e"])
    if part["month_f"] and not (part["half"] or part["whole"]):  # without AM or PM it may be the day
        return None
    years = [int(stated)] if stated else [near.year + n for n in (-1, 0, 1)] if near else []
    if clock is None:
        return None
    found = []
    for year in years:
        try:
            at = datetime(year, number, int(_first(part, "day")), tzinfo=UTC) + clock
            offset = utc_offset(part["zone"], at) if part["zone"] else None
        except (ValueError, OverflowError):
            continue
        if (moment_ := _in_utc(at, offset)) is not None:
            found.append(moment_)
    return min(found, key=lambda at: abs(at - near) if near else timedelta(0), default=None)


def epoch(number: str | float | None) -> datetime | None:
    """A time from seconds or milliseconds since 1970; None for what is no time."""
    try:
        seconds = float(number or 0)
        seconds = seconds / 1000 if abs(seconds) > _MILLISECONDS else seconds
        return datetime.fromtimestamp(seconds, tz=UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _written(words: str) -> datetime | None:
    """A time that is not in ISO 8601: the first in the text, or a date alone."""
    match = _WHOLE.match(words)
    if match is not None:
        return moment_of(match)
    day = _DAY.fullmatch(words)
    if day is None:
        return None
    part = day.groupdict()
    month = _first(part, "month")
    try:
        number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
        at = datetime(int(_first(part, "year") or 0), number, int(_first(part, "day")), tzinfo=UTC)
        return _in_utc(at, None)
    except (ValueError, OverflowError):
        return None


def _clock(part: Mapping[str, str | None]) -> timedelta | None:
    """The time of day; None for a clock that shows no such time."""
    hours = int(part["hour"] or part["full"] or 0)
    half = (part["half"] or part["whole"] or "")[:1].lower()
    minutes, seconds = int(part["minute"] or 0), int(part["second"] or 0)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half == "p" else 0)
    if hours > 24 or minutes > 59 or seconds > 60:
        return None
    fraction = int((part["fraction"] or "").ljust(6, "0")[:6])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)


def _first(part: Mapping[str, str | None], name: str) -> str:
    """What stands in the group of this name, in whichever of the forms of a date it was found."""
    return next((value for form in "abcdfg" if (value := part.get(f"{name}_{form}"))), "")


def _century(year: str | None) -> str | None:
    """A year of two digits, as RFC 822 and 850 write it, in this century."""
    return f"20{year}" if year and len(year) == 2 else year


def _in_utc(at: datetime, offset: timedelta | None) -> datetime | None:
    try:
        utc = (at.replace(tzinfo=None) - (offset or timedelta(0))).replace(tzinfo=UTC)
    except OverflowError:
        return None
    return utc if utc.year in _YEARS else None
