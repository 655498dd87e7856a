"""A claim that we no longer make, withdrawn or joined with another: what is believed instead."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.look import LookEnd
from bot.domain.message import Line, Section, Text
from bot.rendering.seen import lone_look
from bot.rendering.text import clean, listing
from bot.speech.speech import mark, say, say_many

_SHOWN: Final = 8


def is_taken_back(incident: Incident) -> bool:
    """Whether nothing is claimed of it any more: then nothing argues for it, and nobody is asked to judge."""
    return incident.state in (IncidentState.WITHDRAWN, IncidentState.MERGED)


def believed_section(incident: Incident, catalog: Catalog) -> Section:
    """What holds now, on the card."""
    if incident.state is IncidentState.MERGED:
        return Section(
            lines=(
                (Text(say("What comes next is told with {merged_into}.", merged_into=incident.merged_into)),),
            )
        )
    root = clean(catalog.name_of(incident.root), 60)
    unsaid: Line = (Text(say(_unsaid(incident), root=root)),)
    return Section(title=say("What we believe now"), lines=(*still_open_lines(incident, catalog), unsaid))


def still_open_lines(incident: Incident, catalog: Catalog) -> tuple[Line, ...]:
    """Whose own pages still reported trouble when the claim was taken back."""
    names = [catalog.name_of(service) for service in incident.stragglers]
    if not names:
        return ()
    named = listing(names, _SHOWN)
    said = say_many(
        "{names} still reports trouble of its own.",
        "{names} still report trouble of their own.",
        len(names),
        names=named,
    )
    return ((Text(clean(said, 300)),),)


def _unsaid(incident: Incident) -> str:
    look = lone_look(incident)
    if look is None:
        return mark("We no longer say that {root} is the cause.")
    if look.end is LookEnd.OURS:
        return mark("What we saw says nothing about {root}.")
    return mark("We no longer see trouble at {root}.")
