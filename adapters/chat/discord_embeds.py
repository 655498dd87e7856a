"""Messages as Discord content and embed.

Discord parses every text it shows, so untrusted words are escaped character by character. Limits:
https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

import re
from typing import Any, Final
from urllib.parse import quote

from adapters.chat.plain import cut, inert, words
from bot.domain.message import Line, Link, Message, Moment, Quote, Section, Span, Text, Tone

MAX_CONTENT: Final = 1_500
MAX_TITLE: Final = 256
MAX_DESCRIPTION: Final = 3_800
MAX_FOOTER: Final = 500
MAX_URL: Final = 500
_COLOURS: Final = {
    Tone.OUTAGE: 0xD92D20,
    Tone.DEGRADED: 0xF79009,
    Tone.MAINTENANCE: 0x1570EF,
    Tone.RESOLVED: 0x12B76A,
    Tone.WITHDRAWN: 0x98A2B3,
    Tone.NEUTRAL: 0x475467,
}
# Everything that Discord's markdown gives a meaning to, wherever it stands.
_SPECIAL: Final = re.compile(r"([\\*_~`|\[\]()<>#\-+=@:!.])")
# A word joiner behind these breaks mentions without being seen; a backslash alone does not.
_BREAKS: Final = re.compile(r"([@<])")


def content_for(message: Message) -> str:
    """The headline as plain text, for notifications."""
    return cut(escape(message.headline), MAX_CONTENT)


def embed_for(message: Message) -> dict[str, Any]:
    """The rest as one embed, in the API's own shape, within every limit whatever it holds."""
    lines: list[str] = []
    left = MAX_DESCRIPTION
    for section in message.sections:
        for text in _section(section, left):
            lines.append(text)
            left -= len(text) + 1
        if left <= 0:
            break
    embed: dict[str, Any] = {"color": _COLOURS[message.tone]}
    if lines:
        embed["description"] = "\n".join(lines)
    if message.footer:
        # Footers know no markdown: moments are written out, and nothing needs escaping.
        embed["footer"] = {"text": cut("".join(words(span) for span in message.footer), MAX_FOOTER)}
    if not lines and not message.footer:
        embed["description"] = "\u200b"
    return embed


def escape(text: str) -> str:
    """Text that Discord shows as it is: no format, no mention, no link."""
    escaped = _SPECIAL.sub(r"\\\1", inert(text))
    return _BREAKS.sub("\\1\u2060", escaped)


def _section(section: Section, left: int) -> list[str]:
    """A section's lines as far as they fit, and how many more there are."""
    texts = [f"**{escape(section.title)}**"] if section.title else []
    used = sum(len(text) + 1 for text in texts)
    shown = 0
    for line in section.lines:
        text = _line(line)
        # Room is kept for "and 12345 more".
        if used + len(text) + 20 > left:
            break
        texts.append(text)
        used += len(text) + 1
        shown += 1
    more = section.more + len(section.lines) - shown
    if more:
        texts.append(f"and {more} more")
    return texts if used + 20 <= left else []


def _line(line: Line) -> str:
    text = "".join(_span(span) for span in line[:20])
    return f"> {text}" if len(line) == 1 and isinstance(line[0], Quote) else text


def _span(span: Span) -> str:
    match span:
        case Text(value=value, bold=bold):
            text = escape(cut(value, 500))
            return f"**{text}**" if bold and text.strip() else text
        case Quote(value=value):
            return escape(cut(value, 500))
        case Link(label=label, url=url):
            text = escape(cut(label, 150)) or "link"
            if not url.startswith(("https://", "http://")) or len(url) > MAX_URL:
                return text
            return f"[{text}](<{quote(url, safe=':/?#@!$&*+,;=%-._~')}>)"
        case Moment(at=at):
            return f"<t:{int(at.timestamp())}:t>"
