"""Drawn on demand: what draws is imported in the thread that does, with the first picture of a process."""

from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident
from bot.domain.message import Picture
from bot.domain.timeline import Timeline


def drawn_timeline(incident: Incident, timeline: Timeline, catalog: Catalog, now: datetime) -> Picture:
    """The picture of an incident: see `timeline_picture`."""
    from bot.rendering.picture.timeline import timeline_picture  # noqa: PLC0415

    return timeline_picture(incident, timeline, catalog, now)
