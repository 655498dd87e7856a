"""RSS and Atom: the flavours, the years that are not written, and what is refused unread."""

from datetime import UTC, datetime, timedelta
from html import escape

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.feed_text import MAX_FEED_BYTES
from bot.domain.report import Reading, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus, ReportStatus
from bot.domain.status import UnreadableReason as R
from bot.errors import ParseError
from tests.adapters.payloads import (
    ATOM,
    INSTATUS,
    an_atom_feed,
    an_entry,
    an_item,
    an_rss_feed,
    statuspage_html,
)
from tests.builders import NOON, a_page, at

RESOLVED = statuspage_html(("Nov 18, 13:00 UTC", "Resolved", "Over."), ("Nov 18, 12:00 UTC", "Update", "So."))
OPEN = statuspage_html(("Nov 18, 12:00 UTC", "Investigating", "Looking."))


def read(body: bytes) -> Reading:
    return FORMATS["feed"].parse(a_page(body))


def report_of(content: str, *, updated: str = "2025-11-18T13:00:00Z") -> Report:
    (report,) = read(an_atom_feed(an_entry(content, updated=updated, published=updated))).reports
    return report


# Statuspage


def test_a_history_whose_entries_have_all_ended_is_operational() -> None:
    reading = read(an_atom_feed(an_entry(RESOLVED)))

    assert reading.status is ComponentStatus.OPERATIONAL
    assert (reading.service, reading.page_url) == ("Acme", "https://status.acme.example")
    assert reading.lists_resolved


def test_an_open_entry_makes_the_headline_unknown_for_it_says_not_how_bad() -> None:
    closed = an_entry(RESOLVED, link="https://status.acme.example/incidents/old")

    reading = read(an_atom_feed(an_entry(OPEN), closed))

    assert reading.status is ComponentStatus.UNKNOWN
    assert [report.status.is_open for report in reading.reports] == [True, False]


def test_an_empty_history_is_not_health() -> None:
    assert read(an_atom_feed()).status is ComponentStatus.UNKNOWN


def test_an_entry_without_a_stage_makes_the_headline_unknown() -> None:
    news = an_entry("We moved.", link="https://status.acme.example/incidents/other")

    assert read(an_atom_feed(an_entry(RESOLVED), news)).status is ComponentStatus.UNKNOWN


def test_the_link_names_a_report_whatever_the_guid() -> None:
    link = "https://status.acme.example//incidents/k3x?u=1#top"

    (report,) = read(an_atom_feed(an_entry(OPEN, link=link, id="urn:uuid:changes-every-time"))).reports

    assert report.id == "k3x"
    assert report.url == "https://status.acme.example/incidents/k3x?u=1#top"


@pytest.mark.parametrize(
    ("updated", "written", "expected"),
    [
        ("2025-11-18T12:00:00Z", "Nov 18, 12:00 UTC", "2025-11-18T12:00:00+00:00"),
        ("2026-01-01T00:10:00Z", "Dec 31, 23:50 UTC", "2025-12-31T23:50:00+00:00"),
        ("2025-12-31T23:50:00Z", "Jan 1, 00:10 UTC", "2026-01-01T00:10:00+00:00"),
        ("2024-02-29T10:00:00Z", "Feb 29, 10:00 UTC", "2024-02-29T10:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 04:00 PST", "2025-11-18T12:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 20:00 +08", "2025-11-18T12:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 17:30 GMT+5:30", "2025-11-18T12:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 12:00 GMT+0", "2025-11-18T12:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 12:00 GMT+99", "2025-11-18T12:00:00+00:00"),
        ("2025-11-18T12:00:00Z", "Nov 18, 12:00 XYZ", "2025-11-18T12:00:00+00:00"),
    ],
)
def test_a_time_without_a_year_takes_that_of_the_entry(updated: str, written: str, expected: str) -> None:
    report = report_of(statuspage_html((written, "Resolved", "Over.")), updated=updated)

    assert report.updates[0].at == datetime.fromisoformat(expected)


def test_an_incident_may_last_longer_than_half_a_year() -> None:
    content = statuspage_html(
        ("Nov 18, 12:00 UTC", "Resolved", "Over."),
        ("Jul 1, 12:00 UTC", "Update", "Still."),
        ("Mar 1, 12:00 UTC", "Identified", "Found."),
    )

    report = report_of(content, updated="2025-11-18T12:00:00Z")

    assert report.started_at == datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert [update.text for update in report.updates] == ["Found.", "Still.", "Over."]


@pytest.mark.parametrize("written", ["Foo 18, 12:00 UTC", "Nov 31, 12:00 UTC", "Nov 18, 99:99 UTC"])
def test_a_time_that_is_none_leaves_the_label_and_the_time_of_the_entry(written: str) -> None:
    report = report_of(statuspage_html((written, "Resolved", "Over.")))

    assert report.status is ReportStatus.RESOLVED
    assert [(update.at, update.text) for update in report.updates] == [(at(13), "Over.")]


def test_posts_of_one_minute_keep_the_pages_order_turned_round() -> None:
    same = "Nov 18, 12:00 UTC"

    report = report_of(statuspage_html((same, "Resolved", "Over."), (same, "Investigating", "Looking.")))

    assert [str(update.status) for update in report.updates] == ["investigating", "resolved"]
    assert report.status is ReportStatus.RESOLVED


def test_an_entry_that_was_reopened_ends_with_its_last_resolution() -> None:
    content = statuspage_html(
        ("Nov 18, 15:00 UTC", "Postmortem", "Read on."),
        ("Nov 18, 14:00 UTC", "Resolved", "Now really."),
        ("Nov 18, 13:30 UTC", "Investigating", "Back again."),
        ("Nov 18, 13:00 UTC", "Resolved", "Over."),
    )

    report = report_of(content)

    assert (report.status, report.resolved_at) == (ReportStatus.POSTMORTEM, at(14))


def test_markup_goes_and_what_people_wrote_stays() -> None:
    words = "Clients sent &lt;T&gt; &amp; got<br/>errors.<script>alert('x')</script> <b>Sorry</b>\x1b[31m!"

    report = report_of(statuspage_html(("Nov 18, 12:00 UTC", "Identified", words)))

    assert report.updates[0].text == "Clients sent <T> & got\nerrors. Sorry[31m!"


def test_a_long_entry_loses_none_of_its_posts() -> None:
    posts = [(f"Nov {day}, 12:00 UTC", "Update", "word " * 900) for day in range(18, 2, -1)]
    posts.append(("Nov 2, 12:00 UTC", "Identified", "Found."))

    report = report_of(statuspage_html(*posts))

    assert len(report.updates) == 17
    assert report.status is ReportStatus.IDENTIFIED
    assert all(len(update.text) <= 4_000 for update in report.updates)


def test_of_countless_posts_the_newest_hundred_are_kept() -> None:
    posts = [(f"Nov 18, 12:{minute:02} UTC", "Update", str(second)) for minute in range(59, -1, -1)
             for second in range(3)]  # fmt: skip

    report = report_of(statuspage_html(*posts))

    assert len(report.updates) == 100
    assert report.updates[-1].at == at(12, 59)


# Announced work


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Scheduled"], MaintenanceStatus.SCHEDULED),
        (["Update", "Scheduled"], MaintenanceStatus.SCHEDULED),
        (["In progress", "Scheduled"], MaintenanceStatus.IN_PROGRESS),
        (["Verifying", "In progress", "Scheduled"], MaintenanceStatus.IN_PROGRESS),
        (["Completed", "In progress", "Scheduled"], MaintenanceStatus.COMPLETED),
        (["Completed"], MaintenanceStatus.COMPLETED),
    ],
)
def test_work_is_known_by_its_labels(labels: list[str], expected: MaintenanceStatus) -> None:
    posts = [(f"Nov 18, {12 - n}:00 UTC", label, "x") for n, label in enumerate(labels)]

    reading = read(an_atom_feed(an_entry(statuspage_html(*posts))))

    assert reading.reports == ()
    assert [m.status for m in reading.maintenances] == [expected]
    assert reading.status is ComponentStatus.OPERATIONAL


def test_maintenance_in_a_title_with_an_incidents_labels_is_an_incident() -> None:
    reading = read(an_atom_feed(an_entry(RESOLVED + OPEN, title="Network maintenance")))

    assert [report.title for report in reading.reports] == ["Network maintenance"]
    assert reading.maintenances == ()


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-11-18T13:00:00Z", MaintenanceStatus.SCHEDULED),
        ("2025-11-18T11:00:00Z", MaintenanceStatus.IN_PROGRESS),
    ],
)
def test_a_scheduled_event_without_labels_stands_where_its_time_says(
    published: str, expected: MaintenanceStatus
) -> None:
    banner = "<p><strong>THIS IS A SCHEDULED EVENT Nov 18, 13:00 - 16:00 UTC</strong></p>"

    (work,) = read(an_atom_feed(an_entry(banner, published=published))).maintenances

    assert work.status is expected


def test_the_end_of_work_is_read_from_statuspages_own_element() -> None:
    end = "<maintenanceEndDate>Tue, 18 Nov 2025 16:00:00 +0000</maintenanceEndDate>"
    content = statuspage_html(("Nov 10, 12:00 UTC", "Scheduled", "Planned."))

    (work,) = read(an_rss_feed(an_item(content, more=end))).maintenances

    assert (work.starts_at, work.ends_at) == (NOON, at(16))


# incident.io


def incidentio(status: str, *components: str) -> bytes:
    listed = "".join(f"<li>{component}</li>" for component in components)
    words = f"<b>Status: {status}</b><br/><br/>We look into it."
    text = f"{words}<br/><br/><b>Affected components</b><ul>{listed}</ul>"
    link = "https://status.acme.example//incidents/01KXAMPLE00000000000000000"
    return an_atom_feed(an_entry(text, link=link, id=link, published=None), title="Acme status")


def test_the_worst_component_of_what_is_open_is_the_headline() -> None:
    reading = read(incidentio("Identified", "Chat (Degraded performance)", "API (EU) (Full outage)"))
    (report,) = reading.reports

    assert reading.status is ComponentStatus.MAJOR_OUTAGE
    assert report.components == ("Chat", "API (EU)")
    assert (report.id, report.status) == ("01KXAMPLE00000000000000000", ReportStatus.IDENTIFIED)


def test_components_called_operational_do_not_make_an_open_report_calm() -> None:
    assert read(incidentio("Monitoring", "Chat (Operational)")).status is ComponentStatus.UNKNOWN


def test_what_is_over_says_nothing_about_now() -> None:
    reading = read(incidentio("Resolved", "Chat (Full outage)"))

    assert reading.status is ComponentStatus.OPERATIONAL
    assert reading.reports[0].resolved_at == NOON


def test_the_quoted_words_are_those_that_people_wrote() -> None:
    (report,) = read(incidentio("Resolved", "Chat (Operational)")).reports

    assert [update.text for update in report.updates] == ["We look into it."]


@pytest.mark.parametrize("word", ["Resolved", "Resolvido", "Resuelto"])
def test_a_stage_may_be_stated_in_the_pages_language(word: str) -> None:
    assert read(incidentio(word)).reports[0].status is ReportStatus.RESOLVED


def test_a_stage_in_a_language_that_we_do_not_know_claims_nothing() -> None:
    reading = read(incidentio("Leyst"))

    assert reading.status is ComponentStatus.UNKNOWN
    assert not reading.reports[0].status.is_open
    assert reading.reports[0].resolved_at is None


@pytest.mark.parametrize(
    ("word", "status"),
    [("Scheduled", "scheduled"), ("In progress", "in_progress"), ("Concluído", "completed")],
)
def test_a_stage_of_work_makes_it_no_report(word: str, status: str) -> None:
    reading = read(incidentio(word))

    assert reading.reports == ()
    assert [m.status for m in reading.maintenances] == [status]


# Instatus


def test_instatus_lists_the_oldest_post_first_and_the_components_above() -> None:
    reading = read(INSTATUS)
    (report,) = reading.reports

    assert reading.status is ComponentStatus.OPERATIONAL
    assert (report.id, report.status) == ("abc", ReportStatus.RESOLVED)
    assert report.components == ("Web App", "Builds")
    assert (report.started_at, report.resolved_at) == (NOON, at(12, 46, 5))
    assert [update.text for update in report.updates] == ["We look into it.", "All is well."]


def test_a_long_entry_of_instatus_keeps_its_end() -> None:
    text = (
        "Type: Incident\nDuration: 1 hour\nAffected Components: Web\n"
        f"Nov 18, 12:00:00 GMT+0 - Investigating - {'word ' * 3_000}\n"
        "Nov 18, 12:46:05 GMT+0 - Resolved - All is well."
    )

    (report,) = read(an_rss_feed(an_item(text))).reports

    assert (report.status, report.resolved_at) == (ReportStatus.RESOLVED, at(12, 46, 5))


@pytest.mark.parametrize(("label", "status"), [("Identified", "in_progress"), ("Resolved", "completed")])
def test_the_maintenance_of_instatus_is_no_report(label: str, status: str) -> None:
    text = f"Type: Maintenance\nAffected Components: Web\nNov 18, 12:00:00 GMT+0 - {label} - x."

    reading = read(an_rss_feed(an_item(text)))

    assert reading.reports == ()
    assert [m.status for m in reading.maintenances] == [status]


# Plain feeds


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Elevated errors", ReportStatus.POSTMORTEM),
        ("Monitoring: how we do it", ReportStatus.POSTMORTEM),
        ("RESOLVED: Elevated errors", ReportStatus.RESOLVED),
        ("[Resolved] Elevated errors", ReportStatus.RESOLVED),
        ("[Investigating] Elevated errors", ReportStatus.INVESTIGATING),
    ],
)
def test_a_plain_entry_is_open_only_if_it_says_so(title: str, status: ReportStatus) -> None:
    item = an_item("Some words.", title=title, link="https://acme.example/news/1")

    reading = read(an_rss_feed(item, title="News of Acme"))

    assert [report.status for report in reading.reports] == [status]
    assert reading.status is ComponentStatus.UNKNOWN


def test_posts_with_one_link_to_a_report_are_one_report() -> None:
    link = "https://status.acme.example/incidents/k3"
    newer = an_item("Back.", title="RESOLVED: Errors", link=link, published="Tue, 18 Nov 2025 13:00:00 GMT")
    older = an_item("Looking.", title="[Investigating] Errors", link=link)

    for order in ((newer, older), (older, newer)):
        (report,) = read(an_rss_feed(*order)).reports

        assert (report.title, report.status) == ("Errors", ReportStatus.RESOLVED)
        assert report.started_at == NOON
        assert [update.text for update in report.updates] == ["Looking.", "Back."]


def test_entries_that_share_a_link_to_a_page_are_told_apart_by_guid() -> None:
    items = [
        an_item("x", title=str(n), link="https://acme.example/en/status/", more=f"<guid>{n}</guid>")
        for n in (1, 2)
    ]

    assert [report.id for report in read(an_rss_feed(*items)).reports] == ["1", "2"]


def test_an_entry_with_nothing_in_it_has_an_id_and_the_time_of_the_fetch() -> None:
    (report,) = read(an_rss_feed("<item></item>")).reports

    assert (report.id, report.started_at, report.resolved_at) == ("entry", NOON, None)


# Bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_feed_reads_the_same_in_every_encoding_of_unicode(encoding: str) -> None:
    body = an_atom_feed(an_entry(RESOLVED, title="Störung — 停止"))

    assert FORMATS["feed"].sniff(a_page(body.decode().encode(encoding)))
    assert read(body.decode().encode(encoding)) == read(body)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252"])
def test_a_declared_encoding_is_believed(encoding: str) -> None:
    text = an_atom_feed(an_entry(RESOLVED, title="Störung")).decode().replace("UTF-8", encoding)

    assert read(text.encode(encoding)).reports[0].title == "Störung"


def test_lines_before_the_declaration_are_read_over() -> None:
    assert read(b"\r\n \n" + ATOM.encode()) == read(ATOM.encode())


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>',
        b'<rss version="2.0"><channel><title>t</title></channel><!ENTITY a "b"></rss>',
        b'<!DOCTYPE lolz [<!ENTITY a "' + b"a" * 5_000 + b'">]><rss><channel/></rss>',
        b"<! \n doctype rss><rss></rss>",
        b"<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E\x00 \x00r\x00>\x00<\x00r\x00s\x00s\x00>\x00",
        b"<!DOC\x00TYPE rss><rss></rss>",
    ],
    ids=["external", "late entity", "long definition", "spaced", "utf-16 without a mark", "zero inside"],
)
def test_a_definition_is_refused_unread(body: bytes) -> None:
    with pytest.raises(ParseError) as raised:
        read(body)

    assert raised.value.reason is R.FORBIDDEN_XML


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "punycode", "cp037", "no-such"])
def test_an_encoding_that_could_hide_a_definition_is_never_decoded(encoding: str) -> None:
    hidden = "+ADwAIQ-DOCTYPE rss+AD4- \\x3c!DOCTYPE"
    entry = an_entry(RESOLVED, title=f"{hidden} x")
    body = an_atom_feed(entry).replace(b"UTF-8", encoding.encode())

    assert read(body).reports[0].title == f"{hidden} x"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><html><head><title>x</title></head></html>", R.MOVED_TO_HTML),
        ("<html><body>x</body></html>".encode("utf-16"), R.MOVED_TO_HTML),
        (b"Your page is inactive. Please ask somebody.", R.INACTIVE),
        (b"<opml><head/></opml>", R.NOT_THIS_FORMAT),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", R.NOT_THIS_FORMAT),
        (b"{}", R.NOT_THIS_FORMAT),
        (b"<rss version='2.0'><channel></channel></rss>", R.NOT_THIS_FORMAT),
        (ATOM.encode()[:900], R.TRUNCATED),
        (b"<rss>" + b" " * MAX_FEED_BYTES, R.TOO_LARGE),
    ],
    ids=["html", "html utf-16", "inactive", "opml", "other xml", "json", "no title", "cut", "large"],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, reason: R) -> None:
    with pytest.raises(ParseError) as raised:
        read(body)

    assert raised.value.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "\u2003" * 50_000,
        "<" * 30_000,
        "<script" * 8_000,
        ("-" * 190 + "\n") * 300,
        "Affected components\n" * 3_000,
        "Nov 1, " * 8_000,
        "Status: " * 6_000,
        "&amp;" * 10_000,
    ],
    ids=["blanks", "tags", "scripts", "dashes", "components", "months", "states", "entities"],
)
def test_no_text_takes_long_to_read(text: str) -> None:
    """A feed full of it is read within the time limit of any test."""
    items = [an_entry(text, id=str(n), link=f"https://x.example/incidents/{n}") for n in range(8)]

    reading = read(an_atom_feed(*items)[:-7] + b"</feed>")

    assert 1 <= len(reading.reports) <= 8  # a long feed is read as far as its first entries


def test_escaped_twice_is_not_escaped_once_where_people_wrote_it() -> None:
    report = report_of(statuspage_html(("Nov 18, 12:00 UTC", "Identified", escape(escape("<p>")))))

    assert report.updates[0].text == "&lt;p&gt;"


def test_an_update_is_never_older_than_the_start() -> None:
    for report in read(ATOM.encode()).reports:
        assert report.started_at <= report.updates[0].at <= report.updated_at + timedelta(minutes=1)
