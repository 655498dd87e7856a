"""What we know at one moment: all that an answer is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain.incident import Incident
from bot.domain.kept import KeptReport, ReadSpan
from bot.domain.look import Look, OwnNetwork
from bot.domain.news_mention import NewsMention
from bot.domain.platform import Blindness, PlatformFailure
from bot.domain.report import Component, Maintenance, Report
from bot.domain.status import ComponentStatus, UnreadableReason

# Sources are read every two minutes, at worst every fifteen while unreadable: older news is no news.
FRESH_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The newest statement of one source.

    `status` is its headline and `reports` its open ones, newest first, all as of `read_at`: the last time it
    could be read, None if never. `unreadable` says why the last try failed, if it did. `edge` is whose edge
    answered last.
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
    edge: str | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it was read lately, and the last try succeeded: only then may silence mean "up"."""
        return self.unreadable is None and self.read_at is not None and now - self.read_at <= FRESH_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPast:
    """What is kept of a stretch of the past, and since when that is whole.

    `read` is when the pages of those asked for could be read, by service, as far as that is kept. Unless all
    of them are watched (`is_watched`) it is what is still news.
    """

    reports: tuple[KeptReport, ...] = ()
    incidents: tuple[Incident, ...] = ()
    since: datetime | None = None
    read: Mapping[str, tuple[ReadSpan, ...]] = field(default_factory=dict)
    is_watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Sources by service id, our open incidents and news, newest first, platforms that fail.

    `early` is what single dependents say of their causes: open incidents of that grade, no claims of ours.
    `looks` is what probes and checks come to, `handed` the nodes of which it is evidence and not only shown,
    `networks` whether it is us, from each place that probes. `blind` says that no page at all can be read.
    `past` is what was, where somebody asks for it.
    """

    sources: Mapping[str, tuple[SourceState, ...]] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    early: tuple[Incident, ...] = ()
    looks: tuple[Look, ...] = ()
    handed: frozenset[str] = frozenset()
    networks: tuple[OwnNetwork, ...] = ()
    news: tuple[NewsMention, ...] = ()
    platforms: Mapping[str, PlatformFailure] = field(default_factory=dict)
    blind: Blindness | None = None
    past: KeptPast = field(default_factory=KeptPast)

    @property
    def unreadable(self) -> tuple[tuple[str, UnreadableReason], ...]:
        """The services none of whose pages can be read, by id, with the reason of the first."""
        return self.unreadable_among(self.sources)

    def unreadable_among(self, services: Iterable[str]) -> tuple[tuple[str, UnreadableReason], ...]:
        """Those of these services."""
        found = []
        for service in services:
            states = self.sources.get(service, ())
            first = states[0].unreadable if states else None
            if first is not None and all(state.unreadable is not None for state in states):
                found.append((service, first))
        return tuple(sorted(found))

    def unread(self, services: Iterable[str], now: datetime) -> tuple[tuple[str, datetime | None], ...]:
        """Those of which nothing fresh was read, though nothing failed, with when it last was; by id."""
        failed = {service for service, _ in self.unreadable}
        states = {service: self.sources.get(service, ()) for service in sorted(services)}
        return tuple(
            (service, max((s.read_at for s in found if s.read_at is not None), default=None))
            for service, found in states.items()
            if service not in failed and not any(state.is_fresh(now) for state in found)
        )


def newest_first(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Reports by their last change; of several at once always in the same order."""
    return tuple(sorted(reports, key=lambda report: (report.updated_at, report.id), reverse=True))
