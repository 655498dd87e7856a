"""Feeds as the field has them: clocks, marks, zones, links, languages, and what is left unmarked."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from adapters.status_pages.shared.feed_rules import FLAVOURS
from bot.domain.report import Page, Reading, Report
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from tests.adapters.payloads import an_atom_feed, an_entry, an_item, an_rss_feed

NOW = datetime(2025, 11, 18, 15, tzinfo=UTC)
TODAY = "Tue, 18 Nov 2025 12:00:00 GMT"
LAST_YEAR = "Mon, 18 Nov 2024 12:00:00 GMT"


def read(body: bytes, *, now: datetime = NOW) -> Reading:
    page = Page(url="https://status.acme.example/feed", body=body, fetched_at=now)
    return FORMATS[detect(page)].parse(page)


def opened(reading: Reading) -> list[str]:
    return [report.title for report in reading.reports if report.status.is_open]


def the_report(body: bytes) -> Report:
    (report,) = read(body).reports
    return report


def item(title: str, *, text: str = "Some words.", at: str = TODAY, link: str = "", more: str = "") -> str:
    where = link or f"https://acme.example/posts/{abs(hash(title)) % 10**8}"
    return an_item(text, title=title, link=where, published=at, more=more)


# A clock of twelve hours


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Nov 18, 2:15 AM UTC", "2025-11-18T02:15"),
        ("Nov 18, 2:15 PM UTC", "2025-11-18T14:15"),
        ("Nov 18, 12:05 AM UTC", "2025-11-18T00:05"),
        ("Nov 18, 12:05 PM UTC", "2025-11-18T12:05"),
        ("Nov 18, 2:15 p.m. UTC", "2025-11-18T14:15"),
        ("Nov 18, 2:15 A.M. UTC", "2025-11-18T02:15"),
        ("Nov 18, 2:15\u202fPM UTC", "2025-11-18T14:15"),
        ("Nov 18, 2:15\u00a0am UTC", "2025-11-18T02:15"),
        ("Nov 18, 2:15PM UTC", "2025-11-18T14:15"),
        ("Nov 18, 02:15:30 PM UTC", "2025-11-18T14:15:30"),
        ("Nov 18, 2 PM UTC", "2025-11-18T14:00"),
        ("Nov 18, 9:15 AM EST", "2025-11-18T14:15"),
        ("Nov 18, 2025, 9:15 AM ET", "2025-11-18T14:15"),
        ("November 18, 2025 at 6:15 AM Pacific Time", "2025-11-18T14:15"),
        ("18 Nov 2025, 14:15 UTC", "2025-11-18T14:15"),
        ("2025-11-18 14:15 UTC", "2025-11-18T14:15"),
        ("Nov 18, 15:15 CET", "2025-11-18T14:15"),
        ("Nov 18, 19:45 IST", "2025-11-18T14:15"),
        ("Nov 18, 23:15 JST", "2025-11-18T14:15"),
        ("Nov 18, 17:15 MSK", "2025-11-18T14:15"),
        ("Nov 18, 14:15", "2025-11-18T14:15"),
        ("Nov 18, 2:15 pm utc", "2025-11-18T14:15"),
        ("11/18/2025, 2:15 PM UTC", "2025-11-18T14:15"),
        ("18. November 2025 um 15:15 MEZ", "2025-11-18T14:15"),
        ("Tuesday, November 18th, 2025 at 2:15pm (UTC)", "2025-11-18T14:15"),
    ],
)
def test_field_e_ampm_each_way_to_write_a_time_is_that_time(written: str, expected: str) -> None:
    text = f"<p><small>{written}</small><br/><strong>INVESTIGATING</strong> - <p>Looking.</p></p>"

    report = the_report(an_rss_feed(item("Errors", text=text)))

    assert report.status is ReportStatus.INVESTIGATING
    assert report.updates[0].at == datetime.fromisoformat(f"{expected}+00:00")
    assert report.updates[0].text == "Looking."


def test_field_e_ampm_morning_and_evening_are_in_order() -> None:
    text = (
        "<p><small>Nov 18, 1:05 PM UTC</small><br/><strong>RESOLVED</strong> - Over.</p>"
        "<p><small>Nov 18, 11:50 AM UTC</small><br/><strong>INVESTIGATING</strong> - Looking.</p>"
    )

    report = the_report(an_rss_feed(item("Errors", text=text, link="status.acme.example/incidents/n1")))

    assert [update.text for update in report.updates] == ["Looking.", "Over."]
    assert (report.id, report.url) == ("n1", "https://status.acme.example/incidents/n1")
    assert report.status is ReportStatus.RESOLVED


# Marks of titles


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("[Resolved] Slow API", "Slow API"),
        ("[RESOLVED]: Slow API", "Slow API"),
        ("(Resolved) Slow API", "Slow API"),
        ("Resolved - Slow API", "Slow API"),
        ("RESOLVED: Slow API", "Slow API"),
        ("Resolved — Slow API", "Slow API"),
        ("Resolved Service Disruption", "Service Disruption"),
        ("Closed: Slow API", "Slow API"),
        ("[Closed] Slow API", "Slow API"),
        ("Completed: Slow API", "Slow API"),
        ("Fixed - Slow API", "Slow API"),
        ("All clear: Slow API", "Slow API"),
        ("✅ Slow API", "Slow API"),
        ("✔️ Slow API", "Slow API"),
        ("🟢 Slow API", "Slow API"),
        ("[Update 3] Resolved: Slow API", "Slow API"),
        ("Resolved: [Investigating] Slow API", "Slow API"),
        ("Slow API (resolved)", "Slow API"),
        ("Slow API [RESOLVED]", "Slow API"),
        ("Slow API - Resolved", "Slow API"),
        ("Behoben: Slow API", "Slow API"),
        ("[Résolu] Slow API", "Slow API"),
        ("【復旧】Slow API", "Slow API"),
        ("[已解决] Slow API", "Slow API"),
        ("Решено: Slow API", "Slow API"),
        ("[Incident Resolved] Slow API", "Slow API"),
        ("[Resolved at 14:30 UTC] Slow API", "Slow API"),
        ("Issue resolved: Slow API", "Slow API"),
        ("Monitor is UP: Slow API", "Slow API"),
        ("Slow [RESOLVED] API", "Slow API"),
        ("*Resolved* Slow API", "Slow API"),
        ("{Resolved} Slow API", "Slow API"),
        ("Slow API: resolved", "Slow API"),
    ],
)
def test_field_e_prefix_feed_what_is_marked_as_over_is_over(title: str, bare: str) -> None:
    report = the_report(an_rss_feed(item(title)))

    assert (report.status, report.title) == (ReportStatus.RESOLVED, bare)


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("[Investigating] Slow API", ReportStatus.INVESTIGATING),
        ("(Identified) Slow API", ReportStatus.IDENTIFIED),
        ("[Monitoring] Slow API", ReportStatus.MONITORING),
        ("Monitoring - Slow API", ReportStatus.MONITORING),
        ("Investigating: Slow API", ReportStatus.INVESTIGATING),
        ("Update: Slow API", ReportStatus.INVESTIGATING),
        ("Update 2/3 - Slow API", ReportStatus.INVESTIGATING),
        ("Initial Notification: Slow API", ReportStatus.INVESTIGATING),
        ("🔴 Slow API", ReportStatus.INVESTIGATING),
        ("[Ongoing] Slow API", ReportStatus.INVESTIGATING),
        ("[Wird untersucht] Slow API", ReportStatus.INVESTIGATING),
        ("[Investigating - EU] Slow API", ReportStatus.INVESTIGATING),
        ("Slow API - Investigating", ReportStatus.INVESTIGATING),
        ("Slow API [Identified]", ReportStatus.IDENTIFIED),
        ("Monitor is DOWN: Slow API", ReportStatus.INVESTIGATING),
    ],
)
def test_field_e_prefix_feed_what_is_marked_as_open_is_open(title: str, stage: ReportStatus) -> None:
    report = the_report(an_rss_feed(item(title)))

    assert (report.status, report.title) == (stage, "Slow API")


@pytest.mark.parametrize("title", ["Fixed IPs unreachable", "Closed captions fail", "Completed builds fail"])
def test_field_e_prefix_feed_an_adjective_is_no_mark(title: str) -> None:
    reading = read(an_rss_feed(item(title), item("[Resolved] Slow API", at=LAST_YEAR)))

    assert opened(reading) == [title]


@pytest.mark.parametrize("mark", ["[Resolved] ", "Resolved: ", "(closed) ", "✅ ", "[Gelöst] "])
def test_field_e_prefix_feed_a_young_entry_without_the_mark_of_its_siblings_is_open(mark: str) -> None:
    reading = read(an_rss_feed(item("Packet loss"), item(f"{mark}Routing", at=LAST_YEAR)))

    assert opened(reading) == ["Packet loss"]
    assert reading.reports[0].started_at == NOW.replace(hour=12)


def test_field_e_prefix_feed_an_old_archive_without_marks_does_not_open() -> None:
    old = [item(f"Outage {n}", at=LAST_YEAR) for n in range(9)]

    assert opened(read(an_rss_feed(*old, item("[Resolved] Routing", at=LAST_YEAR)))) == []
    assert opened(read(an_rss_feed(*old, title="PayPal Status"))) == []


@pytest.mark.parametrize(("age", "is_open"), [(timedelta(days=6), True), (timedelta(days=7), True),
                                              (timedelta(days=7, minutes=1), False)])  # fmt: skip
def test_field_e_prefix_feed_young_is_a_week(age: timedelta, is_open: bool) -> None:  # noqa: FBT001
    at = f"{NOW - age:%a, %d %b %Y %H:%M:%S} GMT"

    reading = read(an_rss_feed(item("Packet loss", at=at), item("[Resolved] Routing", at=LAST_YEAR)))

    assert bool(opened(reading)) is is_open


@pytest.mark.parametrize(
    "title",
    [
        "Welcome to our status page",
        "Retrospective: API errors",
        "Announcing new regions",
        "Release notes 5.2",
    ],
)
def test_field_e_prefix_feed_an_announcement_is_not_open(title: str) -> None:
    assert opened(read(an_rss_feed(item(title), item("[Resolved] Routing", at=LAST_YEAR)))) == []


def test_field_e_prefix_feed_without_any_mark_nothing_is_open() -> None:
    assert opened(read(an_rss_feed(item("Packet loss"), item("Routing", at=LAST_YEAR)))) == []


def test_field_e_prefix_feed_news_with_a_colon_are_no_incident() -> None:
    news = an_rss_feed(item("Monitoring: how we do it"), item("Update: our prices"), title="Acme Blog")

    assert opened(read(news)) == []


def test_field_e_prefix_feed_a_blog_that_marks_one_post_does_not_open_the_others() -> None:
    assert opened(read(an_rss_feed(item("We are hiring"), item("[Resolved] x"), title="Acme Blog"))) == []


def test_field_e_prefix_feed_a_title_marked_as_over_is_believed_before_its_posts() -> None:
    text = "<small>Nov 18, 12:00 UTC</small><br><strong>Investigating</strong> - Looking."

    assert the_report(an_rss_feed(item("[Resolved] API", text=text))).status is ReportStatus.RESOLVED


def test_field_e_prefix_feed_where_siblings_end_in_words_a_young_entry_without_them_is_open() -> None:
    over = [item(f"Old {n}", text="The issue has been resolved.", at=LAST_YEAR) for n in range(3)]

    assert opened(read(an_rss_feed(item("API", text="We look."), *over, title="Acme status"))) == ["API"]
    assert opened(read(an_rss_feed(item("API", text="It has been fixed."), *over, title="Acme status"))) == []


def test_field_e_prefix_feed_an_undated_entry_does_not_open() -> None:
    undated = "<item><title>Packet loss</title><link>https://acme.example/posts/1</link></item>"

    assert opened(read(an_rss_feed(undated, item("[Resolved] Routing", at=LAST_YEAR)))) == []


# PayPal and other flavours


def test_field_e_paypal_like_one_number_in_two_environments_is_two_incidents() -> None:
    entries = [
        an_entry(
            "x",
            title=f"Initial Notification: Errors - {name}",
            link=f"https://www.paypal-status.com/incident/{name}/2",
        )
        for name in ("production", "sandbox")
    ]

    assert len(read(an_atom_feed(*entries, title="PayPal Status")).reports) == 2


def test_field_e_paypal_like_the_marks_open_and_close() -> None:
    entries = (
        an_entry("We look.", title="Initial Notification: Checkout - Production", link="https://www.paypal-status.com/incident/production/2"),
        an_entry("Done.", title="Resolved: Login - Production", link="https://www.paypal-status.com/incident/production/1"),
        an_entry("Later.", title="Scheduled: Database", link="https://www.paypal-status.com/incident/production/3"),
        an_entry("Not now.", title="Postponed: Network", link="https://www.paypal-status.com/incident/production/4"),
    )  # fmt: skip

    reading = read(an_atom_feed(*entries, title="PayPal Status"))

    assert opened(reading) == ["Checkout - Production"]
    assert {report.id: report.status for report in reading.reports} == {
        "2": ReportStatus.INVESTIGATING, "1": ReportStatus.RESOLVED,
    }  # fmt: skip
    assert [work.status for work in reading.maintenances] == [MaintenanceStatus.SCHEDULED] * 2


@pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda flavour: flavour.name)
def test_field_e_flavour_a_young_entry_alone_is_open_and_an_old_one_is_not(flavour: object) -> None:
    name = getattr(flavour, "words", ("",))[0]

    for at, expected in ((TODAY, ["Packet loss"]), (LAST_YEAR, [])):
        assert opened(read(an_rss_feed(item("Packet loss", at=at), title=f"{name} notices"))) == expected


@pytest.mark.parametrize(
    "title", ["PayPal Newsroom", "Hetzner blog", "Oktatás", "Fastlyx", "Okta release notes"]
)
def test_field_e_flavour_other_feeds_with_such_a_name_have_none(title: str) -> None:
    assert opened(read(an_rss_feed(item("Packet loss"), title=title))) == []


def test_field_e_xai_states_stage_and_severity() -> None:
    text = "<h3>Status: {}</h3><p>Severity: {}</p><hr/><div><h3>Looking at it</h3></div>"
    items = [
        an_item(text.format("ACTIVE", "outage"), title="[Web] Models fail", link="https://status.acme.example/web/INC1"),
        an_item(text.format("RESOLVED", "degraded"), title="[API] Slow", link="https://status.acme.example/api/INC0"),
    ]  # fmt: skip

    reading = read(an_rss_feed(*items))

    assert opened(reading) == ["[Web] Models fail"]
    assert reading.reports[0].impact in (Impact.MAJOR, Impact.CRITICAL)
    assert reading.status is ComponentStatus.PARTIAL_OUTAGE


@pytest.mark.parametrize(
    ("severity", "impact"),
    [("major outage", Impact.CRITICAL), ("Degraded", Impact.MINOR), ("critical", Impact.CRITICAL),
     ("partial outage", Impact.MAJOR), ("purple", None)],
)  # fmt: skip
def test_field_e_xai_a_severity_is_an_impact(severity: str, impact: Impact | None) -> None:
    text = f"<h3>Status: Active</h3><p>Severity: {severity}</p>"

    assert the_report(an_rss_feed(item("x", text=text))).impact is impact


@pytest.mark.parametrize(
    "text",
    [
        "<h3>Status</h3><p>ACTIVE</p><h3>Severity</h3><p>outage</p>",
        "<dl><dt>Status</dt><dd>Active</dd><dt>Severity</dt><dd>Outage</dd></dl>",
        "<table><tr><td>Status</td><td>Ongoing</td></tr><tr><td>Severity:</td><td>outage</td></tr></table>",
        "<p><strong>Status</strong>: <em>OPEN</em></p><p>Severity : outage</p>",
        "Current status: Unresolved<br>Impact: outage",
        "<p>State - Active</p><p>Severity: Outage</p>",
    ],
)
def test_field_e_xai_a_stage_and_a_severity_in_any_markup(text: str) -> None:
    report = the_report(an_rss_feed(item("Models fail", text=text)))

    assert (report.status, report.impact) == (ReportStatus.INVESTIGATING, Impact.MAJOR)


def test_field_e_xai_a_category_names_the_stage_where_nothing_else_does() -> None:
    active, resolved = "<category>active</category>", "<category>resolved</category>"

    reading = read(an_rss_feed(item("Slow", more=active), item("Broken", more=resolved)))

    assert opened(reading) == ["Slow"]


@pytest.mark.parametrize(("end", "is_open"), [("12:30", False), ("16:30", True), ("", True)])
def test_field_e_hund_a_category_may_be_an_end(end: str, is_open: bool) -> None:  # noqa: FBT001
    at = f"Tue, 18 Nov 2025 {end}:00 GMT" if end else ""
    more = f'<category domain="event:start">{TODAY}</category><category domain="event:end">{at}</category>'
    old = item("[Resolved] Routing", at=LAST_YEAR)

    assert bool(opened(read(an_rss_feed(item("[GVA-2] Network", more=more), old)))) is is_open


def test_field_e_ibm_cloud_an_outage_without_an_end_is_open() -> None:
    text = "Users see errors.<br/>Type: incident  Regions: us-south  Outage Start: Tue Nov 18 2025 11:30:00 GMT+0000 (Coordinated Universal Time)"
    ended = f"{text}  Outage End: Tue Nov 18 2025 12:30:00 GMT+0000 (Coordinated Universal Time)"
    items = [
        item("VPC errors", text=text, link="https://cloud.ibm.com/status?selected=a"),
        item("IAM errors", text=ended, link="https://cloud.ibm.com/status?selected=b"),
        item("Dallas", text="Type: announcement", link="https://cloud.ibm.com/status?selected=c"),
    ]

    reading = read(an_rss_feed(*items, title="IBM Cloud Status - Notifications"))
    by_title = {report.title: report for report in reading.reports}

    assert opened(reading) == ["VPC errors"]
    assert by_title["VPC errors"].started_at == datetime(2025, 11, 18, 11, 30, tzinfo=UTC)
    assert by_title["IAM errors"].status is ReportStatus.RESOLVED


def test_field_e_fastly_the_newest_post_of_an_incident_decides() -> None:
    def post(incident: int, number: int, text: str, at: str) -> str:
        guid = f'<guid isPermaLink="false">/{incident}/{number}</guid>'
        link = f"https://www.fastlystatus.com/incident/{incident}"
        return an_item(text, title=f"Errors {incident}", link=link, published=at, more=guid)

    items = [
        post(2, 9, "We have identified the cause and develop a fix.", "Tue, 18 Nov 2025 12:30:00 GMT"),
        post(2, 8, "We investigate elevated errors.", "Tue, 18 Nov 2025 12:00:00 GMT"),
        post(1, 7, "This incident has been resolved.", "Tue, 18 Nov 2025 11:30:00 GMT"),
        post(1, 6, "We investigate elevated errors.", "Tue, 18 Nov 2025 11:00:00 GMT"),
    ]

    for order in (items, items[::-1]):
        reading = read(an_rss_feed(*order, title="Fastly Status"))

        assert opened(reading) == ["Errors 2"]
        assert {report.id: len(report.updates) for report in reading.reports} == {"2": 2, "1": 2}
        assert {str(report.status) for report in reading.reports} == {"investigating", "resolved"}


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("Das Problem wurde behoben.", False),
        ("The issue has been resolved.", False),
        ("Wir untersuchen den Ausfall.", True),
        ("Die Störung ist noch nicht behoben.", True),
        ("This is not yet resolved.", True),
        ("We expect it to be resolved by noon.", True),
        ("<p>12:30 The fault has been fixed.</p><p>11:00 We look into it.</p>", False),
        ("<p>11:00 We look into it.</p><p>12:30 The fault has been fixed.</p>", False),
        ("The link was fixed, but customers are still affected.", True),
        ("Errors are over 50 percent.", True),
    ],
)
def test_field_e_hetzner_the_words_of_the_newest_post_decide(text: str, is_open: bool) -> None:  # noqa: FBT001
    body = an_atom_feed(
        an_entry(text, title="Fault in FSN1", link="https://status.hetzner.com/incident/a"),
        title="Hetzner Status",
    )

    assert bool(opened(read(body))) is is_open


def test_field_e_okta_a_disruption_without_resolved_is_open() -> None:
    entries = (
        an_entry("US Cell 1.", title="Service Disruption", link="https://status.okta.com/#a", id="a"),
        an_entry("EMEA.", title="Resolved Feature Disruption", link="https://status.okta.com/#b", id="b"),
    )

    assert opened(read(an_atom_feed(*entries, title="Okta System Status"))) == ["Service Disruption"]


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("Network maintenance in FSN1", "The work has begun.", "in_progress"),
        ("Network maintenance in FSN1", "Some words.", "in_progress"),
        ("Scheduled maintenance", "We will move tonight.", "scheduled"),
        ("Scheduled maintenance", "It is now in progress.", "in_progress"),
        ("Wartung NBG1", "Geplanter Beginn ist 22 Uhr.", "scheduled"),
    ],
)
def test_field_e_work_that_is_left_unmarked_is_work(title: str, text: str, status: str) -> None:
    reading = read(an_rss_feed(item(title, text=text), title="Hetzner Status"))

    assert opened(reading) == []
    assert [(work.title, str(work.status)) for work in reading.maintenances] == [(title, status)]


# Languages


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Wird untersucht", "investigating"), ("Identifiziert", "identified"), ("Wird überwacht", "monitoring"),
        ("Behoben", "resolved"), ("Investigando", "investigating"), ("Identificado", "identified"),
        ("Supervisando", "monitoring"), ("Resuelto", "resolved"), ("Enquête en cours", "investigating"),
        ("Identifié", "identified"), ("Sous surveillance", "monitoring"), ("Résolu", "resolved"),
        ("Em investigação", "investigating"), ("Resolvido", "resolved"), ("Indagine in corso", "investigating"),
        ("Risolto", "resolved"), ("Onderzoeken", "investigating"), ("Opgelost", "resolved"),
        ("Rozwiązany", "resolved"), ("調査中", "investigating"), ("監視中", "monitoring"), ("解決済み", "resolved"),
        ("调查中", "investigating"), ("已解决", "resolved"), ("已解決", "resolved"), ("조사 중", "investigating"),
        ("해결됨", "resolved"), ("Расследуется", "investigating"), ("Решено", "resolved"),
        ("İnceleniyor", "investigating"), ("Çözüldü", "resolved"), ("Löst", "resolved"), ("RESUELTO", "resolved"),
    ],
)  # fmt: skip
def test_field_e_incidentio_a_stage_in_any_language(word: str, stage: str) -> None:
    body = an_atom_feed(an_entry(f"<b>Status: {word}</b><br/>Text"), title="B status")

    assert str(the_report(body).status) == stage


@pytest.mark.parametrize(
    "label", ["Status", "Estado", "Statut", "Stato", "Статус", "状态", "ステータス", "상태"]
)
def test_field_e_incidentio_the_label_may_be_in_another_language(label: str) -> None:
    body = an_atom_feed(an_entry(f"<b>{label}: Resolved</b><br/>Text"))

    assert the_report(body).status is ReportStatus.RESOLVED


@pytest.mark.parametrize(
    ("label", "stage"), [("Gelöst", "resolved"), ("Résolu", "resolved"), ("解決済み", "resolved"),
                         ("Analyse", "investigating"), ("Monitorando", "monitoring")],
)  # fmt: skip
def test_field_e_incidentio_labels_of_posts_too(label: str, stage: str) -> None:
    text = f"Type: Incident\nNov 18, 12:00:00 GMT+0 - {label} - Words."

    assert str(the_report(an_rss_feed(an_item(text))).status) == stage


@pytest.mark.parametrize(
    ("word", "status"), [("Geplant", "scheduled"), ("En cours", "in_progress"), ("進行中", "in_progress"),
                         ("Terminé", "completed"), ("Завершено", "completed")],
)  # fmt: skip
def test_field_e_incidentio_announced_work_too(word: str, status: str) -> None:
    reading = read(an_atom_feed(an_entry(f"<b>Status: {word}</b><br/>Text")))

    assert ([str(work.status) for work in reading.maintenances], reading.reports) == ([status], ())


# Dates


@pytest.mark.parametrize(
    "written",
    [
        "Fri, 12 Jun 2026 18:00:00 CEST", "Fri, 12 Jun 2026 09:00:00 PDT", "Fri, 12 Jun 2026 12:00:00 EDT",
        "Fri, 12 Jun 2026 21:30:00 IST", "Sat, 13 Jun 2026 01:00:00 JST", "Sat, 13 Jun 2026 02:00:00 AEST",
        "Fri, 12 Jun 2026 17:00:00 BST", "Fri, 12 Jun 2026 19:00:00 MSK", "Fri, 12 Jun 2026 12:00:00 ET",
        "Fri, 12 Jun 2026 18:00:00 +0200", "Fri, 12 Jun 2026 18:00:00 +02:00", "12 Jun 2026 16:00 GMT",
        "Fri, 12 Jun 2026 4:00 PM GMT", "2026-06-12T18:00:00+02:00", "2026-06-12t16:00:00z",
        "2026-06-12 16:00:00", "2026-06-12T16:00:00.123456789Z", "June 12, 2026 9:00 AM Pacific Time",
        "Fri Jun 12 2026 16:00:00 GMT+0000 (Coordinated Universal Time)", "Fri Jun 12 16:00:00 2026",
        "Fri, 12 Jun 2026 18:00:00 (CEST)", "ven., 12 juin 2026 18:00:00 +0200", "Fr., 12. Juni 2026 18:00 MESZ",
        "2026-06-12 18:00:00 +0200 CEST", "2026-06-12 18:00:00 +0200 +0200", "12.06.2026 18:00 MESZ",
    ],
)  # fmt: skip
def test_field_e_pubdate_a_named_zone_is_that_zone(written: str) -> None:
    body = an_rss_feed(item("[investigating] x", at=written))

    (report,) = read(body, now=datetime(2026, 6, 13, tzinfo=UTC)).reports

    assert report.started_at.replace(microsecond=0) == datetime(2026, 6, 12, 16, tzinfo=UTC)


def test_field_e_pubdate_a_date_in_atom_with_a_zone_by_name() -> None:
    body = an_atom_feed(
        an_entry("x", title="[investigating] y", published=None, updated="2025-11-18 06:00 PST")
    )

    assert the_report(body).started_at == datetime(2025, 11, 18, 14, tzinfo=UTC)


# Links and ids that are shared


def test_field_e_same_link_entries_are_told_apart_by_title_and_date() -> None:
    link = "https://acme.example/"
    items = [
        item("[investigating] API degraded", link=link),
        item("[investigating] Login outage", link=link, at="Sat, 18 Oct 2025 09:00:00 GMT"),
        item("[investigating] API degraded", link=link, at="Mon, 18 Aug 2025 09:00:00 GMT"),
    ]

    reports = read(an_rss_feed(*items)).reports

    assert [report.title for report in reports] == ["API degraded", "Login outage", "API degraded"]
    assert len({report.id for report in reports}) == 3
    assert reports[0].started_at == NOW.replace(hour=12)


def test_field_e_same_link_a_shared_guid_too() -> None:
    guid = '<guid isPermaLink="false">status</guid>'
    items = [item(f"[investigating] {name}", more=guid) for name in ("API", "Login")]

    assert sorted(opened(read(an_rss_feed(*items)))) == ["API", "Login"]


def test_field_e_same_link_posts_of_one_title_are_one_report_until_it_ends() -> None:
    link = "https://acme.example/"
    items = [
        item("[Investigating] API", link=link, at="Tue, 18 Nov 2025 14:00:00 GMT"),
        item("[Resolved] API", link=link, at="Tue, 18 Nov 2025 12:00:00 GMT"),
        item("[Investigating] API", link=link, at="Tue, 18 Nov 2025 11:00:00 GMT"),
    ]

    newer, older = read(an_rss_feed(*items)).reports

    assert (newer.status.is_open, older.status.is_open) == (True, False)
    assert (len(newer.updates), len(older.updates)) == (1, 2)
    assert older.resolved_at == NOW.replace(hour=12)


def test_field_e_same_link_posts_with_links_of_their_own_are_one_report() -> None:
    items = [
        item("Resolved: API", link="https://acme.example/posts/2", at="Tue, 18 Nov 2025 12:00:00 GMT"),
        item("Investigating: API", link="https://acme.example/posts/1", at="Tue, 18 Nov 2025 11:00:00 GMT"),
    ]

    report = the_report(an_rss_feed(*items))

    assert (report.status, len(report.updates)) == (ReportStatus.RESOLVED, 2)


def test_field_e_same_link_an_end_closes_what_it_ends_however_long_that_took() -> None:
    items = [
        item("[Resolved] API", link="https://acme.example/posts/2", at="Tue, 18 Nov 2025 12:00:00 GMT"),
        item("[Investigating] API", link="https://acme.example/posts/1", at="Sat, 18 Oct 2025 11:00:00 GMT"),
    ]

    assert the_report(an_rss_feed(*items)).status is ReportStatus.RESOLVED


def test_field_e_okta_two_disruptions_of_one_title_are_two() -> None:
    entries = (
        an_entry("x", title="Resolved Service Disruption", link="https://status.okta.com/#b", id="b",
                 updated="2025-11-18T14:00:00Z"),
        an_entry("x", title="Service Disruption", link="https://status.okta.com/#a", id="a"),
    )  # fmt: skip

    assert opened(read(an_atom_feed(*entries, title="Okta Trust"))) == ["Service Disruption"]


# What is missing


@pytest.mark.parametrize("title", ["<title></title>", "", "<title> </title>"])
def test_field_e_notitle_a_feed_without_a_title_is_read(title: str) -> None:
    body = f'<rss version="2.0"><channel>{title}{item("[investigating] x")}</channel></rss>'.encode()

    assert opened(read(body)) == ["x"]


@pytest.mark.parametrize(
    "missing",
    [
        "<item><title>[investigating] x</title></item>",
        "<item><title>[investigating] x</title><pubDate>soon</pubDate></item>",
        "<item><title>[investigating] x</title><link></link><guid></guid></item>",
    ],
)
def test_field_e_notitle_an_entry_may_lack_anything_else(missing: str) -> None:
    assert opened(read(an_rss_feed(missing))) == ["x"]


def test_field_e_notitle_an_entry_without_a_date_has_that_of_its_feed() -> None:
    built = "<lastBuildDate>Tue, 18 Nov 2025 08:00:00 CET</lastBuildDate>"

    report = the_report(an_rss_feed(built, "<item><title>[investigating] x</title></item>"))

    assert report.started_at == NOW.replace(hour=7)


def test_field_e_notitle_an_entry_without_a_title_is_read_by_what_it_states() -> None:
    body = an_atom_feed(an_entry("<b>Status: Investigating</b><br/>We look.", title=""))

    assert [report.status for report in read(body).reports] == [ReportStatus.INVESTIGATING]


# Order within an entry


@pytest.mark.parametrize(
    ("labels", "stage"),
    [
        (("Resolved", "Monitoring", "Investigating"), "resolved"),
        (("Investigating", "Monitoring", "Resolved"), "resolved"),
        (("Monitoring", "Investigating"), "monitoring"),
        (("Investigating", "Identified"), "identified"),
        (("Update", "Investigating"), "investigating"),
    ],
)
def test_field_e_order_labels_without_times_are_read_from_either_end(
    labels: tuple[str, ...], stage: str
) -> None:
    text = "".join(f"<p><strong>{label}</strong> - Words {n}.</p>" for n, label in enumerate(labels))

    report = the_report(an_atom_feed(an_entry(text)))

    assert str(report.status) == stage
    assert len(report.updates) == len(labels)


@pytest.mark.parametrize("stages", [("Investigating", "Resolved"), ("Resolved", "Investigating")])
def test_field_e_order_stated_stages_are_read_from_either_end(stages: tuple[str, str]) -> None:
    text = "".join(f"<p>Status: {stage}</p><p>Words.</p>" for stage in stages)

    assert the_report(an_rss_feed(item("x", text=text))).status is ReportStatus.RESOLVED


def test_field_e_incidentio_components_in_another_language() -> None:
    text = (
        "<b>Estado: Investigando</b><br/><br/>Texto<br/><br/>"
        "<b>Componentes afectados</b><ul><li>API (Interrupción parcial)</li></ul>"
    )

    reading = read(an_atom_feed(an_entry(text)))

    assert (reading.status, reading.reports[0].components) == (ComponentStatus.PARTIAL_OUTAGE, ("API",))


# Bytes


def test_field_e_bytes_a_wrongly_declared_encoding_is_seen_through() -> None:
    utf8 = an_rss_feed(item("[investigating] Störung")).replace(
        b'?xml version="1.0"', b'?xml version="1.0" encoding="iso-8859-1"'
    )
    latin = utf8.decode().replace("iso-8859-1", "utf-8").encode("latin-1")

    assert opened(read(utf8)) == opened(read(latin)) == ["Störung"]


@pytest.mark.parametrize(
    "head",
    [
        "<author>" + "a" * 50_000 + "</author>",
        "<dc:creator>" + "a." * 30_000 + "</dc:creator>",
        "<managingEditor><![CDATA[" + "a-" * 30_000 + "]]></managingEditor>",
        "<author>" * 2_000,
        "<x " + "y='z' " * 20_000 + "/>",
        "<a " + " ".join(f"a{n}='1'" for n in range(15_000)) + "/>",
    ],
    ids=["author", "creator", "editor", "unclosed", "one attribute", "attributes"],
)
def test_field_e_speed_what_names_a_person_costs_nothing(head: str) -> None:
    """Each takes seconds in feedparser; here it is read within the time limit of any test."""
    body = an_rss_feed(head, *(item(f"[investigating] {n}") for n in range(20)))

    assert len(read(body).reports) == 20


def test_field_e_speed_an_author_without_an_end_swallows_nothing() -> None:
    items = [
        item("[investigating] a", more="<author>me"),
        item("[investigating] b", more="<author>you</author>"),
    ]

    assert len(read(an_rss_feed(*items)).reports) == 2
