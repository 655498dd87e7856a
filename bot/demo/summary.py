"""The end of the demo: what was claimed when, against the infrastructure's own first post."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.demo.recording import RecordedPage
from bot.demo.sources import service_of
from bot.domain.incident import ChangeKind, Incident, IncidentChange
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.times import clock, day, duration
from bot.rendering.text import plural

# Reports that were open when the outage began, or began in the two hours after its end, are not asked about.
EVENT_START: Final = "2025-11-18T11:20:00+00:00"


def summary(
    changes: Sequence[IncidentChange], pages: Sequence[RecordedPage], catalog: Catalog, now: datetime
) -> Message:
    """A message for the terminal, at the end of the day."""
    changes = [change for change in changes if change.incident.peak_grade.is_announced]
    ended = {change.incident.id: change.incident for change in changes}
    sections = [
        section
        for incident in ended.values()
        for section in _of_incident(
            incident, [c for c in changes if c.incident.id == incident.id], catalog, now
        )
    ]
    joined = {(m.service, m.report) for incident in ended.values() for m in incident.members}
    joined |= {(i.root_report.service, i.root_report.report) for i in ended.values() if i.root_report}
    return Message(
        headline=f"{day(now)} in short: {plural(len(ended), 'shared incident')}, {len(pages)} pages read",
        tone=Tone.NEUTRAL,
        sections=(*sections, _left_out(joined, pages, catalog, now)),
    )


def _of_incident(
    incident: Incident, changes: Sequence[IncidentChange], catalog: Catalog, now: datetime
) -> tuple[Section, Section]:
    root = catalog.name_of(incident.root)
    own = incident.root_report
    lines: list[Line] = []
    if own is not None:
        lines.append((Text(f"{clock(own.since, now)}  {root} posts on its own page"),))
    for change in changes:
        if change.kind is ChangeKind.OPENED or change.previous_grade is not None:
            after = f", {_against(change.at, own.since)}" if own else ""
            words = f"{clock(change.at, now)}  {change.incident.grade}{after}"
            lines.append((Text(words),))
        elif change.kind in (ChangeKind.RESOLVED, ChangeKind.WITHDRAWN):
            lines.append((Text(f"{clock(change.at, now)}  {change.kind}: {change.reason}"),))
    members = tuple(
        (Text(f"{clock(m.joined_at, now)}  {catalog.name_of(m.service)} (posted {clock(m.since, now)})"),)
        for m in incident.members
    )
    return (
        Section(title=f"{root}: what we claimed, and when", lines=tuple(lines)),
        Section(title="Who joined, when we saw them", lines=members),
    )


def _against(at: datetime, own: datetime) -> str:
    """Before or after the infrastructure's own first post."""
    if at < own:
        return f"{duration(own - at)} before its own post"
    return f"{duration(at - own)} after its own post"


def _left_out(
    joined: set[tuple[str, str]], pages: Sequence[RecordedPage], catalog: Catalog, now: datetime
) -> Section:
    start = datetime.fromisoformat(EVENT_START)
    lines: list[Line] = []
    for page in pages:
        service = service_of(catalog, page)
        for report in page.report:
            if report.started >= start and (service, report.id) not in joined:
                name = catalog.name_of(service)
                lines.append((Text(f"{clock(report.started, now)}  {name}: {report.title}"),))
    return Section(title="Left out: nothing but the time connects them", lines=tuple(sorted(lines, key=str)))
