"""An incident's timeline as bars: where each begins and ends, in percent of the width that a page has.

Percent, so that bars stretch with the page while words keep their size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from adapters.web.board.words import STATUS, colour
from bot.domain.incident import ChangeKind, Grade
from bot.domain.shown import ChangeShown, IncidentPage, MemberShown, ServiceRef

MAX_ROWS: Final = 60
_MOST_TICKS: Final = 6
_LONGEST: Final = timedelta(days=31)
_SHORTEST: Final = timedelta(minutes=10)
_STEPS: Final = (
    *(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12)),
    *(timedelta(days=days) for days in (1, 2, 7)),
)
# In percent: what is shorter could not be seen.
_NARROWEST: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A time on the axis, in percent from the left."""

    x: float
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """From where to where, in percent. `paint` is a class in CSS; `words` say what it is."""

    x: float
    width: float
    paint: str
    words: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A service and its bar; `joined` is where we connected it.

    `title` is what its report is called, `note` whose it is.
    """

    service: ServiceRef
    bar: Bar
    title: str
    url: str | None = None
    joined: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """All of a timeline: what we said, then who reported. `more` rows are left out."""

    start: datetime
    end: datetime
    ticks: tuple[Tick, ...]
    claims: tuple[Bar, ...]
    corrections: tuple[float, ...]
    rows: tuple[BarRow, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Axis:
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(100 * min(1.0, max(0.0, share)), 2)


def bars_of(page: IncidentPage, now: datetime) -> Bars:
    """The timeline as it stands at `now`."""
    axis = _axis(page, now)
    own = () if page.root_report is None else (page.root_report,)
    others = sorted(page.members, key=lambda member: (member.since, member.joined_at, member.service.name))
    others = [member for member in others if member not in own]
    rows = [*(_row(one, axis, "its own page") for one in own), *(_row(one, axis) for one in others)]
    return Bars(
        start=axis.start,
        end=axis.end,
        ticks=tuple(_ticks(axis)),
        claims=tuple(_claims(page, axis)),
        corrections=tuple(axis.x(one.at) for one in page.timeline if one.is_correction),
        rows=tuple(rows[:MAX_ROWS]),
        more=max(0, len(rows) - MAX_ROWS),
    )


def _axis(page: IncidentPage, now: datetime) -> _Axis:
    """From the first report to the end, at most a month."""
    incident = page.incident
    closed = [one.resolved_at for one in page.members if one.resolved_at is not None]
    end = max([incident.resolved_at or now, incident.updated_at, *closed])
    began = min([incident.started_at, *(one.since for one in page.members)])
    return _Axis(max(min(began, end - _SHORTEST), end - _LONGEST), end)


def _ticks(axis: _Axis) -> Iterator[Tick]:
    span = axis.end - axis.start
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
    midnight = axis.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + ((axis.start - midnight) // step + 1) * step
    while at < axis.end:
        x = axis.x(at)
        if 4 <= x <= 96:
            yield Tick(x=x, at=at, words=f"{at.day} {at:%b}" if step >= timedelta(days=1) else f"{at:%H:%M}")
        at += step


def _claims(page: IncidentPage, axis: _Axis) -> Iterator[Bar]:
    """What we said, from each change of grade to the next."""
    changes = [one for one in page.timeline if one.kind is not ChangeKind.MERGED]
    later = [one for before, one in pairwise(changes) if _differs(before, one)]
    held = [*changes[:1], *later]
    for one, behind in pairwise((*held, None)):
        if one is None or _is_end(one):
            continue
        until = behind.at if behind is not None else page.incident.resolved_at
        yield _bar(axis, one.at, until, f"g-{one.grade}", f"{one.grade}: {one.root.name}")


def _differs(before: ChangeShown, after: ChangeShown) -> bool:
    return before.grade is not after.grade or before.root != after.root or _is_end(after)


def _is_end(change: ChangeShown) -> bool:
    return change.kind in (ChangeKind.RESOLVED, ChangeKind.WITHDRAWN) or change.grade is Grade.COINCIDENT


def _row(member: MemberShown, axis: _Axis, note: str = "") -> BarRow:
    bar = _bar(axis, member.since, member.resolved_at, colour(member.status), STATUS[member.status])
    is_seen = axis.start <= member.joined_at <= axis.end
    return BarRow(
        service=member.service,
        bar=bar,
        title=member.title,
        url=member.url,
        joined=axis.x(member.joined_at) if is_seen else None,
        note=note,
    )


def _bar(axis: _Axis, since: datetime, until: datetime | None, paint: str, words: str) -> Bar:
    left = min(axis.x(since), 100 - _NARROWEST)
    width = max(_NARROWEST, axis.x(until or axis.end) - left)
    return Bar(x=round(left, 2), width=round(width, 2), paint=paint, words=words, since=since, until=until)
