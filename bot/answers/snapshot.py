"""What we know at one moment: all that an answer is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.news_mention import NewsMention
from bot.domain.platform import PlatformFailure
from bot.domain.report import Component, Maintenance, Report
from bot.domain.status import ComponentStatus, UnreadableReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The newest statement of one source.

    `status` is its headline and `reports` its open ones, newest first, all as of `read_at`: the last time it
    could be read, None if never. `unreadable` says why the last try failed, if it did.
    """

    source: str
    service: str
    status: ComponentStatus
    read_at: datetime | None
    reports: tuple[Report, ...] = ()
    components: tuple[Component, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    unreadable: UnreadableReason | None = None
    stale: tuple[Report, ...] = ()
    moved_to: str | None = None
    format: str | None = None

    def is_recent(self, now: datetime, stale_after: timedelta) -> bool:
        """Whether what it said is young enough to repeat, even if it has become unreadable since."""
        return self.read_at is not None and now - self.read_at <= stale_after

    def is_fresh(self, now: datetime, stale_after: timedelta) -> bool:
        """Whether it was read lately, and the last try succeeded: only then may silence mean "up"."""
        return self.unreadable is None and self.is_recent(now, stale_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Sources by service id, our open incidents and hearsay, newest first, platforms that fail."""

    sources: Mapping[str, tuple[SourceState, ...]] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    hearsay: tuple[NewsMention, ...] = ()
    platforms: Mapping[str, PlatformFailure] = field(default_factory=dict)

    @property
    def unreadable(self) -> tuple[tuple[str, UnreadableReason], ...]:
        """The services none of whose pages can be read, by id, with the reason of the first."""
        found = []
        for service, states in sorted(self.sources.items()):
            reasons = [state.unreadable for state in states if state.unreadable is not None]
            if reasons and len(reasons) == len(states):
                found.append((service, reasons[0]))
        return tuple(found)
