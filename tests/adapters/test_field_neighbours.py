"""Neighbours of the field's documents: other clocks, zones, languages, marks, walls, and members of odd types."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from adapters.status_pages.shared.markup import plain_text
from adapters.walls import is_wall
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, Impact, ReportStatus, UnreadableReason
from bot.errors import PageUnreadable
from tests.adapters.payloads import an_atom_feed, an_entry, an_item, an_rss_feed

NOW = datetime(2025, 11, 18, 15, tzinfo=UTC)
TODAY = "Tue, 18 Nov 2025 12:00:00 GMT"
LAST_YEAR = "Mon, 18 Nov 2024 12:00:00 GMT"
Json = dict[str, Any]


def read(body: bytes | object, *, url: str = "https://status.acme.example/x") -> Reading:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(url=url, body=content, fetched_at=NOW)
    return FORMATS[detect(page)].parse(page)


def item(title: str, *, text: str = "Some words.", at: str = TODAY, link: str = "", more: str = "") -> str:
    where = link or f"https://acme.example/posts/{abs(hash(title)) % 10**8}"
    return an_item(text, title=title, link=where, published=at, more=more)


def stages(*items: str, title: str = "Acme Status") -> dict[str, str]:
    reading = read(an_rss_feed(*items, title=title))
    return {report.title: str(report.status) for report in reading.reports}


# Times


@pytest.mark.parametrize(
    "written",
    [
        "18 Nov 2025, 9.15 am", "18. November 2025, 10:15 Uhr MEZ", "2025-11-18 09:15:00 +0000 UTC",
        "2025年11月18日 09:15", "18-Nov-25 09:15:00 GMT",
    ],
)  # fmt: skip
def test_field_e_ampm_more_ways_to_write_a_time(written: str) -> None:
    body = an_rss_feed(
        an_item(f"<small>{written}</small><br/><strong>INVESTIGATING</strong> - <p>Words.</p>")
    )

    assert f"{read(body).reports[0].updates[0].at:%m-%dT%H:%M}" == "11-18T09:15"


def test_field_e_ampm_a_label_behind_a_time_that_nobody_can_read_is_a_label() -> None:
    body = an_rss_feed(
        an_item("<small>half past nine</small><br/><strong>INVESTIGATING</strong> - <p>Words.</p>")
    )

    assert read(body).reports[0].status is ReportStatus.INVESTIGATING


@pytest.mark.parametrize(
    "written",
    [
        "Tuesday, 18-Nov-25 09:00:00 GMT", "18 Nov 25 09:00 GMT", "1763456400", "1763456400000", "1763456400.5",
        "Tue, 18 Nov 2025 10:00:00 West Africa Standard Time", "Tue, 18 Nov 2025 01:00:00 PST8PDT",
        "Tue, 18 Nov 2025 06:00:00 E. South America Standard Time", "Tue, 18 Nov 2025 10:00:00 W. Europe Standard Time",
        "Tue, 18 Nov 2025 20:00:00 AUS Eastern Daylight Time", "Tue, 18 Nov 2025 09:00:00 GMT Standard Time",
        "Tue, 18 Nov 2025 17:00:00 Hong Kong Standard Time", "2025年11月18日 09:00",
    ],
)  # fmt: skip
def test_field_e_pubdate_more_zones_and_forms(written: str) -> None:
    report = read(an_rss_feed(item("[investigating] x", at=written))).reports[0]

    assert f"{report.started_at:%Y-%m-%dT%H:%M:%S}" == "2025-11-18T09:00:00"


# Stages in any words


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("En investigation", "investigating"), ("En cours d'enquête", "investigating"), ("Em análise", "investigating"),
        ("In corso di indagine", "investigating"), ("W trakcie analizy", "investigating"), ("調査を開始", "investigating"),
        ("Investigación en curso", "investigating"), ("Διερεύνηση", "investigating"), ("חוקרים", "investigating"),
        ("กำลังตรวจสอบ", "investigating"), ("जांच जारी", "investigating"), ("Not resolved", "investigating"),
        ("Nicht behoben", "investigating"), ("未解決", "investigating"), ("Wird behoben", "identified"),
        ("Resolving", "identified"), ("修正中", "identified"), ("原因特定済み", "identified"), ("已辨識", "identified"),
        ("Em monitorização", "monitoring"), ("En monitorización", "monitoring"), ("Отслеживается", "monitoring"),
        ("修正済み", "resolved"), ("Επιλύθηκε", "resolved"), ("Riješeno", "resolved"), ("Diselesaikan", "resolved"),
        ("נפתר", "resolved"), ("แก้ไขแล้ว", "resolved"), ("Išspręsta", "resolved"), ("Resolt", "resolved"),
    ],
)  # fmt: skip
def test_field_e_incidentio_a_stage_that_no_table_holds_is_known_by_its_stem(word: str, stage: str) -> None:
    report = read(an_atom_feed(an_entry(f"<b>Status: {word}</b><br/>Text"))).reports[0]

    assert str(report.status) == stage


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Maintenance planifiée", "scheduled"), ("Wartung läuft", "in_progress"), ("メンテナンス中", "in_progress"),
        ("Manutenção concluída", "completed"), ("Maintenance complete", "completed"), ("Onderhoud voltooid", "completed"),
    ],
)  # fmt: skip
def test_field_e_incidentio_work_by_its_stem(word: str, status: str) -> None:
    reading = read(an_atom_feed(an_entry(f"<b>Status: {word}</b><br/>Text")))

    assert ([str(work.status) for work in reading.maintenances], reading.reports) == ([status], ())


@pytest.mark.parametrize(
    "label",
    [
        "Estado actual: ",
        "Estatus: ",
        "Tila: ",
        "Stav: ",
        "الحالة: ",
        "Trạng thái: ",
        "現在の状況:",
        "STATUS= ",
        "Phase: ",
    ],
)
def test_field_e_incidentio_more_labels_of_a_stage(label: str) -> None:
    report = read(an_atom_feed(an_entry(f"<b>{label}調査中</b><br/>Text"))).reports[0]

    assert report.status is ReportStatus.INVESTIGATING


@pytest.mark.parametrize(
    ("head", "part", "status"),
    [
        ("Dotknięte komponenty", "Częściowa awaria", ComponentStatus.PARTIAL_OUTAGE),
        ("Berörda komponenter", "Totalt avbrott", ComponentStatus.MAJOR_OUTAGE),
        ("Getroffen componenten", "Gedeeltelijke storing", ComponentStatus.PARTIAL_OUTAGE),
        ("영향을 받는 구성 요소", "부분 중단", ComponentStatus.PARTIAL_OUTAGE),
    ],
)
def test_field_e_incidentio_components_in_more_languages(
    head: str, part: str, status: ComponentStatus
) -> None:
    text = f"<b>상태: 조사 중</b><br/>Text<br/><br/><b>{head}</b><ul><li>API ({part})</li></ul>"
    reading = read(an_atom_feed(an_entry(text)))

    assert (reading.reports[0].components, reading.status) == (("API",), status)
    assert reading.reports[0].updates[-1].text == "Text"


def test_field_e_incidentio_a_sentence_is_no_stage() -> None:
    text = "<p>Status: we are still unsure whether all was resolved or not</p>"

    assert read(an_atom_feed(an_entry(text))).reports[0].status is ReportStatus.POSTMORTEM


# Severity and stage beside each other


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("Status: IN_PROGRESS<br>Severity: high", Impact.MAJOR),
        ("Status: started<br>Severity: outage", Impact.MAJOR),
        ("Status: Degraded<br>Impact level: Full outage", Impact.CRITICAL),
        ("Status: Pending<br>Priority: P1", Impact.CRITICAL),
        (
            "<table><tr><td>Status</td><td>ACTIVE</td></tr><tr><td>Severity</td><td>outage</td></tr></table>",
            Impact.MAJOR,
        ),
        ("Status: Experiencing issues<br>Severity = minor", Impact.MINOR),
    ],
)
def test_field_e_xai_more_words_and_cells(text: str, impact: Impact) -> None:
    report = read(an_rss_feed(item("Models outage", text=text))).reports[0]

    assert (report.status.is_open, report.impact) == (True, impact)


def test_field_e_xai_an_unknown_stage_beside_a_severity_is_open_while_it_is_young() -> None:
    text = "Status: ESCALATED TO VENDOR<br>Severity: outage"

    assert stages(item("x", text=text)) == {"x": "investigating"}
    assert stages(item("x", text=text, at=LAST_YEAR)) == {"x": "postmortem"}
    assert stages(item("x", text=text.replace("outage", "none"))) == {"x": "postmortem"}


def test_field_e_xai_a_stage_in_an_element_of_its_own() -> None:
    assert stages(item("Mail trouble", more="<status>investigating</status>")) == {
        "Mail trouble": "investigating"
    }


# Marks


@pytest.mark.parametrize(
    "mark",
    [
        "[OK] x", "[END] x", "FINAL: x", "Final Notification: x", "Resolution: x", "[Resolved 2024-01-25] x",
        "[Status: Resolved] x", "Status: Resolved - x", "#RESOLVED x", "Resolved, x", "Resolved · x", "[x] Resolved",
        "x is resolved", "x has been resolved", "Entstörung: x", "Abschlussmeldung: x", "[Mitigated] x",
    ],
)  # fmt: skip
def test_field_e_prefix_feed_more_marks_of_siblings(mark: str) -> None:
    found = stages(item("Packet loss"), item(mark, at=LAST_YEAR))

    assert found.pop("Packet loss") == "investigating"
    assert not {"investigating", "identified", "monitoring"} & {*found.values()}


def test_field_e_prefix_feed_siblings_may_be_marked_by_a_category() -> None:
    found = stages(item("Packet loss"), item("x", at=LAST_YEAR, more="<category>resolved</category>"))

    assert found == {"Packet loss": "investigating", "x": "resolved"}


@pytest.mark.parametrize(
    "title", ["Partial outage: x", "Service outage: x", "Incident: x", "Alert: x", "[Down] x"]
)
def test_field_e_prefix_feed_trouble_in_a_title_opens_the_young_and_not_the_old(title: str) -> None:
    assert stages(item(title)) == {"x": "investigating"}
    assert stages(item(title, at=LAST_YEAR)) == {"x": "postmortem"}


@pytest.mark.parametrize(
    "title",
    [
        "New data center in Paris", "Black Friday freeze", "All systems operational", "No incidents reported",
        "Uptime report October 2025", "Post incident review of Monday", "Happy to see you at our booth", "Test",
        "Change of support hours", "Root cause analysis: API errors",
    ],
)  # fmt: skip
def test_field_e_prefix_feed_more_announcements_do_not_open(title: str) -> None:
    assert stages(item(title), item("[Resolved] y", at=LAST_YEAR))[title] == "postmortem"


@pytest.mark.parametrize(
    "title",
    ["Pricing API is down", "Holidays API errors", "Policy engine unavailable", "New user sign-ups fail", "Scheduled reports delayed", "Changes to DNS not applied", "Welcome mails fail", "Reminder mails delayed"],
)  # fmt: skip
def test_field_e_prefix_feed_trouble_is_no_announcement_whatever_it_is_about(title: str) -> None:
    assert stages(item(title), item("[Resolved] y", at=LAST_YEAR))[title] == "investigating"


@pytest.mark.parametrize(
    "title", ["Bug tracker", "Questions", "r/networking", "Engineering at Acme", "Acme forums"]
)
def test_field_e_prefix_feed_of_anything_but_a_status_page_opens_nothing(title: str) -> None:
    assert stages(item("Help me"), item("[Solved] y"), title=title)["Help me"] == "postmortem"


@pytest.mark.parametrize(
    "text",
    [
        "From 08:00 to 08:30 UTC we experienced errors.", "The service is now stable.", "All services are back online.",
        "We have fixed the cause.", "The maintenance window has ended.", "The upgrade has concluded.", "All done.",
    ],
)  # fmt: skip
def test_field_e_prefix_feed_more_words_for_an_end(text: str) -> None:
    assert (
        stages(item("API errors", text=text), item("[Resolved] y", at=LAST_YEAR))["API errors"] == "resolved"
    )


@pytest.mark.parametrize(
    "text",
    ["Errors are over 50 percent.", "The service is not stable yet.", "We hope to have fixed the cause by noon.",
     "Between 08:00 and 08:30 UTC we experienced errors, which recurred."],
)  # fmt: skip
def test_field_e_prefix_feed_what_only_sounds_like_an_end_is_none(text: str) -> None:
    assert (
        stages(item("API errors", text=text), item("[Resolved] y", at=LAST_YEAR))["API errors"]
        == "investigating"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<p>Update: we replaced the card.</p>", "<p>Update</p><p>We replaced it.</p>", "<h3>Monitoring</h3>We set up dashboards.",
        "<p>Investigating: how we found it</p>", "<p>Analyse</p><p>Der Switch war defekt.</p>", "Suivi - 10:00",
        "Jan 25, 2022 06:00 - Update: replaced",
    ],
)  # fmt: skip
def test_field_e_prefix_feed_a_heading_in_an_old_archive_opens_nothing(text: str) -> None:
    assert stages(item("Network trouble", text=text, at="Tue, 25 Jan 2022 06:00:00 GMT")) == {
        "Network trouble": "postmortem"
    }
    for mark in ("Investigating", "In progress"):
        assert stages(item(f"[{mark}] Packet loss", at="Tue, 25 Jan 2022 06:00:00 GMT")) == {
            "Packet loss": "postmortem"
        }


def test_field_e_prefix_feed_a_heading_in_an_article_opens_nothing() -> None:
    text = "<h3>Monitoring</h3>We set up dashboards."

    assert stages(item("How we work", text=text), title="Acme Blog") == {"How we work": "postmortem"}
    assert stages(item("API errors", text="<h3>Monitoring</h3>A fix is out."))["API errors"] == "monitoring"


def test_field_e_prefix_feed_entries_that_are_all_stamped_anew_are_as_old_as_they_were_published() -> None:
    old = [item(title, at=TODAY) for title in ("Packet loss", "Slow disks", "[Resolved] y")]
    dated = [
        f"<entry><title>{title}</title><id>{title}</id><updated>2025-11-18T12:00:00Z</updated>"
        f"<published>{born}T12:00:00Z</published></entry>"
        for title, born in (
            ("Packet loss", "2024-01-02"),
            ("Slow disks", "2025-11-17"),
            ("[Resolved] y", "2024-01-01"),
        )
    ]

    assert "investigating" not in stages(*old).values()
    reading = read(an_atom_feed(*dated, title="Acme Status"))
    assert [report.title for report in reading.reports if report.status.is_open] == ["Slow disks"]


def test_field_e_prefix_feed_work_that_lies_ahead_is_scheduled() -> None:
    ahead = item("Network maintenance", at="Tue, 25 Nov 2025 12:00:00 GMT")
    told = item("Router migration", text="We will move all routers on Friday.")
    reading = read(an_rss_feed(ahead, told, item("[Resolved] y", at=LAST_YEAR)))

    assert {str(work.status) for work in reading.maintenances} == {"scheduled"}
    assert len(reading.maintenances) == 2


def test_field_e_prefix_feed_trouble_in_progress_is_no_work() -> None:
    reading = read(an_rss_feed(item("[In progress] API errors"), item("[In progress] Network maintenance")))

    assert [report.title for report in reading.reports] == ["API errors"]
    assert [work.title for work in reading.maintenances] == ["Network maintenance"]


def test_field_e_same_link_of_a_report_told_apart_by_title_and_date() -> None:
    link = "https://acme.example/incidents/1"
    body = an_rss_feed(
        item("[investigating] API degraded", link=link),
        item("[investigating] Login outage", link=link, at=LAST_YEAR),
    )

    assert [report.title for report in read(body).reports] == ["API degraded", "Login outage"]


def test_field_e_paypal_like_an_entry_a_post_with_links_of_their_own_is_one_report() -> None:
    body = an_rss_feed(
        item("Resolved: Checkout", text="Resolved", link="https://acme.example/n/3"),
        item("Update: Checkout", at="Tue, 18 Nov 2025 11:00:00 GMT", link="https://acme.example/n/2"),
        item(
            "Initial Notification: Checkout",
            at="Tue, 18 Nov 2025 10:00:00 GMT",
            link="https://acme.example/n/1",
        ),
    )
    (report,) = read(body).reports

    assert (str(report.status), f"{report.started_at:%H:%M}") == ("resolved", "10:00")


# Walls


def a_page(title: str, body: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


WALLS = {
    **{title: a_page(title) for title in (
        "Een ogenblik...", "少々お待ちください...", "请稍候…", "잠시만 기다리십시오…", "Один момент…", "Bir dakika...",
        "Avant d'accéder à Google", "Antes de ir a Google", "Google にアクセスする前に", "Datenschutzeinstellungen",
        "Paramètres de confidentialité", "We value your privacy", "Client Challenge", "Sicherheitsüberprüfung",
        "Comprobación de seguridad", "Bot Protection", "Sorry, you have been blocked", "403 Forbidden",
        "Prove you are human", "Waiting Room", "Too Many Requests", "Доступ запрещён", "访问被拒绝", "人机验证",
        "Zugriff verweigert", "Accès refusé", "Ich bin kein Roboter", "ERROR: The request could not be satisfied",
    )},
    "Turnstile alone": a_page("", "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script>"),
    "GeeTest alone": a_page("", "<script src='https://static.geetest.com/v4/gt4.js'></script>"),
    "a heading without a title": b"<html><body><h1>Access Denied</h1></body></html>",
    "Cloudflare's words": a_page("", "<noscript>Enable JavaScript and cookies to continue</noscript>"),
    "Fastly's script": a_page("", "<script src='/_fs-ch-1T1wmsGaOgGaSxcX/script.js'></script>"),
}  # fmt: skip


@pytest.mark.parametrize("format_", ["statuspage", "cstate"])
@pytest.mark.parametrize("page", WALLS.values(), ids=WALLS)
def test_field_e_walls_of_other_makers_and_languages(page: bytes, format_: str) -> None:
    asked = Page(url="https://status.acme.example/x", body=page, fetched_at=NOW)
    with pytest.raises(PageUnreadable) as raised:
        FORMATS[format_].parse(asked)
    with pytest.raises(PageUnreadable) as sought:
        detect(asked)

    assert {raised.value.reason, sought.value.reason} == {UnreadableReason.BLOCKED}


def test_field_e_walls_may_answer_in_json() -> None:
    page = Page(
        url="https://status.acme.example/x",
        body=b'{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=1"}',
        fetched_at=NOW,
    )
    for parse in (FORMATS["cstate"].parse, detect):
        with pytest.raises(PageUnreadable) as raised:
            parse(page)
        assert raised.value.reason is UnreadableReason.BLOCKED


@pytest.mark.parametrize(
    "page",
    [
        a_page("Acme Status", "<script src='https://js.hcaptcha.com/1/api.js'></script>"),
        a_page("Acme Status", "<h1>Access denied for some users</h1>"),
        a_page("Acme Status: unusual latency"), a_page("Sign in"), a_page("Acme"),
        a_page("Acme Status", "<noscript>You need to enable JavaScript to run this app.</noscript>"),
    ],
)  # fmt: skip
def test_field_e_walls_a_page_of_its_own_is_none(page: bytes) -> None:
    assert not is_wall(page)


# Members of odd types


def checkly(**incident: object) -> Json:
    fields = {
        "id": "1", "name": "Chat is slow", "startedAt": "2025-11-17T04:04:04Z", "status": "IDENTIFIED",
        "severity": "MAJOR", "affectedServices": [{"id": "c", "name": "Chat API"}], **incident,
    }  # fmt: skip
    return {
        "page": {"name": "M", "status": "HAS_ISSUES"},
        "activeIncidents": [fields],
        "activeMaintenances": None,
    }


@pytest.mark.parametrize(
    ("incident", "start", "components"),
    [
        ({"affectedServices": None}, "2025-11-17T04:04:04", ()),
        ({"affectedServices": ["Chat API"]}, "2025-11-17T04:04:04", ("Chat API",)),
        ({"startedAt": 1763352244000}, "2025-11-17T04:04:04", ("Chat API",)),
        ({"affectedServices": {"2": {"name": "Chat API"}}}, "2025-11-17T04:04:04", ("Chat API",)),
        ({"affectedServices": [None, {"name": "Chat API"}]}, "2025-11-17T04:04:04", ("Chat API",)),
    ],
)
def test_field_e_checkly_an_odd_member_makes_no_page_unreadable(
    incident: Json, start: str, components: tuple[str, ...]
) -> None:
    (report,) = read(checkly(**incident)).reports

    assert (f"{report.started_at:%Y-%m-%dT%H:%M:%S}", report.components) == (start, components)


@pytest.mark.parametrize(
    "incidents", ["all fine", 7, {"a": "b"}, [7], ["Chat is slow", 7]], ids=["text", "number", "object", "numbers", "mixed"]
)  # fmt: skip
def test_field_e_checkly_what_would_lose_a_report_is_not_mended(incidents: object) -> None:
    with pytest.raises(PageUnreadable):
        FORMATS["checkly"].parse(
            Page(
                url="https://status.acme.example/x",
                body=json.dumps({**checkly(), "activeIncidents": incidents}).encode(),
                fetched_at=NOW,
            )
        )


@pytest.mark.parametrize(
    "issue",
    [{"resolved": "<no value>"}, {"affected": "<no value>"}, {"createdAt": 1757491200}, {"severity": None}],
)
def test_field_e_cstate_gozone_no_value_anywhere(issue: Json) -> None:
    fields = {
        "title": "x", "createdAt": "2025-09-10 10:00:00 +0200 CEST", "severity": "down", "resolved": False,
        "filename": "x.md", **issue,
    }  # fmt: skip
    system = {"name": "A", "category": "C", "status": "down", "unresolvedIssues": [fields]}
    page = {"cStateVersion": "5.6.1", "summaryStatus": "down", "title": "S", "systems": [system]}
    (report,) = read(page).reports

    assert (report.status.is_open, f"{report.started_at:%Y-%m-%dT%H:%M}") == (True, "2025-09-10T08:00")


# Oracle, Cachet, Heroku, Google, HTML


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Service Down", ComponentStatus.MAJOR_OUTAGE), ("Outage", ComponentStatus.MAJOR_OUTAGE),
        ("SERVICE_DISRUPTION", ComponentStatus.PARTIAL_OUTAGE), ("Degraded", ComponentStatus.DEGRADED_PERFORMANCE),
        ("Planned Maintenance", ComponentStatus.UNDER_MAINTENANCE),
    ],
)  # fmt: skip
def test_field_e_oci_down_more_words(word: str, status: ComponentStatus) -> None:
    service = {"serviceName": "Console", "serviceStatus": word, "incidents": None}
    region = {
        "regionName": "US East (Ashburn)",
        "regionCanonicalName": "us-ashburn-1",
        "serviceHealthReports": [service],
    }

    assert read({"regionHealthReports": [region]}).status is status


def test_field_e_cachet_schedule_of_version_three_is_recognised() -> None:
    attributes = {
        "name": "Upgrade", "status": {"value": 1, "human": "In Progress"},
        "scheduled": {"string": "2025-11-18 14:00:00"}, "completed": {"string": None},
    }  # fmt: skip
    page = {"data": [{"id": "1", "type": "schedules", "attributes": attributes}], "meta": {"current_page": 1}}
    component = {"name": "API", "status": {"value": 4, "human": "Major Outage"}, "enabled": True}
    parts = {"data": [{"id": "1", "type": "components", "attributes": component}], "meta": {}}

    assert [str(work.status) for work in read(page).maintenances] == ["in_progress"]
    assert read(parts).status is ComponentStatus.MAJOR_OUTAGE


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": None, "human_status": "In Progress"}, "in_progress"),
        ({"status": 1, "completed_at": "2025-11-18 14:30:00"}, "completed"),
    ],
)
def test_field_e_cachet_schedule_by_its_word_and_by_its_end(row: Json, status: str) -> None:
    fields = {
        "id": 1,
        "name": "U",
        "message": "m",
        "scheduled_at": "2025-11-18 14:00:00",
        "completed_at": None,
        **row,
    }
    fields.setdefault("human_status", "x")

    assert [str(work.status) for work in read({"meta": {}, "data": [fields]}).maintenances] == [status]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("The maintenance window has ended.", "completed"), ("We've completed the maintenance", "completed"),
        ("Upgrade complete!", "completed"), ("Done.", "completed"), ("Wartung abgeschlossen", "completed"),
        ("This work has been postponed.", "scheduled"), ("The work will be complete by 5pm", "in_progress"),
    ],
)  # fmt: skip
def test_field_e_heroku_stale_more_words_of_the_newest_post(words: str, status: str) -> None:
    work = {
        "id": 1, "title": "Planned work", "state": "upcoming", "resolved": False, "created_at": "2025-11-01T10:00:00Z",
        "updates": [{"created_at": "2025-11-02T10:00:00Z", "contents": words, "update_type": "scheduled"}],
    }  # fmt: skip
    page = {"status": [{"system": "Apps", "status": "green"}], "incidents": [], "scheduled": [work]}

    assert [str(each.status) for each in read(page).maintenances] == [status]


@pytest.mark.parametrize(
    "written",
    [
        "**Título:** The app may stop", "タイトル: The app may stop", "*Title:* The app may stop", "> The app may stop",
        "- The app may stop", "1. The app may stop", "_The app_ may stop", "~~The~~ app may stop",
        "**Mini Incident Report**\nThe app may stop", "Summary\n=======\nThe app may stop", "__Title:__ The app may stop",
        "**Incident began at 2025-11-18 05:00**\n\nThe app may stop", "**Symptoms:** The app may stop",
        "**Title:** Title: The app may stop", "**Title:**The app may stop",
    ],
)  # fmt: skip
def test_field_e_gws_title_more_dresses(written: str) -> None:
    google: list[Json] = [
        {"id": "B5", "begin": "2025-11-18T05:00:00Z", "end": None, "external_desc": written, "updates": []}
    ]

    assert read(google).reports[0].title == "The app may stop"


def test_field_e_gws_an_address_that_is_none_makes_no_page_unreadable() -> None:
    google: list[Json] = [
        {"id": "B5", "begin": "2025-11-18T05:00:00Z", "external_desc": "x", "uri": "http://[", "updates": []}
    ]

    assert read(google).reports[0].url is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<blockquote>a</blockquote>b", "a\nb"), ("<section>a</section><section>b</section>", "a\nb"),
        ("a<hr>b", "a\nb"), ("<template>t</template>b", "b"), ("<iframe src=x>f</iframe>b", "b"),
        ("<details><summary>a</summary>b</details>", "a\nb"), ("<![CDATA[<p>a</p>]]>", "a"),
    ],
)  # fmt: skip
def test_field_e_markup_more_blocks(markup: str, text: str) -> None:
    assert plain_text(markup) == text
