"""Planned work as a calendar (RFC 5545): one event each, the same through all its changes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from adapters.chat.shared.lines import is_web_address, web_address
from adapters.chat.shared.untrusted_text import cut, inert
from adapters.web.api.entries import urn_of
from bot.domain.shown import MaintenanceShown

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_MAX_TITLE: Final = 300


def calendar(name: str, planned: Iterable[MaintenanceShown], now: datetime) -> bytes:
    """The document, soonest first. What has no beginning yet has no place in a calendar.

    What is called off is not in it any more: whoever subscribes to it sees it go.
    """
    from icalendar import Calendar  # noqa: PLC0415  -- 0.2 s to import

    document = Calendar()
    document.add("prodid", "-//Sharedfate//Planned work//EN")
    document.add("version", "2.0")
    document.add("method", "PUBLISH")
    document.add("x-wr-calname", inert(name))
    # It says when this was written down; by the hour, so that the same is the same.
    stamp = now.replace(minute=0, second=0, microsecond=0)
    begun = ((work.starts_at, work) for work in planned if work.starts_at is not None)
    for starts_at, work in sorted(begun, key=lambda pair: (pair[0], pair[1].id)):
        document.add_component(_event(work, starts_at, stamp))
    written: bytes = document.to_ical()
    return written


def _event(work: MaintenanceShown, starts_at: datetime, stamp: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415  -- the same

    event = Event()
    event.add("uid", urn_of("maintenance", f"{work.service.id}:{work.id}"))
    event.add("dtstamp", stamp)
    event.add("dtstart", starts_at.astimezone(UTC))
    if work.ends_at is not None and work.ends_at > starts_at:
        event.add("dtend", work.ends_at.astimezone(UTC))
    event.add("summary", cut(inert(f"{work.service.name}: {work.title[: _MAX_TITLE * 8]}"), _MAX_TITLE))
    event.add("status", "CONFIRMED")
    # It takes nobody's time.
    event.add("transp", "TRANSPARENT")
    event.add("categories", [inert(work.service.name)])
    if work.url is not None and is_web_address(work.url):
        event.add("url", web_address(work.url))
    return event
