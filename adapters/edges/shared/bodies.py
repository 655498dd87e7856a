"""Error pages as text: what markup hides is brought out, in a time that grows with the page alone."""

import html
import re
from typing import Final

from bot.domain.probe import MAX_ANSWER_BYTES, HttpAnswer

_BLANKS: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"<[^<>]{0,1000}>")


def page_of(answer: HttpAnswer) -> str:
    """The body as text, without comments."""
    text = answer.body[:MAX_ANSWER_BYTES].decode("utf-8", errors="replace")
    shown, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        shown.append(text[at:start])
        end = text.find("-->", start + 2)  # `<!-->` is a comment, too
        if end < 0:
            return "".join(shown)
        at = end + len("-->")
    return "".join((*shown, text[at:]))


def words_of(answer: HttpAnswer) -> str:
    """What a reader sees: no tags, entities read (`&#35;18` is `#18`), single blanks."""
    return _BLANKS.sub(" ", html.unescape(_TAG.sub(" ", page_of(answer)))).strip()
