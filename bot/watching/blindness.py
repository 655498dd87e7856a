"""Whether no page at all can be read: one fact about ourselves, and none about anybody's service."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

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


class _Failed(NamedTuple):
    """A page that could not be read when it was last polled. `kind` is its format, or itself."""

    polled_at: datetime
    unreadable: UnreadableReason
    failures: int
    kind: str


class SightTally:
    """When pages were read, and which were not, taken a record at a time."""

    def __init__(self) -> None:
        self._pages = 0
        self._read: list[datetime] = []
        self._failed: list[_Failed] = []

    def add(self, record: SourceRecord) -> None:
        """Count a page."""
        self._pages += 1
        if record.read_at is not None:
            self._read.append(record.read_at)
        if record.unreadable is not None:
            assert record.polled_at is not None, "what is unreadable was polled"
            found = record.location.found
            kind = found.format if found else record.source
            self._failed.append(_Failed(record.polled_at, record.unreadable, record.failures, kind))

    def blindness(
        self, before: Blindness | None, now: datetime, own: OwnNetwork | None = None
    ) -> Blindness | None:
        """How it stands now. It began when the last page was read.

        `own` is what probes from here say of our own network, None where they say nothing. While sites
        elsewhere answer them it is not us, whatever pages do; where none does, it takes no more than one page
        to know.
        """
        last = self._last_read
        if before is not None:
            return None if last is not None and last > before.since else before
        if own is not None and own.state is NetworkState.FINE:
            return None
        failed = [page for page in self._failed if last is None or page.polled_at > last]
        if own is not None and own.state is NetworkState.OURS and not (last is not None and last > own.since):
            ours = any(page.unreadable in _OURS and page.polled_at >= own.since for page in failed)
            return Blindness(since=own.since) if ours else None
        fresh = [page for page in failed if page.failures <= _FRESH]
        if len(fresh) < FEWEST or not _is_everywhere(fresh):
            return None
        since = last if last is not None else min(page.polled_at for page in fresh)
        return Blindness(since=since) if now - since >= LASTS else None

    @property
    def _last_read(self) -> datetime | None:
        """When a page was read last, without those that may be readable all the same."""
        spared = int(EXCEPTIONS * self._pages)
        read = sorted(self._read, reverse=True)[spared : spared + 1]
        return read[0] if read else None


def blindness(
    records: Iterable[SourceRecord], before: Blindness | None, now: datetime, own: OwnNetwork | None = None
) -> Blindness | None:
    """How it stands by all records at once: see `SightTally`."""
    tally = SightTally()
    for record in records:
        tally.add(record)
    return tally.blindness(before, now, own)


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


def _is_everywhere(failed: Sequence[_Failed]) -> bool:
    """Whether it is more than one platform's servers that answer so."""
    return len({page.kind for page in failed}) > 1 or all(page.unreadable in _OURS for page in failed)
