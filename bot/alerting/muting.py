"""What a mute holds for: how things stood when it was set."""

from datetime import datetime
from typing import assert_never

from bot.domain.reactions import Mute
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject


def mute_of(subject: Subject, *, by: str, until: datetime | None) -> Mute:
    """Somebody's mute of a subject as it stands: until then, or until it is over."""
    match subject:
        case IncidentSubject(incident=incident):
            return Mute(by=by, until=until, grade=incident.grade, root=incident.root)
        case NoticeSubject(notice=notice):
            return Mute(by=by, until=until, severity=notice.severity)
        case _:
            assert_never(subject)
