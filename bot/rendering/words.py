"""How a grade is said. Below confirmed nothing is ever "caused by" anything."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import UNKNOWN
from bot.domain.incident import Grade, Incident
from bot.domain.status import ComponentStatus
from bot.speech.speech import mark, say

CLAIM: Final[Mapping[Grade, str]] = MappingProxyType(
    {
        Grade.COINCIDENT: mark("Reports at the time of a {root} outage"),
        Grade.EARLY: mark("{root} outage, says one of those affected"),
        Grade.SUSPECTED: mark("Suspected {root} outage"),
        Grade.PROBABLE: mark("Probable {root} outage"),
        Grade.CONFIRMED: mark("{root} outage"),
    }
)
STATUS: Final[Mapping[ComponentStatus, str]] = MappingProxyType(
    {
        ComponentStatus.OPERATIONAL: mark("operational"),
        ComponentStatus.DEGRADED_PERFORMANCE: mark("degraded"),
        ComponentStatus.PARTIAL_OUTAGE: mark("partial outage"),
        ComponentStatus.MAJOR_OUTAGE: mark("major outage"),
        ComponentStatus.UNDER_MAINTENANCE: mark("under maintenance"),
        ComponentStatus.UNKNOWN: mark("unknown"),
    }
)
# Words of our lists, as they are: `say` translates them wherever they are put into a sentence.
LISTED: Final = (
    *(mark("coincident"), mark("early"), mark("suspected"), mark("probable"), mark("confirmed")),
    *(mark("none"), mark("minor"), mark("major"), mark("critical")),
    *(mark("investigating"), mark("identified"), mark("monitoring"), mark("resolved")),
    *(mark("postmortem"), mark("withdrawn"), mark("stale"), mark("open"), mark("merged")),
)


def claim(incident: Incident, root: str) -> str:
    """The claim in the words of its grade. Confirmed says by whom."""
    if incident.root.split("/", maxsplit=1)[0] == UNKNOWN:
        return say("Trouble that may share a cause nobody has named")
    if incident.grade is Grade.EARLY and incident.look is not None:
        return say("Signs of trouble at {root}", root=root)
    said = say(CLAIM[incident.grade], root=root)
    if incident.grade is not Grade.CONFIRMED or incident.is_over:
        return said
    by_page = incident.root_report is not None
    return (
        say("{said} (its status page confirms it)", said=said)
        if by_page
        else say("{said} (those affected name it)", said=said)
    )


def certainty(incident: Incident) -> str:
    """How sure, in one word, on the one scale there is; of what is only said or seen, that it is."""
    if incident.grade is not Grade.EARLY:
        return say(incident.grade)
    if incident.look is None:
        return say("{grade}, one witness", grade=incident.grade)
    return say("{grade}, only seen", grade=incident.grade)
