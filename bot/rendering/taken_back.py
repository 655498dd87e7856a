"""A claim that we no longer make, withdrawn or joined with another: what is believed instead."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import Line, Section, Text
from bot.rendering.text import clean, listing

_SHOWN: Final = 8


def is_taken_back(incident: Incident) -> bool:
    """Whether nothing is claimed of it any more: then nothing argues for it, and nobody is asked to judge."""
    return incident.state in (IncidentState.WITHDRAWN, IncidentState.MERGED)


def believed_section(incident: Incident, catalog: Catalog) -> Section:
    """What holds now, on the card."""
    if incident.state is IncidentState.MERGED:
        return Section(lines=((Text(f"What comes next is told with {incident.merged_into}."),),))
    root = clean(catalog.name_of(incident.root), 60)
    unsaid: Line = (Text(f"We no longer say that {root} is the cause."),)
    return Section(title="What we believe now", lines=(*still_open_lines(incident, catalog), unsaid))


def still_open_lines(incident: Incident, catalog: Catalog) -> tuple[Line, ...]:
    """Whose own pages still reported trouble when the claim was taken back."""
    names = [catalog.name_of(service) for service in incident.stragglers]
    if not names:
        return ()
    said = "reports trouble of its own" if len(names) == 1 else "report trouble of their own"
    return ((Text(clean(f"{listing(names, _SHOWN)} still {said}.", 300)),),)
