"""How a grade is said. Below confirmed nothing is ever "caused by" anything."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import UNKNOWN
from bot.domain.incident import Grade, Incident
from bot.domain.status import ComponentStatus, UnreadableReason

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
UNREADABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        UnreadableReason.HTTP_401: "it asks for a password (401)",
        UnreadableReason.HTTP_403: "it does not let us in (403)",
        UnreadableReason.HTTP_404: "nothing is at its address (404)",
        UnreadableReason.HTTP_429: "it asks us to come less often (429)",
        UnreadableReason.NOT_MODIFIED: "it says that nothing has changed, whatever we ask (304)",
        UnreadableReason.HTTP_OTHER: "it answers with an error",
        UnreadableReason.HTTP_5XX: "it has an error of its own (5xx)",
        UnreadableReason.TIMEOUT: "it did not answer in time",
        UnreadableReason.CONNECTION_FAILED: "it cannot be reached",
        UnreadableReason.NAME_NOT_FOUND: "its name cannot be found (DNS)",
        UnreadableReason.TLS_FAILED: "no secure connection to it is possible (TLS)",
        UnreadableReason.TOO_LARGE: "it is too large",
        UnreadableReason.TOO_MANY_REDIRECTS: "it redirects us too often",
        UnreadableReason.PRIVATE_ADDRESS: "its address is in a private network",
        UnreadableReason.BAD_ADDRESS: "its address is none that we may ask",
        UnreadableReason.MOVED_TO_HTML: "it answers with a web page instead of data",
        UnreadableReason.BLOCKED: "it asks for a person: a challenge or a consent wall",
        UnreadableReason.NOT_THIS_FORMAT: "it has another format than it had",
        UnreadableReason.TRUNCATED: "it breaks off in the middle",
        UnreadableReason.FORBIDDEN_XML: "it holds XML that is not safe to read",
        UnreadableReason.INACTIVE: "it is switched off",
        UnreadableReason.READER_FAILED: "we failed at reading it, which is a fault of ours",
    }
)


def unreadable(reason: str) -> str:
    """Why a page says nothing to us, for people; what is a sentence already stays one."""
    return UNREADABLE.get(reason, reason)


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
