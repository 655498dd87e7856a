"""Grouping: in a channel that hears of an incident, its reports get no messages of their own."""

from bot.alerting.notification import Notification
from bot.domain.incident import Incident, IncidentState, Member
from bot.domain.subject import report_subject


def reports_of(incident: Incident) -> dict[str, None]:
    """The subject ids of the reports that an incident is made of, the root's own among them, in order."""
    own = (incident.root_report,) if incident.root_report else ()
    return dict.fromkeys(_subject(member) for member in (*incident.members, *own))


def swayed(before: Incident | None, after: Incident) -> tuple[str, ...]:
    """The reports about which a channel may have to think again, now that the incident has changed.

    Who joined and who left; all of them when it ended, or when another grade or root decides who hears of it.
    """
    old, new = reports_of(before) if before else {}, reports_of(after)
    if before is not None and _claim(before) == _claim(after):
        return tuple(id_ for id_ in {**old, **new} if (id_ in old) is not (id_ in new))
    return tuple({**old, **new})


def speaks(incident: Incident, report: str, record: Notification, *, is_wanted: bool, has_card: bool) -> bool:
    """Whether an incident speaks for a report where `record` is what was told of the incident itself.

    It does where it has a message, or is about to get one; for a report that `has_card` only once the message
    is there that its card refers to. What was told of and has no message, since it was dropped, refused or
    deleted, speaks for nobody.
    """
    if incident.state is not IncidentState.OPEN or report not in reports_of(incident):
        return False
    if record.card is not None:
        return True
    return is_wanted and not has_card and record.said is None


def _claim(incident: Incident) -> tuple[object, ...]:
    return incident.is_over, incident.grade, incident.root


def _subject(member: Member) -> str:
    return report_subject(member.source, member.report)
