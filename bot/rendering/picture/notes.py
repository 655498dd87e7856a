"""What we said about an incident, in words under the band of a timeline."""

from datetime import timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.timeline import Timeline
from bot.rendering.picture.axis import Axis, stamp
from bot.rendering.picture.claims import Correction, claims, corrections, ended_at
from bot.rendering.picture.rows import shown_name
from bot.rendering.picture.text import fitted
from bot.rendering.text import plural

MAX_SHOWN: Final = 3
# From this length on, a time of day alone leaves the day open.
_LONG: Final = timedelta(hours=20)
_SIZE: Final = 30
_NAME_ROOM: Final = 330


def notes(incident: Incident, timeline: Timeline, catalog: Catalog, axis: Axis) -> tuple[str, ...]:
    """The newest grades (on one line without dates), the newest corrections one a line, and the end."""
    dated = axis.end - axis.start > _LONG
    over = ended_at(incident, timeline)
    return (
        *_grades(incident, timeline, axis, dated=dated),
        *_corrections(timeline, catalog, dated=dated),
        *(() if over is None else (f"{stamp(over, dated=dated)} {incident.state}",)),
    )


def newest_corrections(timeline: Timeline) -> tuple[Correction, ...]:
    """The changes of root that are shown."""
    return corrections(timeline)[-MAX_SHOWN:]


def _grades(incident: Incident, timeline: Timeline, axis: Axis, *, dated: bool) -> tuple[str, ...]:
    held = claims(incident, timeline, axis.end)
    grades = [f"{stamp(claim.since, dated=dated)} {claim.grade}" for claim in held[-MAX_SHOWN:]]
    earlier = len(held) - len(grades)
    first = [plural(earlier, "earlier change")] if earlier else []
    if dated:
        return (*first, *grades)
    return (" · ".join((*first, *grades)),) if grades else ()


def _corrections(timeline: Timeline, catalog: Catalog, *, dated: bool) -> list[str]:
    changes = newest_corrections(timeline)
    earlier = len(corrections(timeline)) - len(changes)
    lines = [plural(earlier, "earlier correction")] if earlier else []
    for change in changes:
        before, after = (
            fitted(shown_name(root, catalog), _SIZE, _NAME_ROOM) for root in (change.before, change.after)
        )
        lines.append(f"{stamp(change.at, dated=dated)} we said {before} -> {after}")
    return lines
