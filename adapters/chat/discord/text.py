"""Words as Discord shows them: escaped where it parses markdown, and never longer than it takes.

Discord does not say what a character is to its limits. A UTF-16 unit is the smallest thing it can mean, so
that is what we count.
"""

import re
from typing import Final

from adapters.chat.shared.untrusted_text import inert
from bot.domain.unseen import cut_whole

# What Discord's markdown gives a meaning to wherever it stands, and what only opens a line, an address or an
# emoji. The rest stays as it is: some notifications show the backslashes.
_SPECIAL: Final = re.compile(
    r"([\\*_~`|\[\]<>@])|(?<=\])(\()|(?<![^\s])([#+=-])|(?<=\d)([.)])(?=\s|$)|(:)(?=//|[\w~+-]{1,32}:)"
)
# A word joiner behind these breaks mentions without being seen; a backslash alone does not.
_BREAKS: Final = re.compile(r"([@<])")
# Invitations are shown as such wherever their address stands, without any scheme.
_INVITATION: Final = re.compile(
    r"(?<=discord\.)(?=gg/)|(?<=discord\.)(?=(?:com|me|io|li|new|gift)/)|(?<=discordapp\.)(?=com/)|(?<=\bdis\.)(?=gd/)",
    re.IGNORECASE,
)


def escape(text: str) -> str:
    """Text that Discord shows as it is: no format, no mention, no link. At most three times as long."""
    escaped = _SPECIAL.sub(r"\\\g<0>", inert(text))
    return _INVITATION.sub("\u2060", _BREAKS.sub("\\1\u2060", escaped))


def units(text: str) -> int:
    """How long a text is to Discord's limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_units(text: str, limit: int) -> str:
    """At most `limit` units, the last an ellipsis where something is missing."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return f"{cut_whole(text, len(kept))}…"


def as_label(text: str, limit: int) -> str:
    """A label for a place where nothing is parsed and nothing may be empty."""
    return cut_units(inert(text).strip(), limit) or "…"
