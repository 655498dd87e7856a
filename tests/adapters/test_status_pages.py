"""Every format: what it reads, what it refuses, and that it never does anything else."""

import contextlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.status_pages import FORMATS
from adapters.status_pages.detect import detect, probe_addresses
from adapters.status_pages.statuspage import history
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from tests.adapters.payloads import ALL, ATOM, INCIDENTIO, RSS_INCIDENTIO, SUMMARY, VULTR, as_bytes
from tests.builders import NOON, a_page, at
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
    assert "https://x.example/api/v2/summary.json" in probe_addresses("https://x.example/?a=1")
    assert probe_addresses("https://x.example/history.atom") == ("https://x.example/history.atom",)


def mutations(seed: int) -> Iterator[bytes]:
    """Real shapes, broken in the ways that pages break."""
    rng = random.Random(seed)
    for _, body in ALL.values():
        cut = rng.randrange(len(body))
        yield body[:cut]
        yield body[:cut] + bytes(rng.randrange(256) for _ in range(8)) + body[cut:]
        yield body.decode().encode("utf-16")
        yield body.decode().encode("latin-1", "replace")[::-1]
        if body[:1] == b"{":
            yield json.dumps(_swapped(json.loads(body), rng)).encode()
    yield b"[" * 100_000
    yield b'{"page":' * 50_000
    yield b"<rss>" * 20_000


def _swapped(value: Any, rng: random.Random) -> Any:
    """The same document with some values of another type."""
    if rng.random() < 0.05:
        return rng.choice([None, 0, -1, "", "x", [], {}, 1e300, True, "9999-99-99T99:99:99Z"])
    if isinstance(value, dict):
        return {key: _swapped(inner, rng) for key, inner in value.items()}
    return [_swapped(inner, rng) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("seed", range(8))
def test_no_bytes_raise_anything_but_unreadable(format_: str, seed: int) -> None:
    for body in mutations(seed):
        page = Page(url="https://x.example/p", body=body, fetched_at=NOON)
        FORMATS[format_].sniff(page)
        try:
            reading = FORMATS[format_].parse(page)
        except PageUnreadable:
            continue
        assert all(report.started_at.tzinfo is not None for report in reading.reports)


@pytest.mark.parametrize("format_", FORMATS)
@given(body=st.binary(max_size=300))
def test_random_bytes_raise_nothing_else_either(format_: str, body: bytes) -> None:
    with contextlib.suppress(PageUnreadable):
        FORMATS[format_].parse(Page(url="https://x.example/p", body=body, fetched_at=NOON))
