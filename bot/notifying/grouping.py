"""What stands in the store about incidents that speak for reports."""

from collections.abc import Callable
from datetime import datetime

from bot.alerting.grouping import reports_of, speaks
from bot.alerting.notification import Notification
from bot.domain.incident import Grade, Incident
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.notifying.session import Session
from bot.storage.outbox import PendingSubject


async def speaking_for(
    stores: Session,
    report: NoticeSubject,
    record: Notification,
    is_wanted: Callable[[Subject], bool],
    now: datetime,
) -> Incident | None:
    """The incident that speaks for a report where it was told of as `record` says.

    One that has no message there yet is looked at again: somebody may have begun to watch since it came.
    """
    id_ = (await stores.subjects.groups([report.id])).get(report.id)
    found = (await stores.subjects.load([id_])).get(id_) if id_ is not None else None
    if id_ is None or not isinstance(found, IncidentSubject):
        return None
    known = await stores.notifications.load(id_, record.destination)
    has_card = record.card is not None
    if not speaks(found.incident, report.id, known, is_wanted=is_wanted(found), has_card=has_card):
        return None
    if known.card is None and not report.is_over:
        await stores.outbox.put([PendingSubject(record.destination, id_, f"for {report.id}")], now)
    return found.incident


async def said_by(stores: Session, report: NoticeSubject) -> Incident | None:
    """What a report said of its cause, as long as no claim of ours speaks of that."""
    id_ = (await stores.subjects.said([report.id])).get(report.id)
    found = (await stores.subjects.load([id_])).get(id_) if id_ is not None else None
    is_known = isinstance(found, IncidentSubject) and found.incident.grade is Grade.EARLY
    return found.incident if is_known and isinstance(found, IncidentSubject) else None


async def told_before(stores: Session, incident: Incident, destination: str) -> list[PendingSubject]:
    """The reports that had messages of their own here when the incident got its own."""
    records = await stores.notifications.load_told(list(reports_of(incident)), destination)
    state = f"part of {incident.id}"
    return [
        PendingSubject(destination, id_, state) for id_, record in records.items() if record.card is not None
    ]
