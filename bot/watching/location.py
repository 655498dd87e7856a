"""Where a source is read: as the catalogue says, or where it was found when it was looked for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.report import Reading, Validators
from bot.domain.service import Source
from bot.domain.status import UnreadableReason
from bot.watching.record import Endpoint, SourceRecord

# What a page answers whose provider has moved to another platform.
_MOVED: Final = frozenset(
    {
        UnreadableReason.MOVED_TO_HTML,
        UnreadableReason.NOT_THIS_FORMAT,
        UnreadableReason.HTTP_404,
        UnreadableReason.HTTP_401,
        UnreadableReason.INACTIVE,
        UnreadableReason.NAME_NOT_FOUND,
        UnreadableReason.TOO_MANY_REDIRECTS,
    }
)
# A page that is down for ten minutes has not moved.
FAILURES: Final = 5
AGAIN_AFTER: Final = timedelta(hours=6)
ANEW_AFTER: Final = timedelta(days=30)


def endpoint_of(source: Source, record: SourceRecord) -> Endpoint:
    """Where to read a source now. What was found holds as long as the catalogue says what it said then."""
    location = record.location
    if location.found is not None and location.sought_for == source.url:
        return location.found
    return Endpoint(source.url, source.format)


def is_sought(source: Source, record: SourceRecord, now: datetime) -> bool:
    """Whether to look for the source's page instead of reading it where it was.

    Its format is unknown; or it has failed again and again in a way in which moved pages fail; or it was
    found a month ago, and platforms change silently.
    """
    if not endpoint_of(source, record).format:
        return True
    location = record.location
    since = now - location.sought_at if location.sought_at is not None else None
    if record.failures >= FAILURES and record.unreadable in _MOVED:
        return since is None or since >= AGAIN_AFTER
    return location.found is not None and since is not None and since >= ANEW_AFTER


def found(source: Source, record: SourceRecord, at: Endpoint, now: datetime) -> SourceRecord:
    """The record of a source that was found. Its validators were another document's."""
    before = endpoint_of(source, record)
    moved = bool(before.format) and at != before
    location = replace(
        record.location,
        found=at,
        sought_for=source.url,
        sought_at=now,
        moved_to=at.url if moved else record.location.moved_to,
    )
    return replace(record, location=location, validators=Validators())


def is_another_page(record: SourceRecord, reading: Reading) -> bool:
    """Whether the platform's own id says that this address now serves another page than before."""
    known = record.location.page_id
    return known is not None and reading.page_id is not None and known != reading.page_id
