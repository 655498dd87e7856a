"""A page that tells more than any provider does: nothing more of it is taken, and it is told as that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.report import Maintenance
from bot.domain.status import MaintenanceStatus, UnreadableReason
from bot.errors import PageUnreadable
from bot.watching.budget import AN_HOUR, MOST, left_after
from bot.watching.changes import compare
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_reading, a_report, an_update

HOUR = timedelta(hours=1)
NEW = SourceRecord(source="acme/0", service="acme")
READ = replace(NEW, read_at=NOON)


def told(
    record: SourceRecord, ids: range, *, after: timedelta = timedelta(0), text: str = "x"
) -> SourceRecord:
    """The record after a page lists these reports."""
    now = NOON + after
    reports = tuple(
        a_report(id=f"r{n}", title=f"t{n}", updates=(an_update(at=NOON, text=text),), updated_at=now)
        for n in ids
    )
    found = compare(record, a_reading(reports=reports), now=now)
    return replace(found.record, allowance=left_after(record, found, now))


@pytest.mark.parametrize("record", [NEW, READ])
def test_a_page_with_more_new_reports_than_any_provider_writes_floods(record: SourceRecord) -> None:
    assert told(record, range(int(MOST))).allowance is not None
    with pytest.raises(PageUnreadable) as refusal:
        told(record, range(int(MOST) + 1))

    assert refusal.value.reason is UnreadableReason.FLOODS


def test_a_page_that_writes_a_little_all_the_time_is_held_to_so_many_an_hour() -> None:
    record, taken = READ, 0
    for minute in range(24 * 60):
        try:
            record = told(record, range(minute * 5, minute * 5 + 5), after=timedelta(minutes=minute))
            taken += 5
        except PageUnreadable:
            continue

    assert taken <= MOST + 24 * AN_HOUR


def test_what_a_calm_page_may_tell_fills_up_again() -> None:
    burst = told(READ, range(10))
    assert burst.allowance is not None
    calm = told(burst, range(10), after=9 * HOUR)

    assert calm.allowance is None


def test_changes_cost_less_than_news_and_long_texts_more() -> None:
    known = told(READ, range(10))
    changed = told(known, range(10), text="y")
    long = told(READ, range(10), text="z" * 40_000)

    assert [r.allowance and round(r.allowance.amount, 3) for r in (known, changed, long)] == [70, 69, 50]


def test_planned_work_counts_too() -> None:
    work = tuple(
        Maintenance(id=f"m{n}", title="m", status=MaintenanceStatus.IN_PROGRESS, starts_at=NOON, ends_at=None)
        for n in range(int(MOST) * 10 + 1)
    )
    with pytest.raises(PageUnreadable):
        left_after(READ, compare(READ, a_reading(maintenances=work), now=NOON), NOON)


def test_a_clock_that_was_put_back_gives_nothing() -> None:
    spent = told(READ, range(int(MOST)))
    with pytest.raises(PageUnreadable):
        told(spent, range(100, 102), after=-99 * HOUR)
