"""What a channel is told about: an incident of ours, or what one provider's page says."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.incident import Incident, IncidentChange
from bot.domain.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The newest state of it: either a `change` of an incident, or a `notice`."""

    id: str
    change: IncidentChange | None = None
    notice: Notice | None = None

    @property
    def incident(self) -> Incident | None:
        """The incident as it stands, if it is about one."""
        return self.change.incident if self.change else None

    @property
    def at(self) -> datetime:
        """When it last changed."""
        if self.change is not None:
            return self.change.at
        assert self.notice is not None
        return self.notice.at

    @property
    def is_over(self) -> bool:
        """Whether what it is about has ended."""
        if self.change is not None:
            return self.change.incident.is_over
        assert self.notice is not None
        return self.notice.is_over

    @property
    def services(self) -> tuple[str, ...]:
        """The services it is about; of an incident the members'."""
        if self.change is not None:
            return self.change.incident.services
        assert self.notice is not None
        return (self.notice.service,)


def subject_of_change(change: IncidentChange) -> Subject:
    """An incident's."""
    return Subject(id=change.incident.id, change=change)


def subject_of_notice(notice: Notice) -> Subject:
    """A page's."""
    return Subject(id=notice.subject, notice=notice)
