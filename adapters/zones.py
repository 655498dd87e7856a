"""Time zones as pages name them: one table for dates, posts and texts.

A name that means several places is read as the one that status pages mean most: IST is India's, BST is
Britain's, CST and EST are North America's. Names without "standard" or "daylight" follow the place, in summer
and winter.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours that a name adds to UTC (https://www.iana.org/time-zones, https://www.rfc-editor.org/rfc/rfc2822#section-4.3).
_HOURS: Final[Mapping[str, float]] = {
    "Z": 0.0, "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "WAT": 1.0, "CET": 1.0,
    "MEZ": 1.0, "CEST": 2.0, "CEDT": 2.0, "MESZ": 2.0, "CAT": 2.0, "SAST": 2.0, "EET": 2.0, "EEST": 3.0,
    "IDT": 3.0, "MSK": 3.0, "TRT": 3.0, "EAT": 3.0, "AST": -4.0, "ADT": -3.0, "IRST": 3.5, "GST": 4.0,
    "SAMT": 4.0, "PKT": 5.0, "YEKT": 5.0, "UZT": 5.0, "IST": 5.5, "NPT": 5.75, "ALMT": 6.0, "OMST": 6.0,
    "ICT": 7.0, "WIB": 7.0, "KRAT": 7.0, "SGT": 8.0, "HKT": 8.0, "MYT": 8.0, "PHT": 8.0, "PHST": 8.0,
    "AWST": 8.0, "WITA": 8.0, "IRKT": 8.0, "JST": 9.0, "KST": 9.0, "WIT": 9.0, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10.0, "VLAT": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "NST": -3.5, "NDT": -2.5,
    "ART": -3.0, "BRT": -3.0, "BRST": -2.0, "UYT": -3.0, "CLT": -4.0, "CLST": -3.0, "VET": -4.0, "BOT": -4.0,
    "COT": -5.0, "PET": -5.0, "ECT": -5.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0,
    "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "HDT": -9.0,
}  # fmt: skip
_PLACES: Final[Mapping[str, str]] = {
    "PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York",
    "AT": "America/Halifax", "AKT": "America/Anchorage", "PACIFIC": "America/Los_Angeles",
    "MOUNTAIN": "America/Denver", "CENTRAL": "America/Chicago", "EASTERN": "America/New_York",
    "ATLANTIC": "America/Halifax", "ALASKA": "America/Anchorage", "HAWAII": "Pacific/Honolulu",
    "CENTRAL EUROPEAN": "Europe/Berlin", "EASTERN EUROPEAN": "Europe/Athens",
    "WESTERN EUROPEAN": "Europe/Lisbon", "AUSTRALIAN EASTERN": "Australia/Sydney",
    "AUSTRALIAN CENTRAL": "Australia/Adelaide", "AUSTRALIAN WESTERN": "Australia/Perth",
    "NEW ZEALAND": "Pacific/Auckland", "BRITISH": "Europe/London", "UK": "Europe/London",
    "INDIA": "Asia/Kolkata", "INDIAN": "Asia/Kolkata", "JAPAN": "Asia/Tokyo", "KOREA": "Asia/Seoul",
    "CHINA": "Asia/Shanghai", "SINGAPORE": "Asia/Singapore", "MOSCOW": "Europe/Moscow",
    "BRASILIA": "America/Sao_Paulo", "COORDINATED UNIVERSAL": "UTC", "GREENWICH MEAN": "UTC",
    "UNIVERSAL": "UTC", "WEST AFRICA": "Africa/Lagos", "EAST AFRICA": "Africa/Nairobi",
    "CENTRAL AFRICA": "Africa/Maputo", "SOUTH AFRICA": "Africa/Johannesburg", "ARABIAN": "Asia/Dubai",
    "GULF": "Asia/Dubai", "PAKISTAN": "Asia/Karachi", "INDOCHINA": "Asia/Bangkok",
    "HONG KONG": "Asia/Hong_Kong",
    "PHILIPPINE": "Asia/Manila", "ISRAEL": "Asia/Jerusalem",
    "ARGENTINA": "America/Argentina/Buenos_Aires", "COLOMBIA": "America/Bogota",
    # As Windows names them (https://github.com/unicode-org/cldr/blob/main/common/supplemental/windowsZones.xml).
    "W. EUROPE": "Europe/Berlin", "CENTRAL EUROPE": "Europe/Budapest", "ROMANCE": "Europe/Paris",
    "E. EUROPE": "Europe/Chisinau", "FLE": "Europe/Kiev", "GTB": "Europe/Bucharest",
    "TURKEY": "Europe/Istanbul", "RUSSIAN": "Europe/Moscow", "TOKYO": "Asia/Tokyo",
    "W. AUSTRALIA": "Australia/Perth", "E. AUSTRALIA": "Australia/Brisbane",
    "AUS EASTERN": "Australia/Sydney",
    "E. SOUTH AMERICA": "America/Sao_Paulo", "US EASTERN": "America/New_York", "GMT": "Europe/London",
    "PST8PDT": "America/Los_Angeles", "MST7MDT": "America/Denver", "CST6CDT": "America/Chicago",
    "EST5EDT": "America/New_York",
}  # fmt: skip
# What a long name says of the season, in hours beside the place's own winter time.
_SEASONS: Final = {"STANDARD": 0, "DAYLIGHT": 1, "SUMMER": 1}
_OFFSET: Final = re.compile(r"(?:UTC|GMT)? ?([+\-\N{MINUS SIGN}])(\d{1,2}):?(\d\d)?")
_LONG_NAME: Final = re.compile(
    r"((?:[A-Z]\. )?[A-Z0-9]+(?: [A-Z]+){0,2}?)(?: (STANDARD|DAYLIGHT|SUMMER))?(?: TIME)?(?: \(.{0,30})?"
)
_IANA: Final = re.compile(r"[A-Za-z_]{2,20}/[A-Za-z_]{2,30}(?:/[A-Za-z_]{2,30})?")
_SHORT: Final = frozenset({"PT", "MT", "CT", "ET", "AT", "AKT", "GMT"})
_NAMES: Final = "|".join(
    re.escape(name)
    for name in sorted(sorted(name.title() for name in _PLACES.keys() - _SHORT), key=len, reverse=True)
)
# How a zone may be written behind a clock.
ZONE: Final = (
    r"(?:(?:UTC|GMT)? ?[+\-\N{MINUS SIGN}]\d{1,2}(?::?\d\d)?(?![\d:])"
    rf"|(?:{_NAMES}|GMT|AUS Eastern|FLE|GTB|US Eastern|UK)(?: Standard| Daylight| Summer)? Time"
    r"|[A-Z]{3}\d[A-Z]{3}\b|(?:[A-Z]{2,5}|utc|gmt)\b|Z\b"
    r"|[A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,30})"
)
_FURTHEST: Final = timedelta(hours=14)  # no place on earth is further from Greenwich


def utc_offset(zone: str, at: datetime) -> timedelta | None:
    """How far a zone is ahead of UTC at a wall time; None for a name that we do not know."""
    name = zone.strip()
    if match := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return None if offset > _FURTHEST else offset if match[1] == "+" else -offset
    if name.upper() in _HOURS:
        return timedelta(hours=_HOURS[name.upper()])
    if _IANA.fullmatch(name):
        return _at_place(name, at)
    match = _LONG_NAME.fullmatch(name.upper())
    place = _PLACES.get(match[1]) if match else None
    if match is None or place is None:
        return None
    if match[2]:
        both = [_at_place(place, datetime(2025, month, 1, tzinfo=UTC)) for month in (1, 7)]
        winter = min((offset for offset in both if offset is not None), default=None)
        return None if winter is None else winter + timedelta(hours=_SEASONS[match[2]])
    return _at_place(place, at)


def _at_place(place: str, at: datetime) -> timedelta | None:
    try:
        return at.replace(tzinfo=ZoneInfo(place)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
