"""What any parser must keep for any bytes whatever."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from adapters.status_pages import FORMATS
from bot.domain.report import Page, Report
from bot.errors import PageUnreadable
from tests.builders import NOON


def check_promises(format_: str, body: bytes) -> None:
    """What any page whatever must keep: read the same twice within its bounds, or refused; nothing else."""
    page = Page(url="https://x.example/p", body=body, fetched_at=NOON)
    FORMATS[format_].sniff(page)
    try:
        reading = FORMATS[format_].parse(page)
    except PageUnreadable as error:
        check_refusal(str(error))
        return
    assert FORMATS[format_].parse(page) == reading
    assert len(reading.components) <= 2_000
    assert len(reading.maintenances) <= 500
    assert len(reading.reports) <= 500
    assert len({report.id for report in reading.reports}) == len(reading.reports)
    assert all(m.id for m in reading.maintenances)
    assert all(c.id for c in reading.components)
    for report in reading.reports:
        check_report(report)


def check_refusal(words: str) -> None:
    assert "\n" not in words
    assert len(words) < 500


def check_report(report: Report) -> None:
    assert report.id
    assert len(report.updates) <= 100
    assert all(len(update.text) <= 4_000 for update in report.updates)
    report.text.encode()
    assert all(t.utcoffset() == timedelta(0) for t in times_of(report))
    assert [u.at for u in report.updates] == sorted(u.at for u in report.updates)
    assert not (report.status.is_open and report.resolved_at)


def times_of(report: Report) -> Iterator[datetime]:
    yield report.started_at
    yield report.updated_at
    yield from (update.at for update in report.updates)
    if report.resolved_at is not None:
        yield report.resolved_at
