"""What a channel is told about: an incident of ours, or what one provider's page says."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final, TypeAlias

from bot.domain.incident import Incident, IncidentChange
from bot.domain.report import Maintenance, Report
from bot.domain.status import ComponentStatus, MaintenanceStatus

# What speaks of ourselves, and of no provider's page, has this in the place of a service.
OURSELVES: Final = "sharedfate"
# What the source of a test begins with, which somebody asked for.
TEST_OF: Final = "test:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One report, or one planned work, as its page shows it at a time. `status` is the page's headline."""

    service: str
    source: str
    at: datetime
    status: ComponentStatus
    report: Report | None = None
    maintenance: Maintenance | None = None

    @property
    def subject(self) -> str:
        """The id of what it is about: the same for every notice of one report."""
        if self.report is not None:
            return report_subject(self.source, self.report.id)
        return maintenance_subject(self.source, self.maintenance.id if self.maintenance else "")

    @property
    def severity(self) -> int:
        """How bad its provider says it is, as a rank in Impact; 0 where it says nothing."""
        impact = self.report.impact if self.report else None
        return impact.rank if impact is not None else 0

    @property
    def is_test(self) -> bool:
        """Whether nothing has happened, and somebody wants to see what it would look like."""
        return self.source.startswith(TEST_OF)

    @property
    def is_over(self) -> bool:
        """Whether the report, or the planned work, has ended."""
        if self.report is not None:
            return not self.report.status.is_open
        return self.maintenance is None or self.maintenance.status is MaintenanceStatus.COMPLETED


def report_subject(source: str, report: str) -> str:
    """The subject id of a provider's report: short enough for a button."""
    return _short("rep", source, report)


def maintenance_subject(source: str, maintenance: str) -> str:
    """The subject id of planned work."""
    return _short("plan", source, maintenance)


@lru_cache(maxsize=4_096)
def _short(kind: str, *parts: str) -> str:
    digest = blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()
    return f"{kind}-{digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSubject:
    """An incident of ours, as its newest `change` left it."""

    change: IncidentChange

    @property
    def id(self) -> str:
        """The incident's."""
        return self.change.incident.id

    @property
    def incident(self) -> Incident:
        """The incident as it stands."""
        return self.change.incident

    @property
    def at(self) -> datetime:
        """When it last changed."""
        return self.change.at

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.incident.is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSubject:
    """What one provider's page says of one report, or of one planned work, by its newest `notice`."""

    notice: Notice

    @property
    def id(self) -> str:
        """The same for every notice of one report."""
        return self.notice.subject

    @property
    def at(self) -> datetime:
        """When the page last changed."""
        return self.notice.at

    @property
    def is_over(self) -> bool:
        """Whether the report, or the planned work, has ended."""
        return self.notice.is_over


Subject: TypeAlias = IncidentSubject | NoticeSubject
"""Whichever of the two, in its newest state."""
