"""Whether a whole platform fails: most of its pages unreadable at once is one fact about it, not hundreds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from bot.domain.platform import PlatformFailure
from bot.domain.status import UnreadableReason
from bot.watching.record import SourceRecord

# A single page that is closed, gone or not what it was says nothing about its neighbours.
_SHARED: Final = frozenset(
    {
        UnreadableReason.HTTP_403,
        UnreadableReason.HTTP_429,
        UnreadableReason.HTTP_5XX,
        UnreadableReason.TIMEOUT,
        UnreadableReason.CONNECTION_FAILED,
        UnreadableReason.NAME_NOT_FOUND,
        UnreadableReason.TLS_FAILED,
        UnreadableReason.MOVED_TO_HTML,
    }
)
# As others judge it (aiwatch): from 70 % on it is the platform.
SHARE: Final = 0.7
FEWEST: Final = 10
# When half of everything else fails too, the fault is ours: network, DNS, proxy.
OURS: Final = 0.5


def failing_platforms(
    records: Iterable[SourceRecord],
    formats: Mapping[str, str],
    before: Iterable[PlatformFailure],
    now: datetime,
    *,
    heard_since: datetime | None = None,
) -> tuple[PlatformFailure, ...]:
    """The platforms that fail now. `formats` gives each source's format where its record does not.

    Empty when everything fails at once: then it is us. What failed before `heard_since`, when our own network
    came back, was us, too: such a page counts once it was asked again.
    """
    pages: Counter[str] = Counter()
    unreadable: Counter[str] = Counter()
    for record in records:
        found = record.location.found
        format_ = found.format if found is not None else formats.get(record.source, "")
        if format_ and record.read_at is not None and not _is_from_before(record, heard_since):
            pages[format_] += 1
            unreadable[format_] += record.unreadable in _SHARED
    since = {failure.format: failure.since for failure in before}
    return tuple(
        PlatformFailure(
            format=format_, since=since.get(format_, now), unreadable=unreadable[format_], pages=count
        )
        for format_, count in sorted(pages.items())
        if count >= FEWEST
        and unreadable[format_] >= SHARE * count
        and not _is_ours(pages.total() - count, unreadable.total() - unreadable[format_])
    )


def _is_from_before(record: SourceRecord, heard_since: datetime | None) -> bool:
    """Whether a page was unreadable when we were cut off ourselves, and has not been asked since."""
    if heard_since is None or record.unreadable is None or record.polled_at is None:
        return False
    return record.polled_at < heard_since


def _is_ours(pages: int, unreadable: int) -> bool:
    """Whether so much of the rest is unreadable too that the platform is not to blame."""
    return pages > 0 and unreadable > OURS * pages
