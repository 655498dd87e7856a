"""How a grade is said. Below confirmed nothing is ever "caused by" anything."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import UNKNOWN
from bot.domain.incident import Grade, Incident
from bot.domain.status import ComponentStatus

CLAIM: Final[Mapping[Grade, str]] = MappingProxyType(
    {
        Grade.COINCIDENT: "Reports at the time of a {root} outage",
        Grade.EARLY: "{root} outage, says one of those affected",
        Grade.SUSPECTED: "Suspected {root} outage",
        Grade.PROBABLE: "Probable {root} outage",
        Grade.CONFIRMED: "{root} outage",
    }
)
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
        return "Trouble that may share a cause nobody has named"
    said = CLAIM[incident.grade].format(root=root)
    if incident.grade is not Grade.CONFIRMED or incident.is_over:
        return said
    by_page = incident.root_report is not None
    return f"{said} (its status page confirms it)" if by_page else f"{said} (those affected name it)"


def certainty(incident: Incident) -> str:
    """How sure, in one word, on the one scale there is; of what one dependent says, that it is no more."""
    return f"{incident.grade}, one witness" if incident.grade is Grade.EARLY else str(incident.grade)
