"""Statuspage's JSON and incident.io's copy of it: the traps that real pages set."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Reading
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.domain.status import UnreadableReason as R
from bot.errors import ParseError
from tests.adapters.payloads import SUMMARY, Json, an_incident_post, as_bytes, incidents_document
from tests.builders import NOON, a_page, at


def read(document: Json) -> Reading:
    return FORMATS["statuspage"].parse(a_page(as_bytes(document)))


def summary(**fields: Any) -> Json:
    return {**copy.deepcopy(SUMMARY), **fields}


@pytest.mark.parametrize(
    ("indicator", "status"),
    [
        ("none", "operational"),
        ("minor", "degraded_performance"),
        ("major", "partial_outage"),
        ("critical", "major_outage"),
        ("maintenance", "under_maintenance"),
        ("MAJOR", "partial_outage"),
        ("sideways", "unknown"),
    ],
)
def test_the_headline_is_the_pages_own_word(indicator: str, status: str) -> None:
    assert read(summary(status={"indicator": indicator})).status == status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("full_outage", "major_outage"),
        ("major_outage", "major_outage"),
        ("under_maintenance", "under_maintenance"),
        ("on_fire", "unknown"),
        (None, "unknown"),
    ],
)
def test_component_words_are_an_open_set(word: str | None, status: str) -> None:
    (component,) = read(summary(components=[{"id": "a", "name": "API", "status": word}])).components

    assert component.status == status


def test_every_place_that_a_wide_incident_names_is_kept() -> None:
    places = [{"id": f"c{n}", "name": f"Place {n}", "status": "partial_outage"} for n in range(450)]

    (report,) = read(incidents_document(components=places)).reports

    assert len(report.components) == 450


def test_an_open_report_does_not_raise_a_calm_headline() -> None:
    reading = read(summary(status={"indicator": "none"}))

    assert reading.status is ComponentStatus.OPERATIONAL
    assert [report.impact for report in reading.reports] == [Impact.CRITICAL]


def test_group_rows_are_no_components_and_name_only_their_children() -> None:
    rows = [
        {"id": None, "name": "Nameless group", "status": "major_outage", "group": True},
        {"id": "g", "name": "Europe", "status": "major_outage", "group": True},
        {"id": "a", "name": "API", "status": "major_outage", "group_id": "g"},
        {"id": "b", "name": "API", "status": "operational"},
        {"id": None, "name": "", "status": "operational"},
        {"id": None, "name": "Anonymous", "status": "operational"},
    ]

    components = read(summary(components=rows)).components

    assert [(c.id, c.name, c.group) for c in components] == [
        ("a", "API", "Europe"),
        ("b", "API", None),
        ("Anonymous", "Anonymous", None),
    ]


def test_a_region_code_in_a_name_is_the_components_region() -> None:
    (component,) = read(summary(components=[{"id": "a", "name": "Queues (eu-west-2)"}])).components

    assert component.region == "eu-west-2"


def test_the_start_is_the_earliest_of_the_displayed_started_and_created_times() -> None:
    backdated = an_incident_post(created_at="2025-11-18T12:00:00Z", display_at="2025-11-15T09:00:00Z")
    document = incidents_document(created_at="2025-11-18T12:00:00Z", incident_updates=[backdated])

    (report,) = read(document).reports

    assert report.started_at == datetime(2025, 11, 15, 9, tzinfo=UTC)
    assert report.updates[0].at == datetime(2025, 11, 15, 9, tzinfo=UTC)


def test_offsets_become_utc_and_a_missing_start_is_the_creation() -> None:
    (report,) = read(incidents_document(created_at="2025-11-18T04:00:00.000-08:00", started_at=None)).reports

    assert report.started_at == NOON
    assert report.started_at.tzinfo is UTC


def test_resolved_without_a_time_ends_with_the_post_that_says_so() -> None:
    posts = [
        an_incident_post(status="postmortem", created_at="2025-11-19T12:00:00Z"),
        an_incident_post(status="resolved", created_at="2025-11-18T13:00:00Z"),
        an_incident_post(status="investigating", created_at="2025-11-18T12:00:00Z"),
    ]

    (report,) = read(incidents_document(status="postmortem", incident_updates=posts)).reports

    assert report.status is ReportStatus.POSTMORTEM
    assert report.resolved_at == at(13)


def test_a_report_called_resolved_is_closed_whatever_its_last_post_says() -> None:
    document = incidents_document(status="resolved", incident_updates=[an_incident_post()])

    (report,) = read(document).reports

    assert (report.status, report.resolved_at) == (ReportStatus.RESOLVED, None)


def test_a_reopened_report_has_no_end() -> None:
    (report,) = read(incidents_document(status="monitoring", resolved_at="2025-11-18T13:00:00Z")).reports

    assert (report.status, report.resolved_at) == (ReportStatus.MONITORING, None)


@pytest.mark.parametrize(
    ("resolved_at", "status"),
    [(None, ReportStatus.INVESTIGATING), ("2025-11-18T13:00:00Z", ReportStatus.RESOLVED)],
)
def test_an_unknown_stage_is_open_unless_an_end_is_given(
    resolved_at: str | None, status: ReportStatus
) -> None:
    (report,) = read(incidents_document(status="pondering", resolved_at=resolved_at)).reports

    assert report.status is status


def test_a_post_whose_word_is_no_stage_keeps_the_one_before_it() -> None:
    posts = [
        an_incident_post(status="resolved", created_at="2025-11-18T12:30:00Z"),
        an_incident_post(status="update", created_at="2025-11-18T12:20:00Z"),
        an_incident_post(status="identified", created_at="2025-11-18T12:10:00Z"),
    ]

    (report,) = read(incidents_document(status="resolved", incident_updates=posts)).reports

    assert [str(update.status) for update in report.updates] == ["identified", "identified", "resolved"]


def test_posts_of_one_second_keep_the_pages_order_turned_round() -> None:
    posts = [an_incident_post(body="second"), an_incident_post(body="first")]

    (report,) = read(incidents_document(incident_updates=posts)).reports

    assert [update.text for update in report.updates] == ["first", "second"]


def test_a_placeholder_is_no_affected_component() -> None:
    rows = [{"name": "No components were affected by this update."}, {"name": ""}, {"name": "API"}]

    (report,) = read(incidents_document(components=rows)).reports

    assert report.components == ("API",)


@pytest.mark.parametrize("missing", [None, []])
def test_an_incident_of_incident_io_needs_neither_lists_nor_links(missing: list[Json] | None) -> None:
    document = incidents_document(id="01KXAMPLE00000000000000000", shortlink=None, components=missing)

    (report,) = read(document).reports

    assert (report.id, report.components) == ("01KXAMPLE00000000000000000", ())
    assert report.url == "https://status.acme.example/incidents/01KXAMPLE00000000000000000"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", "ftp://x.example/1", "x" * 5000])
def test_a_link_that_people_should_not_follow_is_replaced_by_the_pages_own(link: str) -> None:
    (report,) = read(incidents_document(id="i7", shortlink=link)).reports

    assert report.url == "https://status.acme.example/incidents/i7"


def test_an_id_is_text_and_never_empty() -> None:
    numbered = incidents_document(id=42)
    nameless = incidents_document(id=None, shortlink=None, name="Slow API")
    empty = incidents_document(id=None, shortlink=None, name=None)

    assert [report.id for report in read(numbered).reports] == ["42"]
    assert [report.id for report in read(nameless).reports] == ["Slow API"]
    assert read(empty).reports == ()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("scheduled", MaintenanceStatus.SCHEDULED),
        ("in_progress", MaintenanceStatus.IN_PROGRESS),
        ("verifying", MaintenanceStatus.IN_PROGRESS),
        ("completed", MaintenanceStatus.COMPLETED),
        ("cancelled", MaintenanceStatus.COMPLETED),
        ("resolved", MaintenanceStatus.COMPLETED),
        ("postponed", MaintenanceStatus.SCHEDULED),
        ("adjourned", MaintenanceStatus.IN_PROGRESS),  # unheard of: its window decides
    ],
)
def test_maintenance_has_stages_of_its_own(status: str, expected: MaintenanceStatus) -> None:
    work = {
        "id": "m",
        "status": status,
        "scheduled_for": "2025-11-18T11:00:00Z",
        "scheduled_until": "2025-11-18T14:00:00Z",
    }

    (maintenance,) = read(summary(scheduled_maintenances=[work])).maintenances

    assert maintenance.status is expected
    assert (maintenance.starts_at, maintenance.ends_at) == (at(11), at(14))


@pytest.mark.parametrize("field", [{"status": "in_progress"}, {"impact": "maintenance"}])
def test_maintenance_among_the_incidents_is_no_report(field: Json) -> None:
    reading = read(incidents_document(**field))

    assert reading.reports == ()
    assert [m.status for m in reading.maintenances] == [MaintenanceStatus.IN_PROGRESS]


def test_only_the_list_of_incidents_keeps_resolved_ones() -> None:
    assert read(incidents_document()).lists_resolved
    assert not read(SUMMARY).lists_resolved


@pytest.mark.parametrize(
    "document",
    [
        {"incidents": []},
        {"page": {"name": "Acme"}},
        {"page": {"name": "Acme", "status": "UP"}},
        {"page": None, "status": {"indicator": "none"}},
        {"page": {"name": "Acme"}, "status": {"description": "fine"}, "components": []},
        {"page": {"name": "Acme"}, "ongoing_incidents": [], "scheduled_maintenances": []},
    ],
    ids=["no page", "page alone", "Instatus", "null page", "no indicator", "widget"],
)
def test_a_document_without_the_anchors_is_not_a_calm_page(document: Json) -> None:
    with pytest.raises(ParseError) as raised:
        read(document)

    assert raised.value.reason is R.NOT_THIS_FORMAT


@pytest.mark.parametrize("key", ["components", "incidents", "scheduled_maintenances"])
def test_each_list_is_a_document_of_its_own(key: str) -> None:
    reading = read({"page": {"id": "abcdefghijkl"}, key: []})

    assert (reading.status, reading.reports) == (ComponentStatus.UNKNOWN, ())
    assert reading.page_url == a_page().url


def test_a_name_that_mentions_html_does_not_make_the_page_html() -> None:
    body = as_bytes({"page": {"name": "<html> and <body> Ltd"}, "status": {"indicator": "none"}})

    assert detect(a_page(body)) == "statuspage"
    assert FORMATS["statuspage"].parse(a_page(body)).status is ComponentStatus.OPERATIONAL


def test_a_mark_before_the_json_is_read_over() -> None:
    body = b"\xef\xbb\xbf\r\n" + as_bytes(SUMMARY)

    assert detect(a_page(body)) == "statuspage"
    assert FORMATS["statuspage"].parse(a_page(body)) == read(SUMMARY)


def test_a_huge_page_is_cut_to_what_we_can_keep() -> None:
    post = an_incident_post(body="word " * 5000)
    incident = {"name": "n", "status": "identified", "incident_updates": [post] * 150}
    document = summary(
        components=[{"id": str(n), "name": "c"} for n in range(2_100)],
        incidents=[{**incident, "id": str(n)} for n in range(2)] + [{"id": f"x{n}"} for n in range(600)],
    )

    reading = read(document)

    assert len(reading.components) == 2_000
    assert len(reading.reports) == 500
    assert len(reading.reports[0].updates) == 100
    assert len(reading.reports[0].updates[0].text) <= 4_000
