"""What a status page says: components, reports (its incidents) and maintenances."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus

# The largest known page, Salesforce's, has 1.5 MB.
MAX_BODY_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bytes fetched from a source, handed to a parser. `fetched_at` is an aware datetime."""

    url: str
    body: bytes
    fetched_at: datetime
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets a server, or us, say "unchanged" of a page."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None

    @property
    def can_be_asked(self) -> bool:
        """Whether a server can be asked whether its page has changed."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of a service as its page lists it. Key it by id: names repeat."""

    id: str
    name: str
    status: ComponentStatus
    group: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUpdate:
    """One post of a report. The text is plain, HTML removed, still untrusted."""

    at: datetime
    status: ReportStatus
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One incident as a provider announced it.

    `started_at` is the earliest of the displayed, started and created times. Updates are oldest first.
    `impact` is None where the format has none.
    """

    id: str
    title: str
    status: ReportStatus
    impact: Impact | None
    started_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    components: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    updates: tuple[ReportUpdate, ...] = ()
    url: str | None = None

    @property
    def text(self) -> str:
        """Title and all update texts, oldest first, one a line."""
        return "\n".join((self.title, *(update.text for update in self.updates)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """Planned work. Shown, never correlated as failure."""

    id: str
    title: str
    status: MaintenanceStatus
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEntry:
    """One entry of a feed that is about nobody in particular: what others say. Never a report.

    `points` is the score that readers gave it, None where the feed has none; `author` may be empty.
    """

    id: str
    at: datetime
    title: str
    text: str = ""
    url: str | None = None
    author: str = ""
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything one page says at one moment. Lists keep the page's order.

    `status` is the page's own headline, mapped and never raised by us; `unknown` where the page has none.
    `lists_resolved` says whether resolved reports stay on this page: where they do not, a report that
    vanishes may simply have been resolved. `page_id` is the platform's own id of the page, where it has one:
    another id at the same address is another page. `mentions` are what a news feed
    says of anybody.
    """

    format: str
    service: str
    page_url: str
    status: ComponentStatus
    components: tuple[Component, ...] = ()
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    lists_resolved: bool = False
    page_id: str | None = None
    mentions: tuple[NewsEntry, ...] = ()
