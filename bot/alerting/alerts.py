"""What is worth telling: changes of incidents of ours, and what pages newly say."""

from bot.domain.alert import Alert
from bot.domain.incident import IncidentChange
from bot.domain.notice import Notice
from bot.domain.observation import Observation


def alert_for(change: IncidentChange) -> Alert | None:
    """The alert for a change, or None for what nobody needs to hear of."""
    return Alert(change=change) if change.incident.peak_grade.is_announced else None


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
