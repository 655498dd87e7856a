"""The rows of a timeline: its root's own page, what was seen, then who else reported, in order of start."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.catalog.catalog import UNKNOWN, Catalog
from bot.domain.incident import Incident, IncidentState, Member
from bot.domain.look_words import failing_of
from bot.domain.status import ComponentStatus
from bot.rendering.picture.axis import Axis, stamp
from bot.rendering.picture.text import drawable, fitted
from bot.rendering.text import clean
from bot.rendering.words import STATUS

MAX_ROWS: Final = 14
# A bar is never narrower than its letter.
MIN_BAR: Final = 34
NAME_SIZE: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name and a bar from pixel `left` to `right`; without a status there are `words` and no bar.

    `words` are on the bar where they fit. `joined` is the pixel of the moment we connected it; what has not
    been closed `goes_on`.
    """

    name: str
    words: str
    status: ComponentStatus | None
    left: int = 0
    right: int = 0
    joined: int | None = None
    goes_on: bool = False


def rows(incident: Incident, catalog: Catalog, axis: Axis, room: float) -> tuple[tuple[Row, ...], int]:
    """At most MAX_ROWS rows, names cut to the room, and how many members have none."""
    first = (*_root_rows(incident, catalog, axis, room), *_seen_rows(incident, axis))
    members = ordered(incident)
    shown = members[: MAX_ROWS - len(first)]
    return (*first, *(_row(m, catalog, axis, room) for m in shown)), len(members) - len(shown)


def ordered(incident: Incident) -> list[Member]:
    """The members in order of start, without the root's own report."""
    own = incident.root_report.key if incident.root_report else None
    others = (member for member in incident.members if member.key != own)
    return sorted(others, key=lambda member: (member.since, member.joined_at, member.service, member.key))


def shown_name(service: str, catalog: Catalog) -> str:
    """The service's name in drawable characters: its id where the name has none."""
    return drawable(clean(catalog.name_of(service), 60), drawable(clean(service, 60)))


def _root_rows(incident: Incident, catalog: Catalog, axis: Axis, room: float) -> tuple[Row, ...]:
    if incident.root_report is not None:
        row = _row(incident.root_report, catalog, axis, room)
        return (replace(row, words=f"own page: {row.words}"),)
    if incident.root.split("/", maxsplit=1)[0] == UNKNOWN:
        return ()
    name = fitted(shown_name(incident.root, catalog), NAME_SIZE, room)
    is_open = incident.state is IncidentState.OPEN
    return (Row(name=name, status=None, words="no own page yet" if is_open else "not on its own page"),)


def _seen_rows(incident: Incident, axis: Axis) -> Iterator[Row]:
    """What probes or checks have seen, in words: how bad it is, they do not say."""
    look = incident.look
    if look is None:
        return
    name = "Checks" if look.is_of_checks else "Our probes"
    since = stamp(look.since, dated=not axis.holds(look.since))
    words = f"{failing_of(look)} of {look.asked} fail since {since}"
    words = words if look.end is None else "nothing fails any more"
    yield Row(name=name, status=None, words=words)


def _row(member: Member, catalog: Catalog, axis: Axis, room: float) -> Row:
    left, right = _span(axis, member.since, member.resolved_at or axis.end)
    return Row(
        name=fitted(shown_name(member.service, catalog), NAME_SIZE, room),
        words=STATUS[member.status],
        status=member.status,
        left=left,
        right=right,
        joined=axis.x(member.joined_at) if axis.holds(member.joined_at) else None,
        goes_on=member.resolved_at is None,
    )


def _span(axis: Axis, since: datetime, until: datetime) -> tuple[int, int]:
    """The pixels of a bar: wide enough for a letter, and within the axis."""
    left = min(axis.x(since), axis.right - MIN_BAR)
    return left, max(axis.x(until), left + MIN_BAR)
