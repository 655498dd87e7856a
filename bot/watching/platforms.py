"""Whether a whole platform fails: most of its pages unreadable at once is one fact about it, not hundreds."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

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
# Fewer are platforms of their own.
FEWEST_FORMATS: Final = 2


class _Counted(NamedTuple):
    format: str
    edge: str | None
    is_unreadable: bool


class PlatformTally:
    """Counts the pages of each format and edge, a record at a time.

    `formats` gives each source's format where its record does not. What failed before `heard_since`, when our
    own network came back, was us: such a page counts once it was asked again.
    """

    def __init__(self, formats: Mapping[str, str], heard_since: datetime | None = None) -> None:
        self._formats = formats
        self._heard_since = heard_since
        self._counts: Counter[_Counted] = Counter()

    def add(self, record: SourceRecord) -> None:
        """Count a page."""
        format_ = _format_of(record, self._formats)
        if format_ and record.read_at is not None and not _is_from_before(record, self._heard_since):
            edge = record.answer.edge if record.answer else None
            self._counts[_Counted(format_, edge, record.unreadable in _SHARED)] += 1

    def failing(self, before: Iterable[PlatformFailure], now: datetime) -> tuple[PlatformFailure, ...]:
        """The platforms that fail now.

        Empty when everything fails at once: then it is us. An edge fails by the pages of several formats that
        do not fail themselves.
        """
        since = {failure.name: failure.since for failure in before}
        by_format = _failing(self._counts, lambda page: page.format)
        rest = {page: count for page, count in self._counts.items() if page.format not in by_format}
        formats_behind: dict[str, set[str]] = {}
        for page in rest:
            formats_behind.setdefault(page.edge or "", set()).add(page.format)
        by_edge = {
            edge: share
            for edge, share in _failing(rest, lambda page: page.edge).items()
            if len(formats_behind[edge]) >= FEWEST_FORMATS
        }
        return (
            *(
                PlatformFailure(format=name, since=since.get(name, now), unreadable=unreadable, pages=pages)
                for name, (unreadable, pages) in by_format.items()
            ),
            *(
                PlatformFailure(
                    format="", edge=name, since=since.get(name, now), unreadable=unreadable, pages=pages
                )
                for name, (unreadable, pages) in by_edge.items()
            ),
        )


def failing_platforms(
    records: Iterable[SourceRecord],
    formats: Mapping[str, str],
    before: Iterable[PlatformFailure],
    now: datetime,
    *,
    heard_since: datetime | None = None,
) -> tuple[PlatformFailure, ...]:
    """The platforms that fail now, by all records at once: see `PlatformTally`."""
    tally = PlatformTally(formats, heard_since)
    for record in records:
        tally.add(record)
    return tally.failing(before, now)


def _failing(
    counts: Mapping[_Counted, int], name_of: Callable[[_Counted], str | None]
) -> dict[str, tuple[int, int]]:
    """Those of which most pages are unreadable, while others are not: how many, of how many, by name."""
    pages: Counter[str] = Counter()
    unreadable: Counter[str] = Counter()
    for page, count in counts.items():
        if name := name_of(page):
            pages[name] += count
            unreadable[name] += count if page.is_unreadable else 0
    in_all, all_unreadable = sum(counts.values()), sum(n for page, n in counts.items() if page.is_unreadable)
    return {
        name: (unreadable[name], count)
        for name, count in sorted(pages.items())
        if count >= FEWEST
        and unreadable[name] >= SHARE * count
        and not _is_ours(in_all - count, all_unreadable - unreadable[name])
    }


def _format_of(record: SourceRecord, formats: Mapping[str, str]) -> str:
    found = record.location.found
    return found.format if found is not None else formats.get(record.source, "")


def _is_from_before(record: SourceRecord, heard_since: datetime | None) -> bool:
    """Whether a page was unreadable when we were cut off ourselves, and has not been asked since."""
    if heard_since is None or record.unreadable is None or record.polled_at is None:
        return False
    return record.polled_at < heard_since


def _is_ours(pages: int, unreadable: int) -> bool:
    """Whether so much of the rest is unreadable too that the platform is not to blame."""
    return pages > 0 and unreadable > OURS * pages
