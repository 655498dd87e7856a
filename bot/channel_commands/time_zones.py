"""Time zones as people write them: IANA names in any case, their cities, and abbreviations."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.channel_commands.command import InvalidCommand

EXAMPLE: Final = "Europe/Berlin"
_NEAR_ENOUGH: Final = 75  # percent of letters in place
# What people mean by them, not what IANA does: its EST has no summer. Where several countries claim one, the
# largest; the reply shows the zone.
_ABBREVIATIONS: Final = {
    short: zone
    for zone, shorts in {
        "UTC": "utc z zulu gmt utc+0 gmt+0",
        "Europe/London": "bst uk",
        "WET": "wet west",
        "CET": "cet cest mez mesz",
        "EET": "eet eest",
        "Europe/Moscow": "msk",
        "America/New_York": "est edt et eastern",
        "America/Chicago": "cst cdt ct central",
        "America/Denver": "mst mdt mt mountain",
        "America/Los_Angeles": "pst pdt pt pacific san_francisco sf seattle",
        "America/Anchorage": "akst akdt",
        "Pacific/Honolulu": "hst",
        "America/Sao_Paulo": "brt",
        "Asia/Kolkata": "ist india bangalore bengaluru mumbai delhi",
        "Asia/Singapore": "sgt",
        "Asia/Shanghai": "beijing china",
        "Asia/Hong_Kong": "hkt",
        "Asia/Tokyo": "jst japan",
        "Asia/Seoul": "kst",
        "Australia/Perth": "awst",
        "Australia/Sydney": "aest aedt",
        "Pacific/Auckland": "nzst nzdt",
    }.items()
    for short in shorts.split()
}
_AREAS: Final = frozenset(
    (
        "africa",
        "america",
        "antarctica",
        "arctic",
        "asia",
        "atlantic",
        "australia",
        "europe",
        "indian",
        "pacific",
    )
)
_AROUND: Final = re.compile(
    r"^(?:in|zone|tz|timezone)\s+|\s+(?:time|tz|zone|timezone|time zone)$", re.IGNORECASE
)
_OFFSET: Final = re.compile(r"(?:utc|gmt)\s*([+-])0?(\d{1,2})(?::?00)?")
_WESTMOST, _EASTMOST = 12, 14  # hours from UTC


def zone_in(text: str) -> str | InvalidCommand:
    """The IANA name that a text means."""
    name = _AROUND.sub("", text.strip().strip("().,;").strip())
    folded = "_".join(name.casefold().split())
    known = _ABBREVIATIONS.get(folded) or _zones().get(folded) or _cities().get(folded) or _offset(folded)
    if known is not None:
        return known
    near = process.extractOne(
        folded[:60], (*_zones(), *_cities()), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
    )
    hint = (
        f"did you mean {_zones().get(near[0]) or _cities()[near[0]]}?"
        if near
        else f"write one like {EXAMPLE}."
    )
    return InvalidCommand(reason=f"I know no time zone “{name[:60]}”: {hint}")


def _offset(folded: str) -> str | None:
    """A fixed distance from UTC. IANA counts the other way round: Etc/GMT-2 is two hours ahead."""
    found = _OFFSET.fullmatch(folded)
    if found is None:
        return None
    sign, hours = found[1], int(found[2])
    if hours == 0:
        return "UTC"
    within = hours <= (_EASTMOST if sign == "+" else _WESTMOST)
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if within else None


@cache
def _zones() -> Mapping[str, str]:
    return {
        zone.casefold(): zone
        for zone in sorted(available_timezones())
        if zone not in ("Factory", "localtime")
    }


@cache
def _cities() -> Mapping[str, str]:
    """Zones by their last part, which is a city: new_york. The shorter name where there are two."""
    inhabited = (zone for folded, zone in _zones().items() if folded.split("/")[0] in _AREAS)
    by_length = sorted(inhabited, key=lambda zone: (-len(zone), zone))
    return {zone.rsplit("/", 1)[-1].casefold(): zone for zone in by_length}
