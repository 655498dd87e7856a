"""The recorded payloads of the corpus, where there is one: the parsers agree with all that must be true."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Page, Reading, Report
from bot.domain.status import MaintenanceStatus
from bot.errors import PageUnreadable

Json = dict[str, Any]


def test_the_parsers_agree_with_the_corpus(corpus: Path) -> None:
    disagreements = []
    checked = 0
    for line in (corpus / "formats" / "expected.jsonl").read_text().splitlines():
        expected = json.loads(line)
        body = (corpus / "formats" / expected["file"]).read_bytes()
        checked += 1
        disagreements += [(expected["file"], *d) for d in _disagreements(expected, body)]

    assert checked >= 70
    assert disagreements == []


def _disagreements(expected: Json, body: bytes) -> Iterator[tuple[Any, ...]]:
    as_of = expected["as_of"]
    now = datetime.fromisoformat(as_of) if as_of else datetime(2026, 9, 1, tzinfo=UTC)
    must = expected["must"]
    try:
        reading = _read(body, now)
    except PageUnreadable as error:
        if not must.get("unreadable") or must.get("reason_contains", "") not in str(error):
            yield ("unreadable", str(error))
        return
    for key, value in must.items():
        if key == "a_report":
            yield from _report_disagreements(reading, value)
        elif _of_page(reading, key) != value:
            yield (key, _of_page(reading, key), value)


def _read(body: bytes, now: datetime) -> Reading:
    page = Page(url="https://status.example.org/x", body=body, fetched_at=now)
    return FORMATS[detect(page)].parse(page)


def _of_page(reading: Reading, key: str) -> Any:
    opened = [report.id for report in reading.reports if report.status.is_open]
    values = {
        "status": str(reading.status),
        "open_reports": len(opened),
        "open_report_ids": opened,
        "report_count": len(reading.reports),
        "component_count": len(reading.components),
        "maintenances_open": sum(m.status is not MaintenanceStatus.COMPLETED for m in reading.maintenances),
        "components_not_operational": {
            c.name: str(c.status) for c in reading.components if c.status != "operational"
        },
    }
    return values[key]


def _report_disagreements(reading: Reading, must: Json) -> Iterator[tuple[Any, ...]]:
    title = " ".join(must.get("title", "").split())
    found = [r for r in reading.reports if r.id == must.get("id")]
    found = found or [r for r in reading.reports if title and title in r.title] or list(reading.reports[:1])
    tolerance = 60 if "feed" in reading.format or "legacy" in reading.format else 1.1
    for key, value in must.items():
        seen = _of_report(found[0], key)
        if key == "title":
            agrees = title in seen
        elif key == "regions":
            agrees = all(any(code in region for region in seen) for code in value)
        elif key.endswith("_at") and value and seen:
            agrees = abs((seen - datetime.fromisoformat(value)).total_seconds()) <= tolerance
        else:
            agrees = seen == value
        if not agrees:
            yield (key, seen, value)


def _of_report(report: Report, key: str) -> Any:
    match key:
        case "update_count":
            return len(report.updates)
        case "first_update_at":
            return report.updates[0].at if report.updates else None
        case "components" | "regions":
            return list(getattr(report, key))
        case "status" | "impact":
            return None if getattr(report, key) is None else str(getattr(report, key))
    return getattr(report, key)
