"""Whose pages are read to answer a question, and what of the past."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.answers.answers import MOST_AT_ONCE
from bot.answers.past import bounds_of
from bot.catalog.catalog import Catalog
from bot.domain.question import Intent, Question

# A service stands on a dozen others at most; what a hostile catalogue adds is not read.
MAX_BELOW: Final = 20
_WITHOUT_INCIDENTS: Final = (Intent.HELP, Intent.DEPENDS, Intent.UNKNOWN)
_OF_ONE: Final = (Intent.IS_DOWN, Intent.STATUS, Intent.WHY)


def sources_for(question: Question, catalog: Catalog, own: Collection[str] = ()) -> tuple[str, ...]:
    """The sources of what is asked for, and of all that its answer rests on. `own` is what is watched."""
    asked = [part.service for part in question.each[:MOST_AT_ONCE] if part.service is not None]
    wholes = (whole for service in sorted(own) for whole in catalog.ancestors(service))
    read = (node for one in asked for node in _read_for(one, catalog))
    return catalog.sources_of(dict.fromkeys((*read, *sorted(own), *wholes)))


def incidents_wanted(question: Question, catalog: Catalog) -> frozenset[str] | None:
    """About whom open incidents matter to the answer; None where all of them do, whomever they are about."""
    found = set[str]()
    for part in question.each[:MOST_AT_ONCE]:
        if part.past is not None or part.intent in _WITHOUT_INCIDENTS:
            continue
        if part.intent not in _OF_ONE:
            return None
        if part.service is not None:
            found.update(_concerned(part.service, catalog))
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWanted:
    """Which stretch of the past is asked about, of whom, and by whose pages."""

    services: frozenset[str]
    speakers: tuple[str, ...]
    start: datetime
    end: datetime


def past_wanted(
    question: Question, catalog: Catalog, own: frozenset[str], now: datetime
) -> PastWanted | None:
    """What of the past an answer rests on: of those asked for, or of `own`; None where it rests on none."""
    spans = [bounds_of(part.past, now) for part in question.each if part.past is not None]
    if not spans:
        return None
    asked = {part.service for part in question.each[:MOST_AT_ONCE] if part.service is not None}
    about = frozenset(asked) or own
    wholes = (whole for one in about for whole in catalog.ancestors(one))
    speakers = {speaker for one in about for speaker in catalog.speakers_for(one)}
    return PastWanted(
        services=frozenset({*about, *wholes}),
        speakers=tuple(sorted(speaker for speaker in speakers if catalog.sources_of([speaker]))),
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
    )


def _concerned(service: str, catalog: Catalog) -> Iterator[str]:
    """A service and what it stands on, each with its wholes and its parts: what any of those is part of."""
    below = (edge.infrastructure for edge in catalog.edges_from(service))
    for node in dict.fromkeys((service, *below)):
        yield from catalog.ancestors(node)
        yield from catalog.descent(node)


def _read_for(service: str, catalog: Catalog) -> tuple[str, ...]:
    """Its own pages, its whole's, and those of what it stands on."""
    below = [edge.infrastructure for edge in catalog.edges_from(service)]
    return (service, *catalog.ancestors(service), *below[:MAX_BELOW])
