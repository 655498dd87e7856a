"""Whose pages are read to answer a question."""

from collections.abc import Collection
from typing import Final

from bot.answers.answers import MOST_AT_ONCE
from bot.catalog.catalog import Catalog
from bot.domain.question import Question

# A service stands on a dozen others at most; what a hostile catalogue adds is not read.
MAX_BELOW: Final = 20


def sources_for(question: Question, catalog: Catalog, own: Collection[str] = ()) -> tuple[str, ...]:
    """The sources of what is asked for, and of all that its answer rests on. `own` is what is watched."""
    asked = [part.service for part in question.each[:MOST_AT_ONCE] if part.service is not None]
    wholes = (whole for service in sorted(own) for whole in catalog.ancestors(service))
    read = (node for one in asked for node in _read_for(one, catalog))
    return catalog.sources_of(dict.fromkeys((*read, *sorted(own), *wholes)))


def _read_for(service: str, catalog: Catalog) -> tuple[str, ...]:
    """Its own pages, its whole's, and those of what it stands on."""
    below = [edge.infrastructure for edge in catalog.edges_from(service)]
    return (service, *catalog.ancestors(service), *below[:MAX_BELOW])
