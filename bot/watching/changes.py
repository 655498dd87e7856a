"""One reading compared with what we knew: what is worth telling the correlator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zlib import crc32

from bot.domain.observation import Observation
from bot.domain.report import NewsEntry, Reading, Report
from bot.domain.status import ReportStatus, UnreadableReason
from bot.domain.subject import Notice
from bot.watching.location import is_another_page
from bot.watching.maintenance import maintenance_notices
from bot.watching.readings import under_first_ids
from bot.watching.record import Aliases, Closed, PageState, SourceRecord

# A page lists 25 to 50 past reports; remembering several times as many keeps an old one from counting as new.
MAX_CLOSED: Final = 200
# Only what is not operational is kept: Cloudflare alone lists 450 components.
MAX_COMPONENTS: Final = 500
MAX_MAINTENANCES: Final = 20
# AWS has left reports open for half a year; who posts nothing for two days is not at work on it.
STALE_AFTER: Final = timedelta(hours=48)
# The correlator forgets sources that say nothing for 60 days; calm ones say so in time.
SPEAK_UP_EVERY: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a source's record becomes, what has changed, and what a news feed newly says of others.

    `repeated` is what it said before and still does, as it is scored now. `notices` are about planned work
    alone: reports are told once the correlator has seen them.
    """

    record: SourceRecord
    observations: tuple[Observation, ...]
    mentions: tuple[NewsEntry, ...] = ()
    notices: tuple[Notice, ...] = ()
    repeated: tuple[NewsEntry, ...] = ()


def compare(
    record: SourceRecord, reading: Reading, *, now: datetime, announce_open: bool = False
) -> Comparison:
    """Compare a good reading with the record of its source.

    First sight is a baseline. A report that vanishes without being called resolved is withdrawn after two
    good readings, one without news for two days is stale; one that first appears closed is never told. On
    another page than before, what had begun before we last read the old one is no news either.
    """
    new_page = is_another_page(record, reading)
    before = record.page
    reading, aliases = under_first_ids(before, reading)
    reading = replace(reading, reports=tuple(_aged(report, now) for report in reading.reports))
    known = {report.id: report for report in before.reports}
    closed = dict(before.closed)
    news = [report for report in reading.reports if _is_news(report, known.get(report.id), closed)]
    news.sort(key=lambda report: (report.updated_at, report.id))
    withdrawn = _withdrawn(before, reading.reports, now)
    after = replace(
        _read(record, now),
        page=_page_after(before, reading, aliases, withdrawn),
        location=replace(record.location, page_id=reading.page_id or record.location.page_id),
    )
    first_sight = record.read_at is None and not announce_open
    observations: list[Observation] = []
    for report in (*news, *withdrawn):
        old = new_page and report.id not in known and report.started_at <= (record.read_at or now)
        observations.append(_observation(after, report, now, baseline=first_sight or old))
    changed = record.read_at is None or record.unreadable is not None or before.status is not reading.status
    if not observations and (changed or _speaks_up(record, now)):
        observations.append(_observation(after, None, now, baseline=record.read_at is None))
    mentions = reading.mentions if record.read_at is not None else ()
    return Comparison(
        after,
        tuple(observations),
        tuple(mention for mention in mentions if mention.id not in closed),
        maintenance_notices(record, reading, now),
        tuple(mention for mention in mentions if mention.id in closed),
    )


def unread(record: SourceRecord, reason: UnreadableReason, *, now: datetime) -> Comparison:
    """Note that the page could not be read. What it last said is kept; only the first failure is told."""
    after = replace(record, polled_at=now, unreadable=reason, failures=record.failures + 1)
    if record.unreadable is not None:
        return Comparison(after, ())
    observation = Observation(
        service=record.service, source=record.source, at=now, status=record.page.status, unreadable=reason
    )
    return Comparison(after, (observation,))


def unchanged(record: SourceRecord, *, now: datetime) -> Comparison:
    """Note that the page says what it said before: for a missing report, the second time without it."""
    before = record.page
    withdrawn = _withdrawn(before, (), now)
    aged = [_aged(report, now) for report in before.reports if report.id not in before.missing]
    stale = [report for report in aged if not report.status.is_open]
    page = replace(
        before,
        reports=tuple(report for report in aged if report.status.is_open),
        stale=(*before.stale, *stale),
        closed=_remembered(before, (*withdrawn, *stale)),
        missing=(),
    )
    after = replace(_read(record, now), page=page)
    news: tuple[Report | None, ...] = (*stale, *withdrawn)
    if not news and (record.unreadable is not None or _speaks_up(record, now)):
        news = (None,)
    return Comparison(after, tuple(_observation(after, report, now) for report in news))


def vanished(record: SourceRecord, reading: Reading) -> tuple[str, ...]:
    """Ids of open reports that the page no longer shows: time to ask where resolved ones are listed."""
    reading, _ = under_first_ids(record.page, reading)
    seen = {report.id for report in reading.reports}
    return tuple(report.id for report in record.page.reports if report.id not in seen)


def with_history(reading: Reading, history: Reading, wanted: tuple[str, ...]) -> Reading:
    """Add the wanted reports from the page that still lists resolved ones."""
    found = tuple(report for report in history.reports if report.id in wanted)
    return replace(reading, reports=(*reading.reports, *found))


def _read(record: SourceRecord, now: datetime) -> SourceRecord:
    return replace(record, read_at=now, polled_at=now, unreadable=None, failures=0)


def _speaks_up(record: SourceRecord, now: datetime) -> bool:
    """Whether it is time to say that a calm page is still read: silence counts only where somebody listens.

    Each source has its own hour, so that not all speak at once.
    """
    if record.read_at is None:
        return False
    own = timedelta(seconds=crc32(record.source.encode()) % int(SPEAK_UP_EVERY.total_seconds()))
    epoch = datetime.fromtimestamp(0, tz=UTC) + own
    return (record.read_at - epoch) // SPEAK_UP_EVERY != (now - epoch) // SPEAK_UP_EVERY


def _withdrawn(before: PageState, reports: tuple[Report, ...], now: datetime) -> list[Report]:
    """The open reports that are missing for the second time."""
    seen = {report.id for report in reports}
    return [
        _ended(report, ReportStatus.WITHDRAWN, now)
        for report in before.reports
        if report.id in before.missing and report.id not in seen
    ]


def _page_after(before: PageState, reading: Reading, aliases: Aliases, withdrawn: list[Report]) -> PageState:
    """The page after a good reading. Open reports that it lacks wait for a second one."""
    over = {report.id for report in (*reading.reports, *withdrawn)}
    waiting = tuple(report for report in before.reports if report.id not in over)
    ended = (report for report in reading.reports if not report.status.is_open)
    return PageState(
        status=reading.status,
        components=tuple(c for c in reading.components if c.status != "operational")[:MAX_COMPONENTS],
        reports=(*(report for report in reading.reports if report.status.is_open), *waiting),
        stale=tuple(report for report in reading.reports if report.status is ReportStatus.STALE),
        maintenances=reading.maintenances[:MAX_MAINTENANCES],
        closed=_remembered(before, (*withdrawn, *ended), reading.mentions),
        missing=tuple(report.id for report in waiting),
        aliases=aliases,
    )


def _observation(
    record: SourceRecord, report: Report | None, now: datetime, *, baseline: bool = False
) -> Observation:
    return Observation(
        service=record.service,
        source=record.source,
        at=now,
        status=record.page.status,
        report=report,
        baseline=baseline,
    )


def _is_news(report: Report, before: Report | None, closed: Mapping[str, datetime]) -> bool:
    """Whether a report is new, says something new, or is open again after it was over.

    A report that was over comes back only with a later update: rewritten texts and dates are no news.
    """
    if before is not None:
        return _substance(report) != _substance(before)
    if not report.status.is_open:
        return False
    over = closed.get(report.id)
    return over is None or report.updated_at > over


def _substance(report: Report) -> tuple[object, ...]:
    """The parts of a report whose change is news.

    Times and titles are left out, and all posts but the newest: pages rewrite them at will. The newest counts
    by its words, since some pages (Azure's) rewrite one post instead of adding another.
    """
    newest = " ".join(report.updates[-1].text.split()) if report.updates else ""
    parts = (frozenset(report.components), frozenset(report.regions))
    return (report.status, report.impact, parts, len(report.updates), newest)


def _aged(report: Report, now: datetime) -> Report:
    """The report, called stale if it is open and nobody has posted for too long."""
    if not report.status.is_open or now - report.updated_at < STALE_AFTER:
        return report
    return replace(report, status=ReportStatus.STALE, resolved_at=report.updated_at)


def _ended(report: Report, status: ReportStatus, now: datetime) -> Report:
    return replace(report, status=status, updated_at=now, resolved_at=now)


def _remembered(
    before: PageState, over: Iterable[Report], mentions: Iterable[NewsEntry] = ()
) -> tuple[Closed, ...]:
    """The reports seen closed, with the time of their last update then, and news mentions; newest last."""
    times = {**dict(before.closed), **{mention.id: mention.at for mention in mentions}}
    for report in over:
        times[report.id] = max(report.updated_at, times.pop(report.id, report.updated_at))
    return tuple(times.items())[-MAX_CLOSED:]
