"""How often we were right here, as it is shown."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.overview import ScoreShown
from bot.domain.shown import Feedback


def score_shown(ended: Iterable[Incident], said: Iterable[Feedback], since: datetime | None) -> ScoreShown:
    """Count the claims of ours that have ended, and what people said of any."""
    claims, resolved, withdrawn = Counter[Grade](), Counter[Grade](), Counter[Grade]()
    for incident in ended:
        grade = incident.peak_grade
        if not grade.is_announced or not incident.is_over:
            continue
        claims[grade] += 1
        resolved[grade] += incident.state is IncidentState.RESOLVED
        withdrawn[grade] += incident.state is IncidentState.WITHDRAWN
    words = list(said)
    return ScoreShown(
        since=since,
        claims=dict(claims),
        resolved=dict(+resolved),
        withdrawn=dict(+withdrawn),
        feedback=Feedback(
            right=sum(word.right for word in words),
            wrong=sum(word.wrong for word in words),
            affected=sum(word.affected for word in words),
        ),
    )
