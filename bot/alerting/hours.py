"""Quiet hours and digests by the clocks of a time zone, also when those are put forward or back.

A time of day is taken as the first moment at which the clocks show it or a later one: where it is skipped,
the moment of the change; where it comes twice, the first of the two.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.domain.channel import EVERY_DAY, Channel, DigestSchedule, QuietHours
from bot.domain.zones import zone_called

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


def quiet_until(quiet: QuietHours, now: datetime) -> datetime | None:
    """When the quiet period ends that `now` is in, in UTC; None outside of one.

    A period begins on one of its days and ends at the next `end`, a whole day later where start and end are
    the same. Its end is not in it, but may be the beginning of the next. Raises ZoneInfoNotFoundError for an
    unknown zone.
    """
    zone = zone_called(quiet.zone)
    today = now.astimezone(zone).date()
    overnight = _DAY if quiet.end <= quiet.start else timedelta(0)
    # Clocks put back over midnight show yesterday's date again: tomorrow's period may have begun.
    for day in (today - _DAY, today, today + _DAY):
        if day.weekday() in quiet.days:
            end = _moment(day + overnight, quiet.end, zone)
            if _moment(day, quiet.start, zone) <= now < end:
                return end
    return None


def next_digest(digest: DigestSchedule, after: datetime) -> datetime:
    """When the next digest is due, in UTC: always later than `after`. No days at all count as every day.

    Raises ZoneInfoNotFoundError for an unknown zone.
    """
    zone = zone_called(digest.zone)
    today = after.astimezone(zone).date()
    days = digest.days or EVERY_DAY
    moments = (
        _moment(day, digest.at, zone)
        for day in (today + _DAY * n for n in range(-1, 9))
        if day.weekday() in days
    )
    return next(moment for moment in moments if moment > after)


def local_time(channel: Channel, now: datetime) -> datetime:
    """Now by the clocks of the channel, which its quiet hours or its digest tell; by `now`'s own without."""
    zone = next((hours.zone for hours in (channel.quiet, channel.digest) if hours is not None), None)
    return now if zone is None else now.astimezone(zone_called(zone))


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, at)
    late = wall.replace(tzinfo=zone).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    # Nobody's clock shows it. Read by the rule after the change it lies before that, or on it.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
