"""What we said about an incident over time, as spans: from its story, whatever order that is in."""

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


def ended_at(incident: Incident, story: Timeline) -> datetime | None:
    """When it was over for us; None while it is open."""
    if incident.state is IncidentState.OPEN:
        return None
    ends = [turn.at for turn in story if turn.kind in _ENDS]
    return incident.resolved_at or max(ends, default=incident.updated_at)


def claims(incident: Incident, story: Timeline, now: datetime) -> tuple[ClaimSpan, ...]:
    """The announced grades in order; one claim goes on until the grade changes or the incident ends."""
    end = ended_at(incident, story) or now
    if not story:
        is_announced = incident.peak_grade.is_announced
        return (_claim(incident.opened_at, end, incident.peak_grade),) if is_announced else ()
    held: list[ClaimSpan] = []
    turns = _in_order(story)
    for turn, until in zip(turns, (*(turn.at for turn in turns[1:]), end), strict=True):
        if turn.kind in _ENDS or not turn.grade.is_announced:
            continue
        if held and held[-1].grade is turn.grade and held[-1].until == turn.at:
            held[-1] = _claim(held[-1].since, until, turn.grade)
        else:
            held.append(_claim(turn.at, until, turn.grade))
    return tuple(held)


def corrections(story: Timeline) -> tuple[Correction, ...]:
    """The changes of root, in order."""
    return tuple(
        Correction(at=turn.at, before=turn.previous_root, after=turn.root)
        for turn in _in_order(story)
        if turn.previous_root is not None and turn.previous_root != turn.root
    )


def _in_order(story: Timeline) -> list[TimelineEntry]:
    return sorted(story, key=lambda turn: turn.at)


def _claim(since: datetime, until: datetime, grade: Grade) -> ClaimSpan:
    """A claim that ends no earlier than it began."""
    return ClaimSpan(since=since, until=max(since, until), grade=grade)
