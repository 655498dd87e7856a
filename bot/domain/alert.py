"""Someone should hear of this: a change of an incident, with the reason why it is worth a message."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incident import IncidentChange


class AlertReason(StrEnum):
    """Why people hear of it now."""

    FIRST_NOTIFICATION = "first_notification"
    NEW_MEMBERS = "new_members"
    NEWS = "news"  # wording, evidence or a member's recovery: worth an edit, not a post
    GRADE_RAISED = "grade_raised"
    GRADE_LOWERED = "grade_lowered"
    CORRECTED = "corrected"  # another root than we said
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A change worth telling. `id` is stable: the same change always makes the same id."""

    id: str
    reason: AlertReason
    change: IncidentChange
