"""Time zones as people write them: IANA names in any case, their cities, and abbreviations."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.channel_commands.command import InvalidCommand
from bot.domain.zones import distance_name

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
        "Asia/Kolkata": "ist india bangalore bengaluru mumbai delhi new_delhi chennai hyderabad",
        "Asia/Karachi": "pkt pakistan",
        "Asia/Kathmandu": "npt nepal",
        "Asia/Dubai": "gst",
        "Asia/Tehran": "irst iran",
        "Asia/Bangkok": "ict",
        "Asia/Jakarta": "wib",
        "Asia/Manila": "pht",
        "Europe/Istanbul": "trt turkey",
        "Africa/Nairobi": "eat",
        "Africa/Lagos": "wat",
        "Africa/Johannesburg": "sast",
        "America/Argentina/Buenos_Aires": "art",
        "America/Halifax": "ast adt atlantic",
        "America/St_Johns": "nst ndt newfoundland",
        "Australia/Adelaide": "acst acdt",
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
# "UTC+5:30", "GMT+0530", "+05:30", "UTC-3", "UTC+5.5"; people type a minus as a dash, too.
_DISTANCE: Final = re.compile(r"(?:utc|gmt|z)?([+-])(\d{1,2})(?::?([0-5]\d)|[.,](25|5|50|75))?h?")
_LIKE_A_DISTANCE: Final = re.compile(r"(?:utc|gmt)?[-+]?[\d:.,h]+|(?:utc|gmt)[-+]?[\d:.,h]*")
_MINUTES: Final = {None: 0, "25": 15, "5": 30, "50": 30, "75": 45}
_DASHES: Final = str.maketrans("\u2212\u2013\u2010\u2011", "----")
_WESTMOST, _EASTMOST = -12 * 60, 14 * 60  # minutes from UTC
# A shorter one is a slip away from too many.
_SHORTEST_GUESSABLE: Final = 5


def zone_in(text: str) -> str | InvalidCommand:
    """The name of the zone that a text means: IANA's, or a distance from UTC."""
    name = _AROUND.sub("", text.strip().strip("().,;").strip())
    folded = "_".join(name.translate(_DASHES).casefold().split())
    known = _ABBREVIATIONS.get(folded) or _zones().get(folded) or _cities().get(folded)
    if known is not None:
        return known
    together = folded.replace("_", "")
    distance = _DISTANCE.fullmatch(together)
    minutes = _minutes(distance) if distance else None
    if minutes is not None:
        return distance_name(minutes)
    return InvalidCommand(reason=f"I know no time zone “{name[:60]}”: {_hint(folded[:60], together)}")


def _minutes(distance: re.Match[str]) -> int | None:
    """So many minutes ahead of UTC; None for what no clock shows."""
    rest = int(distance[3]) if distance[3] else _MINUTES[distance[4]]
    minutes = (int(distance[2]) * 60 + rest) * (1 if distance[1] == "+" else -1)
    return minutes if rest % 15 == 0 and _WESTMOST <= minutes <= _EASTMOST else None


def _hint(folded: str, together: str) -> str:
    """What to write instead. No distance is near another, and no abbreviation."""
    if _LIKE_A_DISTANCE.fullmatch(together):
        return (
            f"distances go from UTC-12 to UTC+14 in quarters of an hour, like UTC+5:30; or write {EXAMPLE}."
        )
    near = None
    if len(folded) >= _SHORTEST_GUESSABLE and not any(character.isdigit() for character in folded):
        names = (*_zones(), *_cities())
        near = process.extractOne(folded, names, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if near:
        return f"did you mean {_zones().get(near[0]) or _cities()[near[0]]}?"
    return f"write its largest city, like {EXAMPLE}, or its distance from UTC, like UTC+5:30."


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
