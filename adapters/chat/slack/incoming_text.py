"""What people write in Slack, as plain words.

Slack sends mentions, channels and links as `<…>` with a label behind `|`, and escapes three characters:
https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from typing import Final

_MARKUP: Final = re.compile(r"<([@#!]?)([^<>|]{0,3000})(?:\|([^<>]{0,3000}))?>")
_SUBTEAM: Final = "subteam^"


def plain_words(text: str, *, ourselves: str | None = None) -> str:
    """Ids for whoever and whatever was named (`@U1`, `@S1`, `#C1`), a link's label; not our own mention."""

    def written(match: re.Match[str]) -> str:
        kind, target, label = match[1], match[2], match[3]
        if kind == "@":
            return " " if target == ourselves else f"@{target}"
        if kind == "#":
            return f"#{target}"
        if kind == "!":
            return (
                f"@{target.removeprefix(_SUBTEAM)}"
                if "^" not in target.removeprefix(_SUBTEAM)
                else label or ""
            )
        return label or target

    words = _MARKUP.sub(written, text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
