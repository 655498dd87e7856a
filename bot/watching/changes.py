"""One reading compared with what we knew: what is worth telling the correlator."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.observation import Observation
from bot.domain.report import Reading, Report
from bot.domain.status import ReportStatus, UnreadableReason
from bot.watching.record import SourceRecord

# A page lists 25 to 50 past reports; remembering twice as many keeps an old one from counting as new.
MAX_CLOSED_IDS: Final = 100

# Only what is not operational is kept: Cloudflare alone lists 450 components.
MAX_COMPONENTS: Final = 500


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a source's record becomes, and what has changed."""

    record: SourceRecord
    observations: tuple[Observation, ...]


def compare(
    record: SourceRecord, reading: Reading, *, now: datetime, announce_open: bool = False
) -> Comparison:
    """Compare a good reading with the record of its source.

    First sight is a baseline. A report that vanishes from a page which keeps resolved ones is withdrawn
    after two good readings; one that first appears closed is remembered and never told.
    """
    known = {report.id: report for report in record.reports}
    seen = {report.id: report for report in reading.reports}
    first_sight = record.read_at is None
    told = [r for r in reading.reports if _is_news(r, known.get(r.id), record)]
    withdrawn = [_withdrawn(known[id_], now) for id_ in record.missing if id_ in known and id_ not in seen]
    gone = {report.id for report in withdrawn}
    waiting = tuple(id_ for id_ in known if id_ not in seen and id_ not in gone)
    after = replace(
        record,
        status=reading.status,
        read_at=now,
        polled_at=now,
        components=tuple(c for c in reading.components if c.status != "operational")[:MAX_COMPONENTS],
        reports=(*(r for r in reading.reports if r.status.is_open), *(known[id_] for id_ in waiting)),
        maintenances=reading.maintenances[:20],
        closed=_remembered(record, reading, gone),
        missing=waiting,
        unreadable=None,
        failures=0,
    )
    observations = [
        Observation(
            service=record.service,
            source=record.source,
            at=now,
            status=reading.status,
            report=report,
            baseline=first_sight and not announce_open,
        )
        for report in (*sorted(told, key=lambda r: (r.updated_at, r.id)), *withdrawn)
    ]
    if not observations and (
        first_sight or record.unreadable is not None or record.status is not reading.status
    ):
        observations.append(_headline(record, reading, now=now, baseline=first_sight))
    return Comparison(after, tuple(observations))


def unread(record: SourceRecord, reason: UnreadableReason, *, now: datetime) -> Comparison:
    """Note that the page could not be read. What it last said is kept; only the first failure is told."""
    after = replace(record, polled_at=now, unreadable=reason, failures=record.failures + 1)
    if record.unreadable is not None:
        return Comparison(after, ())
    observation = Observation(
        service=record.service, source=record.source, at=now, status=record.status, unreadable=reason
    )
    return Comparison(after, (observation,))


def unchanged(record: SourceRecord, *, now: datetime) -> Comparison:
    """Note that the page says what it said before: for a missing report, the second time without it."""
    withdrawn = tuple(_withdrawn(report, now) for report in record.reports if report.id in record.missing)
    after = replace(
        record,
        read_at=now,
        polled_at=now,
        reports=tuple(report for report in record.reports if report.id not in record.missing),
        closed=(*record.closed, *record.missing)[-MAX_CLOSED_IDS:],
        missing=(),
        unreadable=None,
        failures=0,
    )
    told: tuple[Report | None, ...] = withdrawn
    if not told and record.unreadable is not None:
        told = (None,)
    observations = tuple(
        Observation(service=record.service, source=record.source, at=now, status=record.status, report=report)
        for report in told
    )
    return Comparison(after, observations)


def vanished(record: SourceRecord, reading: Reading) -> tuple[str, ...]:
    """Ids of open reports that the page no longer shows: time to ask where resolved ones are listed."""
    seen = {report.id for report in reading.reports}
    return tuple(report.id for report in record.reports if report.id not in seen)


def with_history(reading: Reading, history: Reading, wanted: tuple[str, ...]) -> Reading:
    """Add the wanted reports from the page that still lists resolved ones."""
    found = tuple(report for report in history.reports if report.id in wanted)
    return replace(reading, reports=(*reading.reports, *found))


def _is_news(report: Report, before: Report | None, record: SourceRecord) -> bool:
    if before is not None:
        return _told(report) != _told(before)
    return report.status.is_open and report.id not in record.closed


def _told(report: Report) -> tuple[object, ...]:
    """The parts of a report whose change is news. Times are left out: pages rewrite them at will."""
    texts = tuple((update.status, update.text) for update in report.updates)
    return (report.title, report.status, report.impact, report.components, report.regions, texts)


def _withdrawn(report: Report, now: datetime) -> Report:
    return replace(report, status=ReportStatus.WITHDRAWN, updated_at=now, resolved_at=now)


def _remembered(record: SourceRecord, reading: Reading, gone: set[str]) -> tuple[str, ...]:
    closed = [r.id for r in reading.reports if not r.status.is_open]
    return tuple(dict.fromkeys((*record.closed, *sorted(gone), *closed)))[-MAX_CLOSED_IDS:]


def _headline(record: SourceRecord, reading: Reading, *, now: datetime, baseline: bool) -> Observation:
    return Observation(
        service=record.service, source=record.source, at=now, status=reading.status, baseline=baseline
    )
