"""What counts as news on a page."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.status import ComponentStatus, ReportStatus, UnreadableReason
from bot.watching.cadence import next_due
from bot.watching.changes import compare, unchanged, unread, vanished, with_history
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_reading, a_report, a_source, an_update, at

EMPTY = SourceRecord(source="discord/0", service="discord")
FAILING = a_reading(status=ComponentStatus.PARTIAL_OUTAGE, reports=(a_report(),))
SEEN = compare(compare(EMPTY, a_reading(), now=NOON).record, FAILING, now=at(12, 2)).record


def test_first_sight_is_a_baseline() -> None:
    (observation,) = compare(EMPTY, FAILING, now=NOON).observations

    assert observation.baseline
    assert observation.report is not None


def test_what_is_open_at_first_sight_is_news_when_asked_for() -> None:
    (observation,) = compare(EMPTY, FAILING, now=NOON, announce_open=True).observations

    assert not observation.baseline


def test_a_report_is_told_once_and_moved_times_are_no_news() -> None:
    moved = replace(FAILING, reports=(replace(FAILING.reports[0], updated_at=at(13)),))

    assert compare(SEEN, FAILING, now=at(12, 4)).observations == ()
    assert compare(SEEN, moved, now=at(12, 4)).observations == ()


def test_a_new_post_is_news() -> None:
    posted = replace(FAILING, reports=(a_report(updates=(an_update("More of it."),)),))

    assert len(compare(SEEN, posted, now=at(12, 4)).observations) == 1


def test_a_report_first_seen_closed_is_never_told() -> None:
    closed = a_reading(reports=(a_report("old", status=ReportStatus.RESOLVED, resolved_at=NOON),))
    known = compare(EMPTY, a_reading(), now=NOON).record

    after = compare(known, closed, now=at(12, 2))
    reopened = a_reading(reports=(a_report("old"),))

    assert after.observations == ()
    assert compare(after.record, reopened, now=at(12, 4)).observations == ()


def test_one_reading_without_a_report_is_not_its_end() -> None:
    first = compare(SEEN, a_reading(), now=at(12, 4))
    second = compare(first.record, a_reading(), now=at(12, 6))

    assert all(o.report is None for o in first.observations)
    assert [o.report.status for o in second.observations if o.report] == [ReportStatus.WITHDRAWN]
    assert second.record.page.reports == ()


def test_an_unchanged_page_is_the_second_reading_without_a_report() -> None:
    first = compare(SEEN, a_reading(), now=at(12, 4))
    second = unchanged(first.record, now=at(12, 6))

    assert [o.report.status for o in second.observations if o.report] == [ReportStatus.WITHDRAWN]


def test_a_vanished_report_is_looked_up_among_the_resolved_ones() -> None:
    resolved = a_report(status=ReportStatus.RESOLVED, resolved_at=at(12, 3))
    gone = vanished(SEEN, a_reading())

    whole = with_history(a_reading(), a_reading(reports=(resolved, a_report("other"))), gone)
    (observation,) = compare(SEEN, whole, now=at(12, 4)).observations

    assert gone == ("r1",)
    assert observation.report == resolved


def test_unreadable_is_told_once_keeps_what_was_known_and_ends_with_a_word() -> None:
    first = unread(SEEN, UnreadableReason.HTTP_401, now=at(12, 4))
    second = unread(first.record, UnreadableReason.TIMEOUT, now=at(12, 6))
    back = compare(second.record, FAILING, now=at(12, 8))

    assert [o.unreadable for o in first.observations] == [UnreadableReason.HTTP_401]
    assert second.observations == ()
    assert second.record.page.reports == SEEN.page.reports
    assert second.record.failures == 2
    assert [o.unreadable for o in back.observations] == [None]
    assert back.record.failures == 0


def test_an_open_report_is_polled_faster_and_failures_slower() -> None:
    source = a_source()
    waits = [
        next_due(source, record, NOON, None) - NOON
        for record in (SEEN, EMPTY, *(replace(EMPTY, failures=n) for n in (2, 20)))
    ]

    assert waits == sorted(waits)
    assert timedelta(seconds=50) < waits[0] < timedelta(seconds=70)
    assert waits[-1] < timedelta(minutes=17)
    assert next_due(source, EMPTY, NOON, timedelta(hours=99)) - NOON == timedelta(hours=6)


def test_a_calm_page_says_every_fortnight_that_it_is_still_read() -> None:
    """Twice in a month of polls, at the same distance, whether or not its bytes have changed."""
    record, told = compare(EMPTY, a_reading(), now=NOON).record, []
    for hours in range(1, 30 * 24):
        now = NOON + timedelta(hours=hours)
        change = unchanged(record, now=now) if hours % 2 else compare(record, a_reading(), now=now)
        record = change.record
        told += [(observation.at, observation.report) for observation in change.observations]

    (first, nothing), (second, _) = told
    assert nothing is None
    assert second - first == timedelta(days=14)
