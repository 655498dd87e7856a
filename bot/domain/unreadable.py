"""Why a page says nothing to us, in words: the one table of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.status import UnreadableReason

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
        UnreadableReason.NOT_THIS_FORMAT: "it is in no format that we expect there",
        UnreadableReason.TRUNCATED: "it breaks off in the middle",
        UnreadableReason.FORBIDDEN_XML: "it holds XML that is not safe to read",
        UnreadableReason.INACTIVE: "it is switched off (inactive)",
        UnreadableReason.READER_FAILED: "we failed at reading it, which is a fault of ours",
    }
)


def unreadable(reason: str) -> str:
    """Why a page says nothing to us, for people; what is a sentence already stays one."""
    return UNREADABLE.get(reason, reason)
