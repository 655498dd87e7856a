"""What we said about an incident over time, as spans: from its timeline, whatever order that is in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.incident import ChangeKind, Grade, Incident, IncidentState
from bot.domain.timeline import Timeline, TimelineEntry

_ENDS: Final = frozenset({ChangeKind.RESOLVED, ChangeKind.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSpan:
    """A grade that we held from `since` until `until`."""

    since: datetime
    until: datetime
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A root that we took back for another, by id."""

    at: datetime
    before: str
    after: str


def ended_at(incident: Incident, timeline: Timeline) -> datetime | None:
    """When it was over for us; None while it is open."""
    if incident.state is IncidentState.OPEN:
        return None
    ends = [entry.at for entry in timeline if entry.kind in _ENDS]
    return incident.resolved_at or max(ends, default=incident.updated_at)


def claims(incident: Incident, timeline: Timeline, now: datetime) -> tuple[ClaimSpan, ...]:
    """The announced grades in order; one claim goes on until the grade changes or the incident ends."""
    end = ended_at(incident, timeline) or now
    if not timeline:
        is_announced = incident.peak_grade.is_announced
        return (_claim(incident.opened_at, end, incident.peak_grade),) if is_announced else ()
    held: list[ClaimSpan] = []
    entries = _in_order(timeline)
    for entry, until in zip(entries, (*(entry.at for entry in entries[1:]), end), strict=True):
        if entry.kind in _ENDS or not entry.grade.is_announced:
            continue
        if held and held[-1].grade is entry.grade and held[-1].until == entry.at:
            held[-1] = _claim(held[-1].since, until, entry.grade)
        else:
            held.append(_claim(entry.at, until, entry.grade))
    return tuple(held)


def corrections(timeline: Timeline) -> tuple[Correction, ...]:
    """The changes of root, in order."""
    return tuple(
        Correction(at=entry.at, before=entry.previous_root, after=entry.root)
        for entry in _in_order(timeline)
        if entry.previous_root is not None and entry.previous_root != entry.root
    )


def _in_order(timeline: Timeline) -> list[TimelineEntry]:
    return sorted(timeline, key=lambda entry: entry.at)


def _claim(since: datetime, until: datetime, grade: Grade) -> ClaimSpan:
    """A claim that ends no earlier than it began."""
    return ClaimSpan(since=since, until=max(since, until), grade=grade)
