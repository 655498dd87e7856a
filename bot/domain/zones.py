"""Time zones by the names that we store: IANA's, and distances from UTC that IANA has no name for."""

import re
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

_DISTANCE: Final = re.compile(r"UTC([+-])(\d{2}):(\d{2})")


def zone_called(name: str) -> tzinfo:
    """The zone of a name: Europe/Berlin, or UTC+05:30.

    Raises ZoneInfoNotFoundError for what is neither.
    """
    found = _DISTANCE.fullmatch(name)
    if found is None:
        return ZoneInfo(name)
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(ahead if found[1] == "+" else -ahead)


def distance_name(minutes: int) -> str:
    """The name of a zone that is so many minutes ahead of UTC."""
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours:02}:{rest:02}"
