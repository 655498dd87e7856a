"""Where a source is read, through migrations, churn and shared pages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.report import Component, Validators
from bot.domain.status import ComponentStatus, ReportStatus, UnreadableReason
from bot.watching.cadence import asks_for_all, first_due, next_due
from bot.watching.changes import STALE_AFTER, compare, unchanged
from bot.watching.location import FAILURES, endpoint_of, found, is_another_page, is_sought
from bot.watching.readings import filtered
from bot.watching.record import Endpoint, Location, SourceRecord
from tests.builders import NOON, a_reading, a_report, a_source, an_update, at

EMPTY = SourceRecord(source="acme", service="acme")
KNOWN = a_source("acme", format="statuspage")
UNKNOWN = a_source("acme", format="")
FOUND = found(UNKNOWN, EMPTY, Endpoint("https://x.example/summary.json", "instatus"), NOON)


def test_an_unknown_format_is_sought_once_and_then_remembered() -> None:
    assert is_sought(UNKNOWN, EMPTY, NOON)
    assert not is_sought(UNKNOWN, FOUND, at(13))
    assert endpoint_of(UNKNOWN, FOUND) == Endpoint("https://x.example/summary.json", "instatus")
    assert FOUND.location.moved_to is None


def test_what_was_found_is_forgotten_when_the_catalogue_gives_another_address() -> None:
    corrected = replace(KNOWN, url="https://status.acme.example/new.json")

    assert endpoint_of(corrected, FOUND) == Endpoint(corrected.url, "statuspage")


@pytest.mark.parametrize(
    ("reason", "failures", "sought"),
    [
        (UnreadableReason.MOVED_TO_HTML, FAILURES, True),
        (UnreadableReason.HTTP_404, FAILURES, True),
        (UnreadableReason.MOVED_TO_HTML, FAILURES - 1, False),
        (UnreadableReason.HTTP_5XX, 50, False),
        (UnreadableReason.TIMEOUT, 50, False),
    ],
)
def test_only_what_fails_as_moved_pages_do_is_sought(
    reason: UnreadableReason,
    failures: int,
    *,
    sought: bool,
) -> None:
    record = replace(EMPTY, unreadable=reason, failures=failures, read_at=NOON)

    assert is_sought(KNOWN, record, at(13)) is sought


def test_a_search_without_luck_is_not_repeated_for_six_hours() -> None:
    location = Location(sought_for=KNOWN.url, sought_at=NOON)
    failed = replace(EMPTY, unreadable=UnreadableReason.MOVED_TO_HTML, failures=9, location=location)

    assert not is_sought(KNOWN, failed, at(17, 59))
    assert is_sought(KNOWN, failed, at(18))


def test_a_found_page_is_sought_anew_after_a_month() -> None:
    assert not is_sought(UNKNOWN, FOUND, NOON + timedelta(days=29))
    assert is_sought(UNKNOWN, FOUND, NOON + timedelta(days=30))


def test_a_provider_that_moves_is_said_to_have_moved() -> None:
    moved = found(
        KNOWN,
        replace(EMPTY, validators=Validators(etag="x")),
        Endpoint("https://new.example/a", "incidentio"),
        NOON,
    )

    assert (moved.location.moved_to, moved.validators.etag) == ("https://new.example/a", None)
    assert endpoint_of(KNOWN, moved).format == "incidentio"


def test_first_contact_is_spread_over_hours_and_doubtful_addresses_over_a_day() -> None:
    doubtful = [a_source("acme", id=f"d{n}", format="", is_doubtful=True) for n in range(200)]
    unknown = [a_source("acme", id=f"u{n}", format="") for n in range(200)]
    latest_unknown = max(first_due(s, NOON) for s in unknown) - NOON
    latest_doubtful = max(first_due(s, NOON) for s in doubtful) - NOON

    assert timedelta(hours=5) < latest_unknown <= timedelta(hours=6)
    assert timedelta(hours=20) < latest_doubtful <= timedelta(hours=24)


def test_an_address_that_stays_silent_is_asked_ever_less() -> None:
    failing = replace(EMPTY, failures=10, unreadable=UnreadableReason.NAME_NOT_FOUND)

    assert next_due(UNKNOWN, failing, NOON, None) - NOON < timedelta(hours=27)
    doubtful = replace(UNKNOWN, is_doubtful=True)
    assert next_due(doubtful, failing, NOON, None) - NOON > timedelta(days=6)


def test_a_report_with_a_new_id_after_a_migration_is_the_same_report() -> None:
    seen = compare(
        compare(EMPTY, a_reading(), now=NOON).record, a_reading(reports=(a_report(),)), now=at(12, 2)
    )
    migrated = a_reading(reports=(a_report("01NEW"),))
    over = a_reading(reports=(a_report("01NEW", status=ReportStatus.RESOLVED, resolved_at=at(13)),))

    after = compare(seen.record, migrated, now=at(12, 4))
    ended = compare(after.record, over, now=at(13))

    assert after.observations == ()
    assert [(o.report.id, o.report.status) for o in ended.observations if o.report] == [
        (a_report().id, ReportStatus.RESOLVED)
    ]


def test_another_report_with_the_title_of_an_open_one_is_another() -> None:
    seen = compare(
        compare(EMPTY, a_reading(), now=NOON).record, a_reading(reports=(a_report(),)), now=at(12, 2)
    )
    both = a_reading(reports=(a_report(), a_report("second")))

    told = compare(seen.record, both, now=at(12, 4)).observations

    assert [o.report.id for o in told if o.report] == ["second"]


def test_a_report_without_news_for_two_days_is_stale_and_lives_again_with_its_next_post() -> None:
    seen = compare(
        compare(EMPTY, a_reading(), now=NOON).record, a_reading(reports=(a_report(),)), now=at(12, 2)
    )
    later = NOON + STALE_AFTER + timedelta(hours=1)
    silent = unchanged(seen.record, now=later)
    posted = a_report(updates=(an_update("Still at it.", at=later),), updated_at=later)
    again = compare(silent.record, a_reading(reports=(posted,)), now=later + timedelta(minutes=2))

    assert [o.report.status for o in silent.observations if o.report] == [ReportStatus.STALE]
    assert [r.id for r in silent.record.page.stale] == [a_report().id]
    assert silent.record.page.reports == ()
    assert [o.report.status for o in again.observations if o.report] == [posted.status]


def test_a_stale_report_is_told_once() -> None:
    seen = compare(
        compare(EMPTY, a_reading(), now=NOON).record, a_reading(reports=(a_report(),)), now=at(12, 2)
    )
    later = NOON + STALE_AFTER + timedelta(hours=1)
    silent = compare(seen.record, a_reading(reports=(a_report(),)), now=later)
    still = compare(silent.record, a_reading(reports=(a_report(),)), now=later + timedelta(hours=1))

    assert len(silent.observations) == 1
    assert still.observations == ()


def test_edits_of_titles_old_posts_and_dates_are_no_news() -> None:
    first, second = an_update("One.", at=NOON), an_update("Two.", at=at(12, 1))
    told = a_reading(reports=(a_report(updates=(first, second)),))
    edited = a_reading(
        reports=(
            a_report(title="Other words", updates=(replace(first, text="1!"), second), started_at=at(3)),
        )
    )
    seen = compare(compare(EMPTY, a_reading(), now=NOON).record, told, now=at(12, 2))

    assert compare(seen.record, edited, now=at(12, 4)).observations == ()


def test_another_page_at_the_same_address_is_noticed() -> None:
    record = compare(EMPTY, a_reading(page_id="abc"), now=NOON).record

    assert is_another_page(record, a_reading(page_id="def"))
    assert not is_another_page(record, a_reading(page_id="abc"))
    assert not is_another_page(record, a_reading())


def test_on_another_page_only_what_began_since_is_news() -> None:
    record = compare(EMPTY, a_reading(page_id="abc"), now=NOON).record
    old, new = a_report("old", started_at=at(11)), a_report("new", title="New", started_at=at(12, 1))

    told = compare(record, a_reading(page_id="def", reports=(old, new)), now=at(12, 2)).observations

    assert {o.report.id: o.baseline for o in told if o.report} == {"old": True, "new": False}


def test_a_service_on_a_shared_page_is_told_only_what_touches_it() -> None:
    parts = (
        Component(id="1", name="API", status=ComponentStatus.PARTIAL_OUTAGE),
        Component(id="2", name="Mail", status=ComponentStatus.OPERATIONAL),
        Component(id="3", name="API", status=ComponentStatus.MAJOR_OUTAGE),
    )
    reports = (
        a_report("theirs", components=("Mail",)),
        a_report("ours", components=("API",)),
        a_report("anybody's", components=()),
    )
    reading = a_reading(components=parts, reports=reports, status=ComponentStatus.MAJOR_OUTAGE)

    mine = filtered(reading, replace(KNOWN, components=("1",)))

    assert [c.id for c in mine.components] == ["1"]
    assert [r.id for r in mine.reports] == ["ours", "anybody's"]
    assert mine.status is ComponentStatus.PARTIAL_OUTAGE
    assert filtered(reading, replace(KNOWN, components=("gone",))).status is ComponentStatus.UNKNOWN
    assert filtered(reading, KNOWN) == reading


def test_field_e_a_page_behind_a_wall_is_not_sought_and_is_tried_ever_less_often() -> None:
    record = replace(EMPTY, unreadable=UnreadableReason.BLOCKED, read_at=NOON)
    waits = [
        next_due(KNOWN, replace(record, failures=failures), NOON, None) - NOON for failures in (1, 2, 4, 30)
    ]

    assert not is_sought(KNOWN, replace(record, failures=99), NOON + timedelta(days=2))
    for wait, minutes in zip(waits, (15, 30, 120, 360), strict=True):
        assert abs(wait - timedelta(minutes=minutes)) <= 0.1 * timedelta(minutes=minutes)


def test_field_e_a_page_is_asked_for_whole_four_times_a_day() -> None:
    """A cache that answers "not modified" for ever would keep an outage from us, or an all-clear."""
    record = replace(EMPTY, read_at=NOON)
    whole = 0
    for minute in range(24 * 60):
        now = NOON + timedelta(minutes=minute)
        whole += asks_for_all(record, now)
        record = replace(record, read_at=now)

    assert whole == 4
    assert not asks_for_all(EMPTY, NOON)
