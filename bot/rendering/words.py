"""How a grade is said. Below confirmed nothing is ever "caused by" anything."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import UNKNOWN
from bot.domain.incident import Grade, Incident
from bot.domain.status import ComponentStatus

CLAIM: Final[Mapping[Grade, str]] = MappingProxyType(
    {
        Grade.COINCIDENT: "Reports at the same time",
        Grade.EARLY: "{root}, says one of those affected",
        Grade.SUSPECTED: "Perhaps {root}",
        Grade.PROBABLE: "Probably {root}",
        Grade.CONFIRMED: "Confirmed: {root}",
    }
)
MOST_SAID: Final = 0.99
STATUS: Final[Mapping[ComponentStatus, str]] = MappingProxyType(
    {
        ComponentStatus.OPERATIONAL: "operational",
        ComponentStatus.DEGRADED_PERFORMANCE: "degraded",
        ComponentStatus.PARTIAL_OUTAGE: "partial outage",
        ComponentStatus.MAJOR_OUTAGE: "major outage",
        ComponentStatus.UNDER_MAINTENANCE: "under maintenance",
        ComponentStatus.UNKNOWN: "unknown",
    }
)


def claim(incident: Incident, root: str) -> str:
    """The claim in the words of its grade. Confirmed says by whom."""
    if incident.root.split("/", maxsplit=1)[0] == UNKNOWN:
        return "May share a cause that nobody has named"
    if incident.grade is Grade.CONFIRMED and incident.root_report is None:
        return f"{root}, confirmed by those affected"
    if incident.grade is Grade.CONFIRMED:
        return f"Confirmed by {root}"
    return CLAIM[incident.grade].format(root=root)


def certainty(incident: Incident) -> str:
    """Grade and probability; of what one dependent says, that it is no more than that."""
    if incident.grade is Grade.EARLY:
        return f"{incident.grade}, one witness"
    return f"{incident.grade}, {percent(incident.probability)}"


def percent(probability: float) -> str:
    """A probability for people: nothing is ever quite sure."""
    return "over 99%" if probability > MOST_SAID else f"{probability:.0%}"
