"""Grouping: in a channel that hears of an incident, its reports get no messages of their own."""

from collections.abc import Callable, Collection

from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject, report_subject
from bot.notifying.stores import ChannelStores
from bot.storage.outbox import PendingSubject
from bot.storage.subjects import reports_of


async def speaking_for(
    stores: ChannelStores, report: NoticeSubject, destination: str, is_wanted: Callable[[Subject], bool]
) -> Incident | None:
    """The incident that a report is part of, if this destination hears of that."""
    id_ = (await stores.subjects.groups([report.id])).get(report.id)
    found = (await stores.subjects.load([id_])).get(id_) if id_ is not None else None
    if id_ is None or not isinstance(found, IncidentSubject) or not _has(found.incident, report.id):
        return None
    record = await stores.notifications.load(id_, destination)
    return found.incident if record.card is not None or is_wanted(found) else None


async def said_by(stores: ChannelStores, report: NoticeSubject) -> Incident | None:
    """What a report said of its cause, as long as no claim of ours speaks of that."""
    id_ = await stores.subjects.said(report.id)
    found = (await stores.subjects.load([id_])).get(id_) if id_ is not None else None
    is_known = isinstance(found, IncidentSubject) and found.incident.grade is Grade.EARLY
    return found.incident if is_known and isinstance(found, IncidentSubject) else None


async def regrouped(
    stores: ChannelStores, incident: Incident, destination: str, watched: Collection[str]
) -> list[PendingSubject]:
    """Reports with messages of their own here for which the incident speaks, or no longer does."""
    is_open = incident.state is IncidentState.OPEN
    root = (incident.root_report,) if incident.root_report else ()
    members = (m for m in (*incident.members, *root) if m.service in watched)
    ids = list(dict.fromkeys(report_subject(m.source, m.report) for m in members))
    records = await stores.notifications.load_many(ids, destination)
    state = f"{'part of' if is_open else 'free of'} {incident.id}"
    return [
        PendingSubject(destination, id_, state)
        for id_, record in records.items()
        if record.card is not None and (record.group == incident.id) is not is_open
    ]


def _has(incident: Incident, report: str) -> bool:
    """Whether it goes on and still has this report."""
    return incident.state is IncidentState.OPEN and report in reports_of(incident)
