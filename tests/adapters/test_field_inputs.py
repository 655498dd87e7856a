"""The small documents of the corpus, where there is one: what is right of each."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Page, Reading

# file → format, headline, open reports (title, stage, start), announced work (title, stage)
Said = tuple[str, str, list[tuple[str, str, str]], list[tuple[str, str]]]
RIGHT: Final[dict[str, Said]] = {
    "xai-active.xml": ("feed", "partial_outage", [("Models outage", "investigating", "2026-09-03T13:30:00")], []),
    "ampm.rss": ("feed", "unknown", [("Errors", "investigating", "2026-08-28T02:15:00")], []),
    "prefix-feed.rss": ("feed", "unknown", [("Packet loss", "investigating", "2022-06-09T14:00:00")], []),
    "paypal-like.atom": ("feed", "unknown", [("Checkout errors - Production", "investigating", "2026-11-01T09:30:00")], []),
    "incidentio-de.atom": ("feed", "unknown", [("Störung bei der Anmeldung", "investigating", "2026-11-01T09:30:00")], []),
    "pubdate-cest.rss": ("feed", "unknown", [("x", "investigating", "2026-06-12T16:00:00")], []),
    "same-link.rss": ("feed", "unknown", [("API degraded", "investigating", "2026-11-01T09:00:00"), ("Login outage", "investigating", "2026-10-01T09:00:00")], []),
    "notitle.rss": ("feed", "unknown", [("x", "investigating", "2026-06-12T18:00:00")], []),
    "checkly-summary.json": ("checkly", "major_outage", [("A tier is switched off", "identified", "2026-09-04T04:04:04")], []),
    "oci-down.json": ("oracle_cloud", "major_outage", [("Console | US East (Ashburn)", "investigating", "2026-11-01T10:00:00")], []),
    "heroku-stale.json": ("heroku", "operational", [], [("Planned work on the platform", "completed")]),
    "gws-title.json": ("google_cloud", "degraded_performance", [("The mobile app may stop working", "investigating", "2026-09-18T05:00:00")], []),
    "cstate-gozone.json": ("cstate", "partial_outage", [("x", "investigating", "2025-09-10T08:00:00")], []),
    "cstate-tab.json": ("cstate", "major_outage", [], []),
    "cachet-schedule.json": ("cachet", "unknown", [], [("Database upgrade", "in_progress")]),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_field_e_inputs_are_read_right(corpus: Path, name: str) -> None:
    folder = corpus / "field" / "inputs"
    if not folder.is_dir():
        pytest.skip("this corpus has no such documents")
    rows = map(json.loads, (folder / "expected.jsonl").read_text().splitlines())
    (as_of,) = (row["as_of"] for row in rows if row["file"] == name)
    page = Page(
        url=f"https://status.example/{name}",
        body=(folder / name).read_bytes(),
        fetched_at=datetime.fromisoformat(as_of),
    )

    assert said(FORMATS[detect(page)].parse(page)) == RIGHT[name]


def said(reading: Reading) -> Said:
    opened = [
        (report.title, str(report.status), f"{report.started_at:%Y-%m-%dT%H:%M:%S}")
        for report in reading.reports
        if report.status.is_open
    ]
    return (
        reading.format,
        str(reading.status),
        opened,
        [(work.title, str(work.status)) for work in reading.maintenances],
    )
