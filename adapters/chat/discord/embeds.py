"""Messages as Discord content and embed.

Discord parses every text it shows, so untrusted words are escaped character by character. Limits:
https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

import re
from typing import Any, Final
from urllib.parse import quote

from adapters.chat.discord.text import cut_units, escape, units
from adapters.chat.shared.untrusted_text import cut, inert, link_label, words
from bot.domain.message import Line, Link, Message, Moment, Quote, Section, Span, Text, Tone

Json = dict[str, Any]

# Escaping makes a text at most three times as long: 600 characters stay under 2,000 units with a ping.
MAX_HEADLINE: Final = 600
MAX_TITLE: Final = 256
MAX_DESCRIPTION: Final = 3_800
MAX_FOOTER: Final = 500
MAX_URL: Final = 500
MAX_SPANS: Final = 20
MAX_SECTIONS: Final = 25
# Room for "and 12345 more".
_MORE: Final = 24
# With less room than this we do not try.
_LEAST: Final = 60
_PING: Final = re.compile(r"(?P<user>u?)(?P<id>[0-9]{1,20})", re.ASCII)
_COLOURS: Final = {
    Tone.OUTAGE: 0xD92D20,
    Tone.DEGRADED: 0xF79009,
    Tone.MAINTENANCE: 0x1570EF,
    Tone.RESOLVED: 0x12B76A,
    Tone.WITHDRAWN: 0x98A2B3,
    Tone.NEUTRAL: 0x475467,
}


def content_for(message: Message) -> str:
    """The headline as plain text, for notifications; never empty."""
    return escape(cut_units(inert(message.headline).strip(), MAX_HEADLINE)) or "…"


def pinged(ping: str | None) -> tuple[str, str] | None:
    """Whom a message calls: ("role" or "user", id). Digits are a role, `u` and digits a user; else nobody."""
    found = _PING.fullmatch(ping or "")
    return None if found is None else ("user" if found["user"] else "role", found["id"])


def content_with_ping(message: Message) -> str:
    """The headline, and behind it the one who is called."""
    content = content_for(message)
    match pinged(message.ping):
        case ("role", id_):
            return f"{content} <@&{id_}>"
        case (_, id_):
            return f"{content} <@{id_}>"
        case _:
            return content


def embed_for(message: Message) -> Json:
    """The rest as one embed, in the API's own shape, within every limit whatever it holds."""
    embed: Json = {"color": _COLOURS[message.tone]}
    # Footers know no markdown, so that no time in them could be the reader's own.
    is_timed = any(isinstance(span, Moment) for span in message.footer)
    last = _line(message.footer) if is_timed else ""
    last = last if units(last) <= MAX_FOOTER else ""
    description = _description(message.sections, MAX_DESCRIPTION - units(last))
    if description or last:
        embed["description"] = "\n".join(filter(None, (description, last)))
    footer = "".join(inert(cut(words(span), MAX_FOOTER)) for span in message.footer[:MAX_SPANS]).strip()
    if footer and not last:
        embed["footer"] = {"text": cut_units(footer, MAX_FOOTER)}
    return embed


def _description(sections: tuple[Section, ...], room: int) -> str:
    """The sections as far as they fit. What does not is counted, never just gone."""
    texts: list[str] = []
    room -= _MORE
    unseen = 0
    for number, section in enumerate(sections):
        block, left_out = _section(section, room if number < MAX_SECTIONS else 0)
        if block:
            texts += block
            room -= sum(units(text) + 1 for text in block)
        else:
            unseen += left_out
    if unseen:
        texts.append(f"and {unseen} more")
    return "\n".join(texts)


def _section(section: Section, room: int) -> tuple[list[str], int]:
    """A section's texts as far as they fit, with how many more there are; and how many it leaves out.

    Nothing of a section whose title and first line do not fit.
    """
    if room < _LEAST:
        return [], section.more + len(section.lines)
    texts = [f"**{title}**"] if (title := escape(cut(section.title or "", MAX_TITLE)).strip()) else []
    room -= sum(units(text) + 1 for text in texts) + _MORE
    shown = 0
    for line in section.lines:
        text = _line(line)
        room -= units(text) + 1
        if room < 0:
            break
        texts.append(text)
        shown += 1
    more = section.more + len(section.lines) - shown
    if room < 0 and not shown:
        return [], more
    return ([*texts, f"and {more} more"] if more else texts), more


def _line(line: Line) -> str:
    text = "".join(_span(span) for span in line[:MAX_SPANS])
    return f"> {text}" if len(line) == 1 and isinstance(line[0], Quote) else text


def _span(span: Span) -> str:
    match span:
        case Text(value=value, bold=bold):
            text = escape(cut(value, 500))
            return f"**{text}**" if bold and text.strip() else text
        case Quote(value=value):
            return escape(cut(value, 500))
        case Link(label=label, url=url):
            text = escape(link_label(label, url, 150)) or "link"
            if not url.startswith(("https://", "http://")) or len(url) > MAX_URL:
                return text
            return f"[{text}](<{quote(url, safe=':/?#@!$&*+,;=%-._~', errors='ignore')}>)"
        case Moment(at=at, is_brief=True):
            return f"<t:{int(at.timestamp())}:R>"
        case Moment(at=at, is_aged=is_aged):
            seconds = int(at.timestamp())
            # https://docs.discord.com/developers/reference#message-formatting-timestamp-styles
            return f"<t:{seconds}:f>, <t:{seconds}:R>" if is_aged else f"<t:{seconds}:f>"
