"""A timeline before it is drawn: every word and box with its place, top to bottom, on a card for phones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.status import ComponentStatus
from bot.domain.timeline import Timeline
from bot.domain.times import clock, duration
from bot.rendering.card import headline
from bot.rendering.picture.axis import Axis, axis_over
from bot.rendering.picture.claims import ClaimSpan, claims, ended_at
from bot.rendering.picture.colours import LETTERS
from bot.rendering.picture.notes import newest_corrections, notes
from bot.rendering.picture.rows import Row, ordered, rows
from bot.rendering.picture.text import drawable, fitted, wrapped
from bot.rendering.text import clean, plural

# A phone shows this a third as wide: 30 pixels here are 10 there.
WIDTH: Final = 1080
MARGIN: Final = 40
TITLE_SIZE: Final = 44
TEXT_SIZE: Final = 30
TITLE_LINE: Final = 56
TEXT_LINE: Final = 44
ROW_LINE: Final = 56
BAND_HEIGHT: Final = 50
NAME_ROOM: Final = 290
MAX_TITLE_LINES: Final = 3
# The heads of bars that go on.
ARROW_ROOM: Final = 16
_PLOT_LEFT: Final = MARGIN + NAME_ROOM + 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLayout:
    """The parts with the pixel at which each begins from the top. `end` is the pixel of our own end."""

    title: tuple[str, ...]
    subtitle: str
    axis: Axis
    claims: tuple[ClaimSpan, ...]
    corrections: tuple[int, ...]
    end: int | None
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    more: str
    legend: tuple[ComponentStatus, ...]
    footer: str

    @property
    def subtitle_top(self) -> int:
        """Below the title."""
        return MARGIN + len(self.title) * TITLE_LINE

    @property
    def band_top(self) -> int:
        """What we said, over time."""
        return self.subtitle_top + TEXT_LINE + 28

    @property
    def notes_top(self) -> int:
        """Our grades, corrections and the end, in words."""
        return self.band_top + BAND_HEIGHT + 12

    @property
    def rows_top(self) -> int:
        """The first row."""
        return self.notes_top + len(self.notes) * TEXT_LINE + 16

    @property
    def more_top(self) -> int:
        """The line for the members without a row, if there are any."""
        return self.rows_top + len(self.rows) * ROW_LINE

    @property
    def axis_top(self) -> int:
        """The labels of the ticks."""
        return self.more_top + (TEXT_LINE if self.more else 0) + 8

    @property
    def legend_top(self) -> int:
        """What the letters mean: two a line, the tick included."""
        return self.axis_top + TEXT_LINE + 28

    @property
    def footer_top(self) -> int:
        """The last line."""
        return self.legend_top + (len(self.legend) // 2 + 1) * TEXT_LINE + 20

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return self.footer_top + TEXT_LINE + MARGIN - 10


def plan(incident: Incident, timeline: Timeline, catalog: Catalog, now: datetime) -> PictureLayout:
    """Lay the incident out as it stands at `now`; one that is over ends with its last event."""
    room = WIDTH - 2 * MARGIN
    axis = _axis(incident, timeline, now)
    over = ended_at(incident, timeline)
    shown, left_out = rows(incident, catalog, axis, NAME_ROOM)
    used = {row.status for row in shown}
    return PictureLayout(
        title=wrapped(drawable(headline(incident, catalog)), TITLE_SIZE, room, MAX_TITLE_LINES),
        subtitle=fitted(drawable(_when(incident, over or now)), TEXT_SIZE, room),
        axis=axis,
        claims=claims(incident, timeline, now),
        corrections=tuple(axis.x(correction.at) for correction in newest_corrections(timeline)),
        end=None if over is None else axis.x(over),
        notes=tuple(fitted(note, TEXT_SIZE, room) for note in notes(incident, timeline, catalog, axis)),
        rows=shown,
        more=f"and {left_out} more" if left_out else "",
        legend=tuple(status for status in LETTERS if status in used),
        footer=_footer(incident, now, room),
    )


def _axis(incident: Incident, timeline: Timeline, now: datetime) -> Axis:
    """Over all that happened, until `now` or, for what is over, until the last thing that happened."""
    own = (incident.root_report,) if incident.root_report else ()
    members = (*own, *ordered(incident))
    closed = [member.resolved_at for member in members if member.resolved_at is not None]
    over = ended_at(incident, timeline)
    entries = [entry.at for entry in timeline]
    end = now if over is None else max((over, *entries, *closed))
    seen = (incident.look.since,) if incident.look else ()
    moments = (incident.opened_at, incident.started_at, *seen, *(m.since for m in members), *entries)
    return axis_over(moments, end, _PLOT_LEFT, WIDTH - MARGIN - ARROW_ROOM)


def _when(incident: Incident, until: datetime) -> str:
    """When it began and how long it has gone on: "18 Nov 2025 11:48 UTC · 2 h 10 min"."""
    lasted = duration(until - incident.started_at)
    goes_on = " so far" if incident.state is IncidentState.OPEN else ""
    reports = plural(len(incident.members), "report")
    return f"{clock(incident.started_at)} · {lasted}{goes_on} · {reports}"


def _footer(incident: Incident, now: datetime, room: float) -> str:
    """Who says so, about what, and as of when; the id gives way where there is no room."""
    name = fitted(drawable(clean(incident.id, 60)), TEXT_SIZE, room - 560)
    return f"sharedfate · {name} · as of {clock(now)}"
