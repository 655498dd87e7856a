"""Quiet hours and digests: right on the days on which clocks are put forward or back, and in every zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerting.hours import next_digest, quiet_until
from bot.domain.channel import EVERY_DAY, DigestSchedule, QuietHours

MINUTE = timedelta(minutes=1)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/St_Johns",
    "UTC",
)
# Days on which clocks change in one of them or another, and quiet ones.
CHANGES = (
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 6, 1, tzinfo=UTC),
    datetime(2026, 10, 4, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(text: str, zone: str, days: frozenset[int] = EVERY_DAY) -> QuietHours:
    start, end = (time.fromisoformat(part) for part in text.split("-"))
    return QuietHours(start=start, end=end, zone=zone, days=days)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "end"),
    [
        ("22:00-07:00", "UTC", "2026-05-04 23:00", "2026-05-05 07:00"),
        ("22:00-07:00", "UTC", "2026-05-04 22:00", "2026-05-05 07:00"),
        ("22:00-07:00", "UTC", "2026-05-05 06:59:59", "2026-05-05 07:00"),
        ("22:00-07:00", "UTC", "2026-05-05 07:00", None),
        ("22:00-07:00", "UTC", "2026-05-05 21:59:59", None),
        ("12:00-13:00", "UTC", "2026-05-05 12:30", "2026-05-05 13:00"),
        ("22:00-07:00", "Asia/Kolkata", "2026-05-04 16:30", "2026-05-05 01:30"),
        ("22:00-07:00", "Asia/Kolkata", "2026-05-04 16:29", None),
        ("22:00-07:00", "Pacific/Kiritimati", "2026-05-04 08:00", "2026-05-04 17:00"),
        ("22:00-07:00", "America/Los_Angeles", "2026-05-05 05:00", "2026-05-05 14:00"),
        # Berlin puts its clocks forward from 2:00 to 3:00 at 1:00 UTC on March 29.
        ("22:00-07:00", "Europe/Berlin", "2026-03-28 21:00", "2026-03-29 05:00"),
        ("22:00-02:30", "Europe/Berlin", "2026-03-28 22:00", "2026-03-29 01:00"),
        ("02:30-07:00", "Europe/Berlin", "2026-03-29 00:59:59", None),
        ("02:30-07:00", "Europe/Berlin", "2026-03-29 01:00", "2026-03-29 05:00"),
        ("02:10-02:50", "Europe/Berlin", "2026-03-29 01:00", None),
        ("03:00-04:00", "Europe/Berlin", "2026-03-29 01:00", "2026-03-29 02:00"),
        # ... and back from 3:00 to 2:00 at 1:00 UTC on October 25.
        ("22:00-07:00", "Europe/Berlin", "2026-10-24 20:00", "2026-10-25 06:00"),
        ("22:00-02:30", "Europe/Berlin", "2026-10-24 22:00", "2026-10-25 00:30"),
        ("22:00-02:30", "Europe/Berlin", "2026-10-25 01:00", None),
        ("02:30-07:00", "Europe/Berlin", "2026-10-25 00:30", "2026-10-25 06:00"),
        ("02:30-07:00", "Europe/Berlin", "2026-10-25 01:15", "2026-10-25 06:00"),
        # New York: forward at 7:00 UTC on March 8, back at 6:00 UTC on November 1.
        ("22:00-07:00", "America/New_York", "2026-03-08 03:00", "2026-03-08 11:00"),
        ("22:00-02:30", "America/New_York", "2026-03-08 06:00", "2026-03-08 07:00"),
        ("22:00-07:00", "America/New_York", "2026-11-01 02:00", "2026-11-01 12:00"),
        ("01:30-05:00", "America/New_York", "2026-11-01 05:30", "2026-11-01 10:00"),
        # Lord Howe changes by half an hour: forward at 15:30 UTC on October 3, back at 15:00 UTC on April 4.
        ("22:00-02:15", "Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-03 15:30"),
        ("22:00-07:00", "Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-03 20:00"),
        ("22:00-01:45", "Australia/Lord_Howe", "2026-04-04 12:00", "2026-04-04 14:45"),
        ("22:00-07:00", "Australia/Lord_Howe", "2026-04-04 12:00", "2026-04-04 20:30"),
    ],
)
def test_quiet_hours_end_by_the_clocks_of_their_zone(
    quiet: str, zone: str, now: str, end: str | None
) -> None:
    assert quiet_until(hours(quiet, zone), utc(now)) == (utc(end) if end else None)


@pytest.mark.parametrize(
    ("quiet", "days", "now", "end"),
    [
        # May 4, 2026 is a Monday.
        ("22:00-07:00", {4}, "2026-05-08 23:00", "2026-05-09 07:00"),
        ("22:00-07:00", {4}, "2026-05-09 06:00", "2026-05-09 07:00"),
        ("22:00-07:00", {4}, "2026-05-09 23:00", None),
        ("22:00-07:00", {4}, "2026-05-08 06:00", None),
        ("00:00-00:00", {5, 6}, "2026-05-09 00:00", "2026-05-10 00:00"),
        ("00:00-00:00", {5, 6}, "2026-05-10 12:00", "2026-05-11 00:00"),
        ("00:00-00:00", {5, 6}, "2026-05-11 00:00", None),
        ("09:00-09:00", {0}, "2026-05-05 08:59", "2026-05-05 09:00"),
        ("22:00-07:00", set(), "2026-05-08 23:00", None),
    ],
)
def test_a_quiet_period_counts_for_the_day_on_which_it_begins(
    quiet: str, days: set[int], now: str, end: str | None
) -> None:
    assert quiet_until(hours(quiet, "UTC", frozenset(days)), utc(now)) == (utc(end) if end else None)


def test_a_day_of_quiet_is_as_long_as_the_day() -> None:
    all_day = hours("00:00-00:00", "Europe/Berlin")

    assert quiet_until(all_day, utc("2026-03-28 23:00")) == utc("2026-03-29 22:00")
    assert quiet_until(all_day, utc("2026-10-24 22:00")) == utc("2026-10-25 23:00")


times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.frozensets(st.integers(0, 6), min_size=1)


@given(times, times, st.sampled_from(ZONES), days, st.sampled_from(CHANGES), st.integers(-720, 720))
def test_every_end_is_later_and_is_an_end(
    start: time, end: time, zone: str, on: frozenset[int], day: datetime, offset: int
) -> None:
    quiet = QuietHours(start=start, end=end, zone=zone, days=on)
    first = day + offset * MINUTE
    ends = {now: quiet_until(quiet, now) for now in (first + n * MINUTE for n in range(180))}

    for now, until in ends.items():
        if until is None:
            continue
        assert now < until <= now + timedelta(hours=25)
        assert quiet_until(quiet, until) != until
        assert quiet_until(quiet, until - MINUTE / 60) == until
        assert now + MINUTE >= until or ends.get(now + MINUTE, until) == until
        shown = until.astimezone(ZoneInfo(zone)).time()
        if shown != end:
            before = (until - MINUTE).astimezone(ZoneInfo(zone))
            assert before.utcoffset() != until.astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(
    ("at", "zone", "days", "after", "due"),
    [
        ("09:00", "UTC", EVERY_DAY, "2026-05-04 08:00", "2026-05-04 09:00"),
        ("09:00", "UTC", EVERY_DAY, "2026-05-04 09:00", "2026-05-05 09:00"),
        ("09:00", "UTC", {0}, "2026-05-04 09:00", "2026-05-11 09:00"),
        ("09:00", "UTC", set(range(5)), "2026-05-08 09:30", "2026-05-11 09:00"),
        ("09:00", "UTC", set(), "2026-05-08 09:30", "2026-05-09 09:00"),
        ("09:00", "Asia/Kolkata", EVERY_DAY, "2026-05-04 00:00", "2026-05-04 03:30"),
        ("09:00", "Pacific/Kiritimati", EVERY_DAY, "2026-05-04 12:00", "2026-05-04 19:00"),
        ("09:00", "Europe/Berlin", EVERY_DAY, "2026-03-28 09:00", "2026-03-29 07:00"),
        ("02:30", "Europe/Berlin", EVERY_DAY, "2026-03-28 12:00", "2026-03-29 01:00"),
        ("02:30", "Europe/Berlin", EVERY_DAY, "2026-03-29 01:00", "2026-03-30 00:30"),
        ("02:30", "Europe/Berlin", EVERY_DAY, "2026-10-24 12:00", "2026-10-25 00:30"),
        ("02:30", "Europe/Berlin", EVERY_DAY, "2026-10-25 00:30", "2026-10-26 01:30"),
        ("02:30", "America/New_York", EVERY_DAY, "2026-03-08 00:00", "2026-03-08 07:00"),
        ("01:30", "America/New_York", EVERY_DAY, "2026-11-01 00:00", "2026-11-01 05:30"),
        ("02:15", "Australia/Lord_Howe", EVERY_DAY, "2026-10-03 12:00", "2026-10-03 15:30"),
    ],
)
def test_a_digest_comes_once_a_day_by_the_clocks_of_its_zone(
    at: str, zone: str, days: set[int], after: str, due: str
) -> None:
    digest = DigestSchedule(at=time.fromisoformat(at), zone=zone, days=frozenset(days))

    assert next_digest(digest, utc(after)) == utc(due)


@given(times, st.sampled_from(ZONES), days, st.sampled_from(CHANGES), st.integers(-1440, 1440))
def test_digests_follow_each_other_day_by_day(
    at: time, zone: str, on: frozenset[int], day: datetime, offset: int
) -> None:
    digest = DigestSchedule(at=at, zone=zone, days=on)
    due = day + offset * MINUTE
    dates = []
    for _ in range(8):
        following = next_digest(digest, due)
        assert due < following <= due + timedelta(days=8)
        due = following
        dates.append(due.astimezone(ZoneInfo(zone)).date())

    assert len(set(dates)) == len(dates)
    assert all(date.weekday() in on for date in dates)
