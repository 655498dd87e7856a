"""Whether no page at all can be read: one fact about ourselves, and none about anybody's service."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.platform import Blindness
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import ComponentStatus, ReportStatus, UnreadableReason
from bot.domain.subject import OURSELVES, Notice
from bot.watching.record import SourceRecord

# What our own network, DNS or proxy does to every page alike; other answers may be one platform's alone.
_OURS: Final = frozenset(
    {
        UnreadableReason.TIMEOUT,
        UnreadableReason.CONNECTION_FAILED,
        UnreadableReason.NAME_NOT_FOUND,
        UnreadableReason.TLS_FAILED,
        UnreadableReason.PRIVATE_ADDRESS,
    }
)
# For so long nothing was read. Fewer pages than this may all be down at once.
LASTS: Final = timedelta(minutes=2)
FEWEST: Final = 5
# This share of all pages may be readable all the same: on our own network, or through a proxy's cache.
EXCEPTIONS: Final = 0.05
# Who was readable before has not failed more often than this when it is noticed; a page that is gone has.
_FRESH: Final = 3
# What is said, and what of it.
_BEGINS: Final = (
    "We cannot read any page: it is us (network, DNS or proxy)",
    "What we say of services is from before; no news is no all-clear.",
)
_ENDS: Final = ("Pages can be read again", "We could read none: it was us (network, DNS or proxy).")


def blindness(
    records: Sequence[SourceRecord], before: Blindness | None, now: datetime, own: OwnNetwork | None = None
) -> Blindness | None:
    """How it stands now. It began when the last page was read.

    `own` is what probes from here say of our own network, None where they say nothing. While sites elsewhere
    answer them it is not us, whatever pages do; where none does, it takes no more than one page to know.
    """
    spared = int(EXCEPTIONS * len(records))
    read = sorted((r.read_at for r in records if r.read_at is not None), reverse=True)[spared:]
    if before is not None:
        return None if read and read[0] > before.since else before
    if own is not None and own.state is NetworkState.FINE:
        return None
    failed = [r for r in records if r.unreadable is not None and (not read or _polled(r) > read[0])]
    if own is not None and own.state is NetworkState.OURS and not (read and read[0] > own.since):
        ours = any(r.unreadable in _OURS and _polled(r) >= own.since for r in failed)
        return Blindness(since=own.since) if ours else None
    fresh = [r for r in failed if r.failures <= _FRESH]
    if len(fresh) < FEWEST or not _is_everywhere(fresh):
        return None
    since = read[0] if read else min(_polled(r) for r in fresh)
    return Blindness(since=since) if now - since >= LASTS else None


def notice_of(blind: Blindness, now: datetime, *, is_over: bool) -> Notice:
    """What announce channels are told: once when it begins, once when it is over."""
    status = ReportStatus.RESOLVED if is_over else ReportStatus.INVESTIGATING
    title, says = _ENDS if is_over else _BEGINS
    report = Report(
        id=f"blind-{blind.since:%Y%m%dT%H%M%S}",
        title=title,
        status=status,
        impact=None,
        started_at=blind.since,
        updated_at=now,
        updates=(ReportUpdate(at=now, status=status, text=says),),
        resolved_at=now if is_over else None,
    )
    return Notice(service=OURSELVES, source=OURSELVES, at=now, status=ComponentStatus.UNKNOWN, report=report)


def _polled(record: SourceRecord) -> datetime:
    assert record.polled_at is not None, "what is unreadable was polled"
    return record.polled_at


def _is_everywhere(failed: Sequence[SourceRecord]) -> bool:
    """Whether it is more than one platform's servers that answer so."""
    formats = {r.location.found.format if r.location.found else r.source for r in failed}
    return len(formats) > 1 or all(r.unreadable in _OURS for r in failed)
