"""Uptime: what days come to, however reports overlap and pages fail."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kept import KeptReport, ReadSpan
from bot.domain.status import Impact, ReportStatus
from bot.overview.uptime import uptime_of
from tests.builders import a_report

NOW = datetime(2025, 11, 18, 12, tzinfo=UTC)
DAYS = 3
BEGIN = datetime(2025, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)


def kept(
    start: datetime,
    end: datetime | None,
    *,
    impact: Impact | None = Impact.MAJOR,
    updated: datetime | None = None,
) -> KeptReport:
    report = a_report(
        "r1",
        started_at=start,
        updated_at=updated or end or start,
        resolved_at=end,
        impact=impact,
        status=ReportStatus.RESOLVED if end else ReportStatus.INVESTIGATING,
    )
    return KeptReport(service="slack", source="slack/0", at=start, report=report)


def read(start: datetime, end: datetime) -> ReadSpan:
    return ReadSpan(start=start, end=end)


def test_a_day_counts_what_was_reported_of_the_time_that_is_known() -> None:
    found = uptime_of(
        [kept(BEGIN + timedelta(hours=22), BEGIN + timedelta(hours=26))], [read(BEGIN, NOW)], DAYS, NOW
    )

    assert [day.in_trouble for day in found.days] == [7200, 7200, 0]
    assert [day.reports for day in found.days] == [1, 1, 0]
    assert found.days[0].worst is Impact.MAJOR
    assert found.share == 1 - 4 / 60


def test_time_in_which_the_page_was_not_read_is_neither_up_nor_down() -> None:
    found = uptime_of([], [read(NOW - timedelta(hours=6), NOW)], DAYS, NOW)

    assert [day.in_trouble for day in found.days] == [None, None, 0]
    assert found.share == 1
    assert uptime_of([], [], DAYS, NOW).share is None


def test_a_report_is_known_of_though_nobody_read_the_page_meanwhile() -> None:
    found = uptime_of([kept(BEGIN, BEGIN + timedelta(hours=1))], [], DAYS, NOW)

    assert [day.in_trouble for day in found.days] == [3600, None, None]
    assert found.share == 0


def test_an_open_report_counts_until_its_page_was_last_read() -> None:
    last = NOW - timedelta(hours=3)
    found = uptime_of([kept(NOW - timedelta(hours=4), None)], [read(BEGIN, last)], DAYS, NOW)

    assert found.days[-1].in_trouble == 3600


def test_a_report_without_impact_is_no_trouble() -> None:
    found = uptime_of([kept(BEGIN, NOW, impact=Impact.NONE)], [read(BEGIN, NOW)], DAYS, NOW)

    assert [day.in_trouble for day in found.days] == [0, 0, 0]
    assert found.share == 1


_MINUTE = st.integers(-2 * 24 * 60, 5 * 24 * 60)
_SPAN = st.tuples(_MINUTE, st.integers(0, 3 * 24 * 60)).map(
    lambda drawn: (BEGIN + timedelta(minutes=drawn[0]), BEGIN + timedelta(minutes=sum(drawn)))
)


@given(
    reports=st.lists(_SPAN, max_size=6),
    begun=st.lists(_MINUTE, max_size=2),
    readings=st.lists(_SPAN, max_size=6),
)
def test_whatever_overlaps_every_minute_counts_once(
    reports: list[tuple[datetime, datetime]], begun: list[int], readings: list[tuple[datetime, datetime]]
) -> None:
    starts = [BEGIN + timedelta(minutes=minute) for minute in begun]
    last_read = max((end for _, end in readings), default=BEGIN)
    all_reports = [*(kept(*span) for span in reports), *(kept(start, None) for start in starts)]

    found = uptime_of(all_reports, [read(*span) for span in readings], DAYS, NOW)

    trouble = [*reports, *((start, last_read) for start in starts)]
    down, known = _minutes(trouble), _minutes([*trouble, *readings])
    for day in found.days:
        own = [minute for minute in down if minute.date() == day.day]
        assert (day.in_trouble or 0) == 60 * len(own)
        assert day.in_trouble is not None or not any(minute.date() == day.day for minute in known)
    assert found.share == (1 - len(down) / len(known) if known else None)


def _minutes(spans: Iterable[tuple[datetime, datetime]]) -> set[datetime]:
    """Every minute of the days that one of these fills: the same without any arithmetic of days."""
    minute, found = timedelta(minutes=1), set()
    whole = [BEGIN + minute * n for n in range((NOW - BEGIN) // minute)]
    for start, end in spans:
        found |= {at for at in whole if start <= at < end}
    return found
