"""What a channel is told about: an incident of ours, or what one provider's page says."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.incident import Incident, IncidentChange
from bot.domain.notice import Notice


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
