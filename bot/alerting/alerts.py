"""What is worth telling: changes of incidents of ours, and what pages newly say."""

from bot.domain.incident import IncidentChange
from bot.domain.notice import Notice
from bot.domain.observation import Observation
from bot.domain.subject import IncidentSubject, NoticeSubject


def alert_for(change: IncidentChange) -> IncidentSubject | None:
    """The alert for a change, or None for what nobody needs to hear of."""
    return IncidentSubject(change=change) if change.incident.peak_grade.is_announced else None


def notice_for(observation: Observation) -> NoticeSubject | None:
    """What those who watch the page are told of an observation. What was there at first sight is no news."""
    if observation.report is None or observation.baseline:
        return None
    return NoticeSubject(
        notice=Notice(
            service=observation.service,
            source=observation.source,
            at=observation.at,
            status=observation.status,
            report=observation.report,
        )
    )
