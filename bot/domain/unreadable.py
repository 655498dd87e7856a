"""Why a page says nothing to us, in words: the one table of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain.status import UnreadableReason
from bot.speech.speech import mark, say

UNREADABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        UnreadableReason.HTTP_401: mark("it asks for a password (401)"),
        UnreadableReason.HTTP_403: mark("it does not let us in (403)"),
        UnreadableReason.HTTP_404: mark("nothing is at its address (404)"),
        UnreadableReason.HTTP_429: mark("it asks us to come less often (429)"),
        UnreadableReason.NOT_MODIFIED: mark("it says that nothing has changed, whatever we ask (304)"),
        UnreadableReason.HTTP_OTHER: mark("it answers with an error"),
        UnreadableReason.HTTP_5XX: mark("it has an error of its own (5xx)"),
        UnreadableReason.TIMEOUT: mark("it did not answer in time"),
        UnreadableReason.CONNECTION_FAILED: mark("it cannot be reached"),
        UnreadableReason.NAME_NOT_FOUND: mark("its name cannot be found (DNS)"),
        UnreadableReason.TLS_FAILED: mark("no secure connection to it is possible (TLS)"),
        UnreadableReason.TOO_LARGE: mark("it is too large"),
        UnreadableReason.TOO_MANY_REDIRECTS: mark("it redirects us too often"),
        UnreadableReason.PRIVATE_ADDRESS: mark("its address is in a private network"),
        UnreadableReason.BAD_ADDRESS: mark("its address is none that we may ask"),
        UnreadableReason.MOVED_TO_HTML: mark("it answers with a web page instead of data"),
        UnreadableReason.BLOCKED: mark("it asks for a person: a challenge or a consent wall"),
        UnreadableReason.NOT_THIS_FORMAT: mark("it is in no format that we expect there"),
        UnreadableReason.TRUNCATED: mark("it breaks off in the middle"),
        UnreadableReason.FORBIDDEN_XML: mark("it holds XML that is not safe to read"),
        UnreadableReason.INACTIVE: mark("it is switched off (inactive)"),
        UnreadableReason.TOO_COSTLY: mark("reading it takes more time or memory than any page may"),
        UnreadableReason.FLOODS: mark("it floods: more new reports than any provider writes"),
        UnreadableReason.READER_FAILED: mark("we failed at reading it, which is a fault of ours"),
    }
)


def unreadable(reason: str) -> str:
    """Why a page says nothing to us, for people; what is a sentence already stays one."""
    return say(UNREADABLE[reason]) if reason in UNREADABLE else reason
