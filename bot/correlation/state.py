"""What the correlator remembers: sightings of reports, what sources are readable, and open incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A provider's report as we see it now. `key` is source and report id; `onset` is when it is dated.

    `baseline` marks what was there at first sight of its source: known, no evidence of anything new.
    """

    key: str
    service: str
    organisation: str
    source: str
    report: Report
    first_seen: datetime
    last_seen: datetime
    baseline: bool

    @property
    def onset(self) -> datetime:
        """The page's own time, where it lies within the three hours before we saw it; else when we saw it."""
        age = (self.first_seen - self.report.started_at).total_seconds()
        return self.report.started_at if 0 <= age <= 3 * 3600 else self.first_seen

    @property
    def is_open(self) -> bool:
        """Whether its provider still calls it an incident."""
        return self.report.status.is_open

    @property
    def status(self) -> ComponentStatus:
        """How bad the provider says it is, in component words."""
        return _STATUS_OF_IMPACT[self.report.impact]


_STATUS_OF_IMPACT = {
    None: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.NONE: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Impact.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Impact.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """Whether a source can be read, and what its headline says."""

    source: str
    service: str
    status: ComponentStatus
    readable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All of it, by key. A new state shares what did not change with the one before."""

    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    sources: Mapping[str, SourceHealth] = field(default_factory=dict)
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    now: datetime | None = None
