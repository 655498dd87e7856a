"""What is kept of a source, flat as it is stored."""

from datetime import datetime
from typing import Final, Self

import msgspec

from bot.domain.report import Component, Maintenance, Report, Validators
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.storage.codec import decode, encode
from bot.watching.record import (
    Aliases,
    Allowance,
    Closed,
    Endpoint,
    Location,
    PageAnswer,
    PageState,
    SourceRecord,
)


def encode_record(record: SourceRecord) -> bytes:
    """A record as it is stored."""
    return encode(_SourceRecord.of(record))


def decode_record(data: bytes) -> SourceRecord:
    """The record again. Raises StoreUnavailable as `decode` does."""
    return decode(data, _SourceRecord).record()


def decode_outline(data: bytes) -> SourceRecord:
    """The record without its page and how to ask it, for who reads all of them. Raises as `decode` does."""
    return decode(data, _Outline).record()


_NO_LOCATION: Final = Location()
_NO_VALIDATORS: Final = Validators()
_NO_PAGE: Final = PageState()


class _Outline(msgspec.Struct, kw_only=True, gc=False):
    source: str
    service: str
    read_at: datetime | None = None
    polled_at: datetime | None = None
    unreadable: UnreadableReason | None = None
    failures: int = 0
    url: str | None = None
    format: str | None = None
    answer: PageAnswer | None = None

    def record(self) -> SourceRecord:
        found = Endpoint(self.url, self.format) if self.url and self.format else None
        return SourceRecord(
            source=self.source,
            service=self.service,
            location=Location(found=found) if found is not None else _NO_LOCATION,
            validators=_NO_VALIDATORS,
            page=_NO_PAGE,
            read_at=self.read_at,
            polled_at=self.polled_at,
            unreadable=self.unreadable,
            failures=self.failures,
            answer=self.answer,
        )


class _SourceRecord(msgspec.Struct, kw_only=True):
    source: str
    service: str
    status: ComponentStatus = ComponentStatus.UNKNOWN
    read_at: datetime | None = None
    polled_at: datetime | None = None
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    stale: tuple[Report, ...] = ()
    closed: tuple[Closed, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: UnreadableReason | None = None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    aliases: Aliases = ()
    url: str | None = None
    format: str | None = None
    page_id: str | None = None
    sought_for: str | None = None
    sought_at: datetime | None = None
    answer: PageAnswer | msgspec.UnsetType = msgspec.UNSET
    allowance: Allowance | msgspec.UnsetType = msgspec.UNSET

    @classmethod
    def of(cls, record: SourceRecord) -> Self:
        location, validators, page = record.location, record.validators, record.page
        return cls(
            source=record.source,
            service=record.service,
            status=page.status,
            read_at=record.read_at,
            polled_at=record.polled_at,
            components=page.components,
            reports=page.reports,
            maintenances=page.maintenances,
            stale=page.stale,
            closed=page.closed,
            missing=page.missing,
            unreadable=record.unreadable,
            failures=record.failures,
            etag=validators.etag,
            last_modified=validators.last_modified,
            body_hash=validators.body_hash,
            moved_to=location.moved_to,
            aliases=page.aliases,
            url=location.found.url if location.found else None,
            format=location.found.format if location.found else None,
            page_id=location.page_id,
            sought_for=location.sought_for,
            sought_at=location.sought_at,
            answer=record.answer or msgspec.UNSET,
            allowance=record.allowance or msgspec.UNSET,
        )

    def record(self) -> SourceRecord:
        return SourceRecord(
            source=self.source,
            service=self.service,
            location=self._location(),
            validators=Validators(etag=self.etag, last_modified=self.last_modified, body_hash=self.body_hash),
            page=PageState(
                status=self.status,
                components=self.components,
                reports=self.reports,
                maintenances=self.maintenances,
                stale=self.stale,
                closed=self.closed,
                missing=self.missing,
                aliases=self.aliases,
            ),
            read_at=self.read_at,
            polled_at=self.polled_at,
            unreadable=self.unreadable,
            failures=self.failures,
            answer=None if self.answer is msgspec.UNSET else self.answer,
            allowance=None if self.allowance is msgspec.UNSET else self.allowance,
        )

    def _location(self) -> Location:
        return Location(
            found=Endpoint(self.url, self.format) if self.url and self.format else None,
            sought_for=self.sought_for,
            sought_at=self.sought_at,
            page_id=self.page_id,
            moved_to=self.moved_to,
        )
