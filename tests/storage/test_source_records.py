"""A source's record is stored as it always was, whatever its shape in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.probe import ProbeOutcome, Silence
from bot.domain.report import Component, Maintenance, Report, ReportUpdate, Validators
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus, UnreadableReason
from bot.errors import StoreUnavailable
from bot.storage.source_records import decode_record, encode_record
from bot.watching.record import Endpoint, Location, PageAnswer, PageState, SourceRecord

NOON = datetime(2025, 11, 18, 12, tzinfo=UTC)
# Written by version 0.1.0 when a record had its 23 fields side by side.
STORED = (
    b'4{"source":"github/0","service":"github","status":"partial_outage","read_at":"2025-11-18T12:00:00Z",'
    b'"polled_at":"2025-11-18T12:01:00Z","components":[{"id":"c","name":"API","status":"partial_outage",'
    b'"group":"G","region":null}],"reports":[{"id":"r1","title":"Slow API","status":"identified",'
    b'"impact":"major","started_at":"2025-11-18T12:00:00Z","updated_at":"2025-11-18T12:00:00Z",'
    b'"resolved_at":null,"components":["API"],"regions":["us-east-1"],"updates":[{"at":'
    b'"2025-11-18T12:00:00Z","status":"identified","text":"Found."}],"url":"https://x.example/1"}],'
    b'"maintenances":[{"id":"m","title":"Work","status":"scheduled","starts_at":"2025-11-18T12:00:00Z",'
    b'"ends_at":null}],"stale":[],"closed":[["old","2025-11-18T12:00:00Z"]],"missing":["r1"],'
    b'"unreadable":"timeout","failures":2,"etag":"W/\\"x\\"","last_modified":'
    b'"Tue, 18 Nov 2025 12:00:00 GMT","body_hash":"ab","moved_to":"https://new.example",'
    b'"aliases":[["01NEW","r1"]],"url":"https://new.example/summary.json","format":"instatus",'
    b'"page_id":"p","sought_for":"https://x.example","sought_at":"2025-11-18T12:00:00Z"}'
)
STORED_BEFORE_THE_FIRST_READ = (
    b'4{"source":"a","service":"b","status":"unknown","read_at":null,"polled_at":null,"components":[],'
    b'"reports":[],"maintenances":[],"stale":[],"closed":[],"missing":[],"unreadable":null,"failures":0,'
    b'"etag":null,"last_modified":null,"body_hash":null,"moved_to":null,"aliases":[],"url":null,'
    b'"format":null,"page_id":null,"sought_for":null,"sought_at":null}'
)
REPORT = Report(
    id="r1",
    title="Slow API",
    status=ReportStatus.IDENTIFIED,
    impact=Impact.MAJOR,
    started_at=NOON,
    updated_at=NOON,
    components=("API",),
    regions=("us-east-1",),
    updates=(ReportUpdate(at=NOON, status=ReportStatus.IDENTIFIED, text="Found."),),
    url="https://x.example/1",
)
RECORD = SourceRecord(
    source="github/0",
    service="github",
    location=Location(
        found=Endpoint("https://new.example/summary.json", "instatus"),
        sought_for="https://x.example",
        sought_at=NOON,
        page_id="p",
        moved_to="https://new.example",
    ),
    validators=Validators(etag='W/"x"', last_modified="Tue, 18 Nov 2025 12:00:00 GMT", body_hash="ab"),
    page=PageState(
        status=ComponentStatus.PARTIAL_OUTAGE,
        components=(Component(id="c", name="API", status=ComponentStatus.PARTIAL_OUTAGE, group="G"),),
        reports=(REPORT,),
        maintenances=(
            Maintenance(
                id="m", title="Work", status=MaintenanceStatus.SCHEDULED, starts_at=NOON, ends_at=None
            ),
        ),
        closed=(("old", NOON),),
        missing=("r1",),
        aliases=(("01NEW", "r1"),),
    ),
    read_at=NOON,
    polled_at=NOON + timedelta(minutes=1),
    unreadable=UnreadableReason.TIMEOUT,
    failures=2,
)
UNREAD = SourceRecord(source="a", service="b")


@pytest.mark.parametrize(
    ("stored", "record"), [(STORED, RECORD), (STORED_BEFORE_THE_FIRST_READ, UNREAD)], ids=["full", "unread"]
)
def test_what_an_earlier_version_wrote_is_read_whole_and_written_back_to_the_byte(
    stored: bytes, record: SourceRecord
) -> None:
    assert decode_record(stored) == record
    assert encode_record(record) == stored


def test_what_is_not_there_yet_is_as_before_the_first_read() -> None:
    assert decode_record(b'4{"source":"a","service":"b"}') == UNREAD


def test_a_record_that_cannot_be_read_is_named() -> None:
    with pytest.raises(StoreUnavailable, match="a SourceRecord we cannot read"):
        decode_record(b"4{}")


@pytest.mark.parametrize("status", [503, None])
def test_what_a_page_answered_is_read_as_it_was_written(status: int | None) -> None:
    answer = PageAnswer(
        at=NOON,
        vantage="here",
        outcome=ProbeOutcome.BLAMES_EDGE if status else ProbeOutcome.SILENT,
        edge="cloudflare",
        status=status,
        silence=None if status else Silence.TCP,
        place="FRA" if status else None,
    )
    record = replace(RECORD, answer=answer)

    assert decode_record(encode_record(record)) == record
