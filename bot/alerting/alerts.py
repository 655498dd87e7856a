"""Is a change worth telling, and why?"""

from bot.domain.alert import Alert, AlertReason
from bot.domain.incident import ChangeKind, IncidentChange
from bot.domain.notice import Notice
from bot.domain.observation import Observation


def alert_for(change: IncidentChange) -> Alert | None:
    """The alert for a change, or None for what nobody needs to hear of."""
    incident = change.incident
    if not incident.peak_grade.is_announced:
        return None
    return Alert(id=f"{incident.id}:{incident.version}", reason=_reason(change), change=change)


def notice_for(observation: Observation) -> Notice | None:
    """What those who watch the page are told of an observation. What was there at first sight is no news."""
    if observation.report is None or observation.baseline:
        return None
    return Notice(
        service=observation.service,
        source=observation.source,
        at=observation.at,
        status=observation.status,
        report=observation.report,
    )


def _reason(change: IncidentChange) -> AlertReason:
    fixed = {
        ChangeKind.OPENED: AlertReason.FIRST_NOTIFICATION,
        ChangeKind.REROOTED: AlertReason.CORRECTED,
        ChangeKind.SPLIT: AlertReason.CORRECTED,
        ChangeKind.RESOLVED: AlertReason.RESOLVED,
        ChangeKind.WITHDRAWN: AlertReason.WITHDRAWN,
        ChangeKind.MERGED: AlertReason.WITHDRAWN,
    }
    if change.kind in fixed:
        return fixed[change.kind]
    if change.previous_grade is not None:
        raised = change.incident.grade.rank > change.previous_grade.rank
        return AlertReason.GRADE_RAISED if raised else AlertReason.GRADE_LOWERED
    return AlertReason.NEW_MEMBERS if change.reason.endswith(" joined") else AlertReason.NEWS
