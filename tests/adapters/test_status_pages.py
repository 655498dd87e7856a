"""Every format: what it reads, what it refuses, and that it never does anything else."""

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect, names_a_document, probes
from adapters.status_pages.statuspage import history
from bot.domain.report import Reading
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from tests.adapters.fuzzing import SEEDS, inputs
from tests.adapters.payloads import ALL, ATOM, INCIDENTIO, RSS_INCIDENTIO, SUMMARY, VULTR, as_bytes
from tests.adapters.promises import check_promises
from tests.builders import a_page, at
from tests.servers.status_page import ENTITY_BOMB


def read(body: bytes, format_: str | None = None) -> Reading:
    page = a_page(body)
    return FORMATS[format_ or detect(page)].parse(page)


@pytest.mark.parametrize("name", ALL)
def test_each_shape_is_recognised_and_reads_the_same_twice(name: str) -> None:
    format_, body = ALL[name]

    assert detect(a_page(body)) == format_
    assert read(body) == read(body)
    assert read(body).format == format_


def test_a_statuspage_keeps_headline_impact_and_components_apart() -> None:
    reading = read(as_bytes(SUMMARY))
    (report,) = reading.reports

    assert reading.status is ComponentStatus.DEGRADED_PERFORMANCE
    assert [(c.id, c.group, str(c.status)) for c in reading.components] == [
        ("a", "Europe", "partial_outage"),
        ("b", None, "operational"),
        ("c", None, "unknown"),
    ]
    assert (report.status, report.impact) == (ReportStatus.IDENTIFIED, Impact.CRITICAL)
    assert report.title == "Slow us-east-1"
    assert report.regions == ("us-east-1",)
    assert report.started_at == at(11, 50)
    assert [u.text for u in report.updates] == ["Looking.", "Found & being fixed."]
    assert reading.maintenances[0].status is MaintenanceStatus.SCHEDULED


def test_a_page_of_incident_io_without_lists_is_calm() -> None:
    reading = read(as_bytes(INCIDENTIO))

    assert (reading.status, reading.reports, reading.components) == (ComponentStatus.OPERATIONAL, (), ())


def test_resolved_reports_are_looked_for_where_they_stay() -> None:
    assert history("https://x.example/api/v2/summary.json") == "https://x.example/api/v2/incidents.json"
    assert history("https://x.example/feed.atom") is None


def test_announced_work_at_vultr_is_no_incident() -> None:
    reading = read(as_bytes(VULTR))

    assert [r.id for r in reading.reports] == ["v1"]
    assert reading.reports[0].regions == ("ord",)
    assert [m.id for m in reading.maintenances] == ["v2"]


def test_a_feed_groups_posts_and_keeps_the_stage_behind_an_update() -> None:
    reading = read(ATOM.encode())
    opened, done = reading.reports

    assert (opened.id, opened.status, len(opened.updates)) == ("open1", ReportStatus.IDENTIFIED, 2)
    assert (done.id, done.status) == ("done2", ReportStatus.RESOLVED)
    assert done.resolved_at == datetime(2025, 11, 17, 13, tzinfo=UTC)
    assert reading.service == "Acme"


def test_a_feed_of_incident_io_states_stage_and_components() -> None:
    reading = read(RSS_INCIDENTIO.encode())
    (report,) = reading.reports

    assert (report.id, report.components) == ("01ABC", ("Chat",))
    assert reading.status is ComponentStatus.PARTIAL_OUTAGE
    assert report.url == "https://status.acme-ai.example/incidents/01ABC"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><html><body>Sign in</body></html>", R.MOVED_TO_HTML),
        (b"  \n<html>", R.MOVED_TO_HTML),
        (b"", R.NOT_THIS_FORMAT),
        (b"null", R.NOT_THIS_FORMAT),
        (b"{}", R.NOT_THIS_FORMAT),
        (b"This page is inactive", R.INACTIVE),
        (b"\x00\xff\xfe", R.NOT_THIS_FORMAT),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(body: bytes, reason: R) -> None:
    with pytest.raises(PageUnreadable) as raised:
        read(body)

    assert raised.value.reason is reason


def test_a_truncated_page_is_called_so() -> None:
    with pytest.raises(PageUnreadable) as raised:
        read(as_bytes(SUMMARY)[:300], "statuspage")

    assert raised.value.reason is R.TRUNCATED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_an_entity_definition_is_refused_in_every_encoding(encoding: str) -> None:
    with pytest.raises(PageUnreadable) as raised:
        read(ENTITY_BOMB.decode().encode(encoding), "feed")

    assert raised.value.reason is R.FORBIDDEN_XML


def test_probes_lie_under_the_address_and_a_document_is_its_own() -> None:
    assert "https://x.example/api/v2/summary.json" in probes("https://x.example/?a=1")
    assert names_a_document("https://x.example/history.atom")


@pytest.mark.parametrize("address", ["https://x.example/v1.2", "http://[x", "https://x.example/a.json?b=c"])
def test_an_address_that_names_a_document_or_nothing_is_left_alone(address: str) -> None:
    assert names_a_document(address)


def test_a_page_below_a_path_is_looked_for_below_that_path() -> None:
    assert probes("https://x.example/status/")[0] == "https://x.example/status/api/v2/summary.json"


def test_importing_the_formats_does_not_import_the_feed_parser() -> None:
    script = "import sys, adapters.status_pages.shared.detect; sys.exit('feedparser' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_alert_of_vultr_in_two_regions_is_one_report() -> None:
    alert = VULTR["regions"]["ord"]["alerts"][0]
    regions = {"ord": {"alerts": [alert]}, "nrt": {"alerts": [alert]}, "ams": {"alerts": None}}

    (report,) = read(as_bytes({"service_alerts": [], "regions": regions})).reports

    assert (report.id, report.regions) == ("v1", ("ord", "nrt"))


def test_a_closed_alert_of_vultr_ends_with_its_last_entry() -> None:
    entries = [
        {"updated_at": "2025-11-18T10:00:00+00:00", "message": "Looking."},
        {"updated_at": "", "message": "No time."},
        {"updated_at": "2025-11-18T11:00:00+00:00", "message": "Done."},
    ]
    alert = {"id": 7, "subject": "Power", "status": "resolved", "entries": entries}

    reading = read(as_bytes({"service_alerts": [alert], "regions": {}}))
    (report,) = reading.reports

    assert (report.id, report.started_at, report.resolved_at) == ("7", at(10), at(11))
    assert [str(update.status) for update in report.updates] == ["investigating", "resolved"]
    assert reading.status is ComponentStatus.OPERATIONAL


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (13, MaintenanceStatus.SCHEDULED),
        (15, MaintenanceStatus.IN_PROGRESS),
        (19, MaintenanceStatus.COMPLETED),
    ],
)
def test_the_window_in_the_text_says_where_work_at_vultr_stands(
    hour: int, expected: MaintenanceStatus
) -> None:
    day = datetime(2025, 11, 20, hour, tzinfo=UTC)

    (work,) = FORMATS["vultr"].parse(a_page(as_bytes(VULTR), fetched_at=day)).maintenances

    assert work.status is expected


@pytest.mark.parametrize("seed", range(8))
def test_no_bytes_raise_anything_but_unreadable(seed: int) -> None:
    for format_, body in inputs(random.Random(seed), SEEDS, 150):
        check_promises(format_, body)


@pytest.mark.parametrize("format_", FORMATS)
@given(body=st.binary(max_size=300))
def test_random_bytes_raise_nothing_else_either(format_: str, body: bytes) -> None:
    check_promises(format_, body)


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(ALL)), data=st.data())
def test_a_page_with_anything_spliced_in_is_read_or_refused(name: str, data: st.DataObject) -> None:
    format_, body = ALL[name]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 80)))
    anything = data.draw(st.one_of(st.binary(max_size=40), st.sampled_from(SPLICES)))

    check_promises(format_, body[:start] + anything + body[end:])


# Such as break parsers: other types, other times, other alphabets, half a character, what XML forbids.
SPLICES = [
    b"null", b"[]", b"{}", b"-1", b"1e999", b'""', b'"\\ud800"', b'"9999-12-31T23:59:59-23:59"',
    b'"0001-01-01T00:00:00+23:59"', b"\x00", b"\xff\xfe", b"\xc3", b"&#xD800;", b"&#0;",
    b"&lt;!DOCTYPE x&gt;", b"<![CDATA[", b"]]>", b"<!--", b"<entry>", b"</item>",
    b"<updated>9999-12-31T23:59:59Z</updated>",
    b"<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>", b"Feb 29, 23:59 GMT-12 - Resolved - ",
    b"\xe2\x80\xae", b"<content type='xhtml'><div>", b"xml:base='http://['", b"<x:y/>",
]  # fmt: skip
