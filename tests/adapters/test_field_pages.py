"""Documents as the field has them: words, times and titles in JSON, bytes that are not quite JSON, pinned notes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.cachet import schedules
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from tests.adapters.payloads import SUMMARY, as_bytes
from tests.adapters.platform_payloads import PLATFORMS

NOW = datetime(2025, 11, 18, 15, tzinfo=UTC)
Json = dict[str, Any]


def read(body: bytes | object, *, url: str = "https://status.example/x") -> Reading:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(url=url, body=content, fetched_at=NOW)
    return FORMATS[detect(page)].parse(page)


# Checkly's summary


def checkly(status: str = "HAS_ISSUES", **incident: object) -> Json:
    fields = {
        "id": "1", "name": "Chat is slow", "startedAt": "2025-11-17T04:04:04.000Z", "status": "IDENTIFIED",
        "severity": "MAJOR", "affectedServices": [{"id": "c", "name": "Chat API"}], **incident,
    }  # fmt: skip
    return {"page": {"name": "M", "status": status}, "activeIncidents": [fields], "activeMaintenances": []}


def test_field_e_checkly_a_summary_is_checklys_and_starts_when_it_says() -> None:
    reading = read(checkly())
    (report,) = reading.reports

    assert (reading.format, reading.service, reading.status) == ("checkly", "M", ComponentStatus.MAJOR_OUTAGE)
    assert report.started_at == datetime(2025, 11, 17, 4, 4, 4, tzinfo=UTC)
    assert (report.status, report.impact, report.components) == (
        ReportStatus.IDENTIFIED, Impact.MAJOR, ("Chat API",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "impact", "failing"),
    [("MINOR", Impact.MINOR, "degraded_performance"), ("MEDIUM", Impact.MAJOR, "partial_outage"),
     ("CRITICAL", Impact.CRITICAL, "major_outage"), ("ODD", None, "unknown")],
)  # fmt: skip
def test_field_e_checkly_a_severity_is_an_impact(severity: str, impact: Impact | None, failing: str) -> None:
    reading = read(checkly(severity=severity))

    assert (reading.reports[0].impact, str(reading.status)) == (impact, failing)


def test_field_e_checkly_a_calm_summary_is_calm_and_work_is_work() -> None:
    calm = {"page": {"name": "M", "status": "UP"}, "activeIncidents": [], "activeMaintenances": []}
    work = {"id": "2", "name": "Move", "startsAt": "2025-11-18T14:00:00Z", "endsAt": "2025-11-18T16:00:00Z"}
    working = {**checkly("UNDER_MAINTENANCE"), "activeIncidents": [], "activeMaintenances": [work]}

    assert read(calm).status is ComponentStatus.OPERATIONAL
    assert [m.status for m in read(working).maintenances] == [MaintenanceStatus.IN_PROGRESS]
    assert read(working).status is ComponentStatus.UNDER_MAINTENANCE


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_field_e_checkly_no_report_starts_at_the_fetch_where_its_page_states_any_time(name: str) -> None:
    if name == "oracle":  # its incidents have no time at all
        return
    page = Page(
        url="https://status.example/x", body=PLATFORMS[name][1], fetched_at=datetime(2031, 1, 1, tzinfo=UTC)
    )

    assert [r.id for r in FORMATS[detect(page)].parse(page).reports if r.started_at == page.fetched_at] == []


@pytest.mark.parametrize("member", ["started", "start", "startedAt", "createdAt", "updatedAt"])
def test_field_e_checkly_a_start_under_any_name_is_a_start(member: str) -> None:
    incident = {"id": "1", "name": "Slow", "status": "INVESTIGATING", "impact": "MAJOROUTAGE", "url": "https://a.example",
                member: "2025-11-17T04:00:00Z"}  # fmt: skip
    body = {
        "page": {"name": "A", "url": "https://a.example", "status": "HASISSUES"},
        "activeIncidents": [incident],
    }

    assert read(body).reports[0].started_at == datetime(2025, 11, 17, 4, tzinfo=UTC)


# Oracle


def oracle(word: str, *, severity: str | None = None) -> Json:
    service = {
        "serviceName": "Console", "serviceStatus": word,
        "incidents": [{"incidentId": "ocid1.y", "severity": severity or word}],
    }  # fmt: skip
    region = {
        "regionName": "US East (Ashburn)",
        "regionCanonicalName": "us-ashburn-1",
        "serviceHealthReports": [service],
    }
    return {"regionHealthReports": [region]}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("ServiceDown", "major_outage"), ("Service Down", "major_outage"), ("ServiceOutage", "major_outage"),
        ("ServiceDisruption", "partial_outage"), ("ServiceDegradation", "degraded_performance"),
        ("DegradedPerformance", "degraded_performance"), ("NormalPerformance", "operational"),
        ("Informational", "operational"), ("Maintenance", "under_maintenance"), ("Sideways", "unknown"),
    ],
)  # fmt: skip
def test_field_e_oci_down_every_word_of_the_documentation_has_its_meaning(word: str, status: str) -> None:
    reading = read(oracle(word))

    assert str(reading.components[0].status) == status
    assert reading.components[0].region == "us-ashburn-1"
    assert reading.reports[0].regions == ("us-ashburn-1",)


def test_field_e_oci_down_the_headline_is_the_worst() -> None:
    assert read(oracle("ServiceDown")).status is ComponentStatus.MAJOR_OUTAGE
    assert read(oracle("Informational", severity="ServiceDown")).reports[0].impact is Impact.CRITICAL


# Heroku


def heroku(*posts: tuple[str, str, str], state: str = "upcoming", **more: object) -> Json:
    updates = [{"created_at": at, "contents": text, "update_type": kind} for at, text, kind in posts]
    work = {
        "id": 2,
        "title": "Work",
        "state": state,
        "resolved": False,
        "created_at": "2025-11-01T00:00:00Z",
        "updates": updates,
        **more,
    }
    return {"status": [{"system": "Apps", "status": "green"}], "incidents": [], "scheduled": [work]}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("The work is complete", "scheduled", MaintenanceStatus.COMPLETED),
        ("This maintenance has been completed successfully.", "scheduled", MaintenanceStatus.COMPLETED),
        ("Done.", "resolved", MaintenanceStatus.COMPLETED),
        ("The work has been cancelled.", "scheduled", MaintenanceStatus.COMPLETED),
        ("Done.", "completed", MaintenanceStatus.COMPLETED),
        ("We will tell you when the work is complete.", "scheduled", MaintenanceStatus.IN_PROGRESS),
        ("The work has begun.", "scheduled", MaintenanceStatus.IN_PROGRESS),
    ],
)
def test_field_e_heroku_stale_the_newest_post_says_where_work_stands(
    text: str, kind: str, expected: MaintenanceStatus
) -> None:
    posts = (("2025-11-02T00:00:00Z", text, kind), ("2025-11-01T00:00:00Z", "Planned.", "scheduled"))

    for order in (posts, posts[::-1]):
        reading = read(heroku(*order))

        assert [work.status for work in reading.maintenances] == [expected]
        assert (reading.status, reading.reports) == (ComponentStatus.OPERATIONAL, ())


# Titles


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("**Title:**\nThe app may stop", "The app may stop"),
        ("**Title**: The app may stop", "The app may stop"),
        ("Title: The app may stop", "The app may stop"),
        ("**Summary:** The app may stop\n\n**Description:** Long words", "The app may stop"),
        ("## The app may stop", "The app may stop"),
        ("**The app** may stop", "The app may stop"),
        ("The `app` may stop", "The app may stop"),
        ("[The app](https://a.example) may stop", "The app may stop"),
        ("<b>The app</b> may&nbsp;stop", "The app may stop"),
        ("<a title='x > y'>The app</a> may stop", "The app may stop"),
        ("Issue summary:\nThe app may stop", "The app may stop"),
        ("Subject: The app may stop", "The app may stop"),
        ("<b>Title:</b> The app may stop", "The app may stop"),
        ("5 ** 3 of __init__", "5 ** 3 of __init__"),
        ("us_east: title deeds fail", "us_east: title deeds fail"),
    ],
)
def test_field_e_gws_title_no_markup_and_no_label_in_any_title(written: str, title: str) -> None:
    google: list[Json] = [
        {"id": "B5", "begin": "2025-11-18T05:00:00Z", "end": None, "external_desc": written, "updates": []}
    ]
    page = {**SUMMARY, "incidents": [{**SUMMARY["incidents"][0], "name": written}]}

    assert read(google).reports[0].title == title
    assert read(page).reports[0].title == title


# cState


def cstate(**issue: object) -> Json:
    fields = {
        "title": "x", "createdAt": "2025-09-10 10:00:00 +0200 +0200", "severity": "disrupted", "resolved": False,
        "resolvedAt": "<no value>", "lastMod": "2025-09-12 19:20:02 +0200 +0200", "affected": ["A"],
        "filename": "x.md", **issue,
    }  # fmt: skip
    system = {"name": "A", "category": "C", "status": "disrupted", "unresolvedIssues": [fields]}
    return {"cStateVersion": "5.6.1", "summaryStatus": "disrupted", "title": "S", "systems": [system]}


@pytest.mark.parametrize(
    "written",
    [
        "2025-09-10 10:00:00 +0200 +0200", "2025-09-10 08:00:00 +0000 UTC", "2025-09-10 08:00:00 +0000 +0000",
        "2025-09-10 10:00:00 +0200 CEST", "2025-09-10 08:00:00.000000001 +0000 UTC m=+0.000000001",
        "2025-09-10 08:00:00 UTC", "2025-09-10T08:00:00Z", "2025-09-10 13:30:00 +0530 IST", "2025-09-10 08:00:00",
        "Wed, 10 Sep 2025 10:00:00 CEST", "2025-09-10 01:00:00 -0700 PDT m=+12.5",
    ],
)  # fmt: skip
def test_field_e_cstate_gozone_every_way_in_which_go_prints_a_time(written: str) -> None:
    (report,) = read(cstate(createdAt=written)).reports

    assert report.started_at.replace(microsecond=0) == datetime(2025, 9, 10, 8, tzinfo=UTC)
    assert report.updated_at == datetime(2025, 9, 12, 17, 20, 2, tzinfo=UTC)
    assert report.resolved_at is None


@pytest.mark.parametrize("nothing", ["<no value>", "", None, "0001-01-01 00:00:00 +0000 UTC", "soon"])
def test_field_e_cstate_gozone_no_value_is_no_value(nothing: str | None) -> None:
    (report,) = read(cstate(createdAt=nothing, resolvedAt=nothing)).reports

    assert (report.started_at, report.resolved_at) == (datetime(2025, 9, 12, 17, 20, 2, tzinfo=UTC), None)


# Bytes that are not quite JSON


@pytest.mark.parametrize("control", ["\t", "\n", "\r\n", "\x01", "\x1b", "\x0b", "\x00"])
@pytest.mark.parametrize(
    "name", ["cstate", "statuspage", "instatus", "checkly", "google cloud", "cachet", "vultr"]
)
def test_field_e_cstate_tab_a_raw_control_character_makes_no_page_unreadable(name: str, control: str) -> None:
    bodies = {
        "statuspage": as_bytes(SUMMARY),
        "vultr": as_bytes({"service_alerts": [], "regions": {}, "x": "ab"}),
    }
    body = bodies[name] if name in bodies else PLATFORMS[name][1]
    broken = body.replace(b'": "', b'": "' + control.encode(), 1)

    assert broken != body
    assert read(broken).status is read(body).status


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("name", ["cstate", "statuspage", "instatus", "cachet", "apple", "azure devops"])
def test_field_e_cstate_tab_json_reads_the_same_in_every_encoding(name: str, encoding: str) -> None:
    body = as_bytes(SUMMARY) if name == "statuspage" else PLATFORMS[name][1]

    assert read(body.decode().encode(encoding)) == read(body)


def test_field_e_cstate_tab_the_windows_code_page_and_a_broken_letter_are_read() -> None:
    body = json.dumps(cstate(title="Störung?"), ensure_ascii=False)

    assert read(body.encode("cp1252")).reports[0].title == "Störung?"
    assert read(body.encode().replace(b"?", b"\xff")).reports[0].title == "Störung\ufffd"


@pytest.mark.parametrize("tail", [",}", ", \n }"])
def test_field_e_cstate_tab_a_comma_before_an_end_is_read_over(tail: str) -> None:
    body = as_bytes(cstate(title="a,}"))

    assert read(body[:-1] + tail.encode()) == read(body)


# Cachet


def cachet_schedule(**fields: object) -> Json:
    row = {
        "id": 1, "name": "Upgrade", "message": "We upgrade.", "status": 1, "scheduled_at": "2025-11-18 14:00:00",
        "completed_at": None, "created_at": "2025-11-10 10:00:00", "updated_at": "2025-11-10 10:00:00",
        "human_status": "In Progress", "components": [], **fields,
    }  # fmt: skip
    return {"meta": {"pagination": {"total": 1}}, "data": [row]}


@pytest.mark.parametrize(
    ("number", "status"), [(0, "scheduled"), (1, "in_progress"), ("1", "in_progress"), (2, "completed")]
)
def test_field_e_cachet_schedule_is_work_and_no_incident(number: object, status: str) -> None:
    reading = read(cachet_schedule(status=number))

    assert reading.reports == ()
    assert [(str(m.status), m.starts_at) for m in reading.maintenances] == [(status, NOW.replace(hour=14))]


def test_field_e_cachet_schedule_of_version_three_too() -> None:
    attributes = {
        "name": "Upgrade", "message": "x", "status": {"human": "In progress", "value": 1},
        "scheduled": {"string": "2025-11-18 14:00:00"}, "completed": {"string": None},
    }  # fmt: skip
    body = {"data": [{"id": "1", "type": "schedules", "attributes": attributes}], "meta": {}}
    page = Page(url="https://x.example/api/schedules", body=as_bytes(body), fetched_at=NOW)

    reading = FORMATS["cachet"].parse(page)

    assert [str(m.status) for m in reading.maintenances] == ["in_progress"]


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        ("https://x.example/api/v1/components", ("https://x.example/api/v1/schedules",)),
        (
            "https://x.example/api/v1/components?per_page=99",
            ("https://x.example/api/v1/schedules?per_page=99",),
        ),
        ("https://x.example/api/components", ("https://x.example/api/schedules",)),
        ("https://x.example/api/v1/incidents", ()),
    ],
)
def test_field_e_cachet_schedules_are_looked_for_beside_components(url: str, beside: tuple[str, ...]) -> None:
    assert schedules(url) == FORMATS["cachet"].beside(url) == beside


# Pinned notes


def kuma(title: str, content: str = "", style: str | None = "primary") -> Json:
    note = {"id": 3, "title": title, "content": content, "style": style, "createdDate": "2025-11-18 11:00:00"}
    return {
        "config": {"slug": "s", "title": "S"},
        "incident": note,
        "publicGroupList": [],
        "maintenanceList": [],
    }


@pytest.mark.parametrize("style", ["info", "light", "primary", "dark", "warning", "danger", None])
@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("Welcome", "This is the status page of Acme."),
        ("About this page", "Here you see how our services do. If you have any issues, write to us."),
        ("Welcome!", "There are no known outages."),
        ("Willkommen", "Hier sehen Sie den Zustand unserer Dienste."),
        ("Announcement: new features", "We have added a map."),
        ("Join our chat for updates on incidents", ""),
    ],
)
def test_field_e_pinned_a_greeting_is_no_incident(title: str, content: str, style: str | None) -> None:
    assert read(kuma(title, content, style)).reports == ()


@pytest.mark.parametrize("style", ["info", "primary", "warning", "danger", None])
@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("API outage", "We are investigating."),
        ("Mail", "Mail cannot be sent, we look into it: the server is down."),
        ("Störung", "Der Dienst ist nicht erreichbar."),
        ("ログイン障害", ""),
    ],
)
def test_field_e_pinned_a_note_of_trouble_is_an_incident(title: str, content: str, style: str | None) -> None:
    (report,) = read(kuma(title, content, style)).reports

    assert report.status is ReportStatus.INVESTIGATING
    assert report.started_at == NOW.replace(hour=11)


@pytest.mark.parametrize(("style", "count"), [("danger", 1), ("warning", 1), ("info", 0), ("light", 0)])
def test_field_e_pinned_where_words_do_not_tell_the_style_does(style: str, count: int) -> None:
    assert len(read(kuma("Network", "See our channel.", style)).reports) == count


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("[Resolved] API outage", ""),
        ("API outage", "This has been resolved."),
        ("Störung", "Sie wurde behoben."),
    ],
)
def test_field_e_pinned_what_calls_itself_over_is_over(title: str, content: str) -> None:
    assert [r.status for r in read(kuma(title, content, "danger")).reports] == [ReportStatus.RESOLVED]


def test_field_e_pinned_work_is_work() -> None:
    reading = read(kuma("Planned maintenance on Sunday", "Short interruptions are possible.", "warning"))

    assert (reading.reports, [work.title for work in reading.maintenances]) == (
        (), ["Planned maintenance on Sunday"],
    )  # fmt: skip


def test_field_e_pinned_what_was_taken_down_is_no_incident() -> None:
    page = kuma("API outage", style="danger")
    page["incident"]["active"] = False

    assert read(page).reports == ()


@pytest.mark.parametrize(("title", "count"), [("Welcome", 0), ("Our new page", 0), ("API outage", 1)])
def test_field_e_pinned_at_cachet_and_cstate_too(title: str, count: int) -> None:
    row = {"id": 1, "name": title, "message": "Words.", "status": 1, "stickied": True, "human_status": "x",
           "occurred_at": "2025-11-18 11:00:00"}  # fmt: skip
    issue = {
        "title": title,
        "createdAt": "2025-09-10 08:00:00 UTC",
        "severity": "disrupted",
        "filename": "x.md",
    }
    pinned = {**cstate(), "systems": [], "pinnedIssues": [issue]}

    assert len(read({"meta": {}, "data": [row]}).reports) == count
    assert len(read(pinned).reports) == count


def test_field_e_same_id_two_incidents_of_one_id_are_told_apart() -> None:
    first = {"id": "1", "name": "API", "started": "2025-11-18T04:00:00Z", "status": "INVESTIGATING"}
    second = {**first, "name": "Mail", "started": "2025-11-17T04:00:00Z"}
    page = {"page": {"name": "A", "url": "https://a.example", "status": "HASISSUES"}}

    reports = read({**page, "activeIncidents": [first, second, first]}).reports

    assert sorted(report.title for report in reports) == ["API", "Mail"]


# Stage words


@pytest.mark.parametrize(
    ("word", "stage"),
    [("Investigating", "investigating"), ("ONGOING", "investigating"), ("Wird überwacht", "monitoring"),
     ("Behoben", "resolved"), ("Résolu", "resolved"), ("調査中", "investigating"), ("Closed", "resolved")],
)  # fmt: skip
def test_field_e_words_a_stage_in_any_language_in_documents(word: str, stage: str) -> None:
    incident = {**SUMMARY["incidents"][0], "status": word, "incident_updates": []}
    instatus = {
        "page": {"name": "A", "url": "https://a.example", "status": "HASISSUES"},
        "activeIncidents": [{"id": "1", "name": "x", "started": "2025-11-17T04:00:00Z", "status": word}],
    }

    assert str(read({**SUMMARY, "incidents": [incident]}).reports[0].status) == stage
    assert str(read(instatus).reports[0].status) == stage
