"""What is kept of what is news: functions from subjects, and what is kept already, to what is to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.alerting.grouping import reports_of
from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState, Member
from bot.domain.kept import Kept, KeptIncident, KeptReport
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import ReportStatus
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject, report_subject
from bot.domain.timeline import Timeline, entry_of
from bot.watching.record import SourceRecord

# A page may say what it likes; of what is longer the newest updates are kept, and the first names.
MAX_CHARACTERS: Final = 10_000
MAX_TITLE: Final = 300
MAX_NAMES: Final = 50
# About what an update takes without its text.
_UPDATE_CHARACTERS: Final = 60
MAX_CHANGES: Final = 1_000
_STILL_ONE: Final = (IncidentState.OPEN, IncidentState.RESOLVED)


def ids_in(subjects: Iterable[Subject]) -> list[str]:
    """Whatever of what is kept these may change."""
    ids = dict[str, None]()
    for subject in subjects:
        ids[subject.id] = None
        if isinstance(subject, IncidentSubject):
            ids |= reports_of(subject.incident)
    return list(ids)


def beyond(known: Mapping[str, Kept]) -> list[str]:
    """The reports of incidents that are kept: they may be part of them no longer."""
    kept = (one.incident for one in known.values() if isinstance(one, KeptIncident))
    return [id_ for incident in kept for id_ in reports_of(incident) if id_ not in known]


@dataclass(slots=True)
class Keeper:
    """Takes in subjects in their order. `known` is what is kept of them, `watched` whose reports are.

    `changed` is what comes of it, None for what goes.
    """

    known: dict[str, Kept]
    watched: frozenset[str]
    catalog: Catalog
    changed: dict[str, Kept | None] = field(default_factory=dict)

    def take(self, subject: Subject, timeline: Timeline = ()) -> None:
        """Keep one, where it is newer; an incident with its `timeline` so far, if that is known."""
        match subject:
            case IncidentSubject():
                self._take_incident(subject, timeline)
            case NoticeSubject():
                notice = subject.notice
                if notice.report is not None:
                    kept = KeptReport(
                        service=notice.service, source=notice.source, at=notice.at, report=notice.report
                    )
                    self._take_report(kept)

    def look_at(self, record: SourceRecord) -> None:
        """Keep the open reports of a page that never were news, because they were there at first sight."""
        for report in record.page.reports:
            kept = KeptReport(
                service=record.service, source=record.source, at=report.updated_at, report=report
            )
            if kept.id not in self.known and report.status.is_open:
                self._take_report(kept)

    def _take_report(self, kept: KeptReport) -> None:
        before = self.known.get(kept.id)
        if isinstance(before, KeptReport):
            if kept.at > before.at:
                self._keep(replace(_bounded(kept), incident=before.incident))
        elif kept.service in self.watched:
            self._keep(_bounded(kept))

    def _take_incident(self, subject: IncidentSubject, timeline: Timeline) -> None:
        incident, before = subject.incident, self.known.get(subject.id)
        was = before if isinstance(before, KeptIncident) else None
        if was is not None and was.incident.version >= incident.version:
            return
        if incident.is_over and not incident.peak_grade.is_announced:
            self._forget(incident.id)
            return
        entries = timeline or (*(was.timeline if was else ()), entry_of(subject.change))
        causes = (incident.root, *self.catalog.ancestors(incident.root))
        self._keep(KeptIncident(incident=incident, timeline=entries[-MAX_CHANGES:], causes=causes))
        self._join(incident, was.incident if was is not None else None)

    def _join(self, incident: Incident, before: Incident | None) -> None:
        """Say of reports that they are part of it, or no longer; keep those that were not."""
        is_claim = incident.grade.is_announced and incident.state in _STILL_ONE
        members = _members(incident) if is_claim else {}
        for id_, member in members.items():
            kept = self.known.get(id_)
            report = kept if isinstance(kept, KeptReport) else _as_told(member)
            if report.incident != incident.id or kept is None:
                self._keep(replace(report, incident=incident.id))
        for id_ in {**_members(incident), **(_members(before) if before else {})}.keys() - members.keys():
            kept = self.known.get(id_)
            if isinstance(kept, KeptReport) and kept.incident == incident.id:
                self._keep(replace(kept, incident=None))

    def _keep(self, kept: Kept) -> None:
        if isinstance(kept, KeptReport):
            kept = replace(kept, wholes=self.catalog.ancestors(kept.service))
        self.known[kept.id] = self.changed[kept.id] = kept

    def _forget(self, id_: str) -> None:
        if self.known.pop(id_, None) is not None or id_ in self.changed:
            self.changed[id_] = None


def _members(incident: Incident) -> dict[str, Member]:
    own = (incident.root_report,) if incident.root_report is not None else ()
    return {report_subject(member.source, member.report): member for member in (*incident.members, *own)}


def _as_told(member: Member) -> KeptReport:
    """A report that nobody watches, as far as our incident knows it."""
    return KeptReport(
        service=member.service,
        source=member.source,
        at=member.since,
        report=Report(
            id=member.report,
            title=member.title,
            status=ReportStatus.RESOLVED if member.resolved_at else ReportStatus.INVESTIGATING,
            impact=None,
            started_at=member.since,
            updated_at=member.resolved_at or member.joined_at,
            resolved_at=member.resolved_at,
            url=member.url,
        ),
    )


def _bounded(kept: KeptReport) -> KeptReport:
    """The same in a few kilobytes: the newest of its updates, as far as there is room."""
    report, room, updates = kept.report, MAX_CHARACTERS, list[ReportUpdate]()
    for update in reversed(report.updates):
        if room <= 0:
            break
        text = update.text if len(update.text) <= room else f"{update.text[: room - 1]}…"
        updates.insert(0, replace(update, text=text))
        room -= len(text) + _UPDATE_CHARACTERS
    return replace(
        kept,
        report=replace(
            report,
            title=report.title[:MAX_TITLE],
            updates=tuple(updates),
            components=tuple(name[:MAX_TITLE] for name in report.components[:MAX_NAMES]),
            regions=tuple(name[:MAX_TITLE] for name in report.regions[:MAX_NAMES]),
        ),
    )
