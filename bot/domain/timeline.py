"""The timeline of an incident of ours: one entry a change, for its picture and for who asks later."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.incident import ChangeKind, Grade, IncidentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One change of an incident: when, what, and what we claimed after it. `members` counts services."""

    at: datetime
    kind: ChangeKind
    grade: Grade
    probability: float
    root: str
    members: int
    reason: str = ""
    previous_root: str | None = None


Timeline = tuple[TimelineEntry, ...]


def entry_of(change: IncidentChange) -> TimelineEntry:
    """What a timeline has of a change."""
    incident = change.incident
    return TimelineEntry(
        at=change.at,
        kind=change.kind,
        grade=incident.grade,
        probability=incident.probability,
        root=incident.root,
        members=len(incident.services),
        reason=change.reason,
        previous_root=change.previous_root,
    )
