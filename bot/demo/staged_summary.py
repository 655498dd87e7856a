"""The end of the staged outage: what was known when, against the first page that said anything."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.demo.staged_sites import BACK, CUT_OFF, EDGE, FAILS, SITES, staged_pages
from bot.domain.incident import ChangeKind, IncidentChange
from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.times import clock, duration

_TOLD: Final = frozenset({ChangeKind.OPENED, ChangeKind.GRADED, ChangeKind.WITHDRAWN, ChangeKind.RESOLVED})


def staged_summary(changes: Sequence[IncidentChange], catalog: Catalog, now: datetime) -> Message:
    """A message for the terminal."""
    name = catalog.name_of(EDGE)
    first = min(report.started for page in staged_pages() for report in page.report)
    opened = [
        change for change in changes if CUT_OFF <= change.at < BACK and change.kind is ChangeKind.OPENED
    ]
    return Message(
        headline=f"In short: a staged failure of {name}'s edge, and one of our own network",
        tone=Tone.NEUTRAL,
        sections=(
            Section(title="Before any page, and after", lines=tuple(_lines(changes, first, name, now))),
            Section(
                title="Our own network",
                lines=(
                    (
                        Text(
                            f"{clock(CUT_OFF, now)} to {clock(BACK, now)}  none of {len(SITES)} sites answers"
                        ),
                    ),
                    (Text(f"announced meanwhile: {len(opened) or 'nothing'}"),),
                ),
            ),
        ),
    )


def _lines(changes: Sequence[IncidentChange], first: datetime, name: str, now: datetime) -> Iterator[Line]:
    events = [
        (FAILS, f"{name}'s edge fails for most sites behind it"),
        (first, "the first status page says so"),
        *((change.at, _words(change, first)) for change in changes if _is_told(change)),
    ]
    yield from ((Text(f"{clock(at, now)}  {words}"),) for at, words in sorted(events, key=lambda e: e[0]))


def _is_told(change: IncidentChange) -> bool:
    return change.kind in _TOLD and change.incident.root == EDGE


def _words(change: IncidentChange, first: datetime) -> str:
    if change.kind in (ChangeKind.WITHDRAWN, ChangeKind.RESOLVED):
        return f"{change.kind}: {change.reason}"
    before = f", {duration(first - change.at)} before any page" if change.at < first else ""
    return f"{change.incident.grade}{before}"
