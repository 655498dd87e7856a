"""Messages as Slack blocks.

Words go into `rich_text` elements, which Slack shows literally: nothing in them is parsed as markup, mention
or link. Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any, Final

from adapters.chat.plain import cut, inert, words
from bot.domain.message import Line, Link, Message, Moment, Quote, Section, Span, Text, Tone

Json = dict[str, Any]

MAX_HEADER: Final = 150
MAX_BLOCKS: Final = 45
MAX_LINES: Final = 40
MAX_TEXT: Final = 800
MAX_FALLBACK: Final = 2_800
# Slack names no limit for a whole rich_text block; a message of all blocks is refused above 16,000 characters
# in practice, so we stop well before.
MAX_TOTAL: Final = 10_000

_MARKS: Final = {
    Tone.OUTAGE: "🔴",
    Tone.DEGRADED: "🟠",
    Tone.MAINTENANCE: "🔧",
    Tone.RESOLVED: "🟢",
    Tone.WITHDRAWN: "⚪",
    Tone.NEUTRAL: "🔵",
}


def blocks_for(message: Message) -> list[Json]:
    """The message as blocks, within every limit whatever it holds."""
    title = f"{_MARKS[message.tone]} {inert(message.headline)}"
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(title, MAX_HEADER), "emoji": True}}
    ]
    budget = MAX_TOTAL
    for section in message.sections[: MAX_BLOCKS - 2]:
        elements, used = _section(section, budget)
        if elements:
            blocks.append({"type": "rich_text", "elements": elements})
        budget -= used
        if budget <= 0:
            break
    if message.footer:
        blocks.append(
            {"type": "rich_text", "elements": [_paragraph([_span(s) for s in message.footer[:20]])]}
        )
    return blocks


def fallback_text(message: Message) -> str:
    """Plain words for notifications and readers without blocks; Slack parses these, so they are escaped."""
    lines = [f"{_MARKS[message.tone]} {escape(message.headline)}"]
    for section in message.sections[:20]:
        lines += [escape("".join(words(span) for span in line)) for line in section.lines[:5]]
    return cut("\n".join(line[:500] for line in lines), MAX_FALLBACK)


def escape(text: str) -> str:
    """Make text that Slack's mrkdwn shows as it is.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    escaped = inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width space behind a formatting character keeps it from pairing with another; `@` needs none,
    # since mentions are made of <…> alone while `parse` is none.
    return "".join(f"{character}\u200b" if character in "*_~`" else character for character in escaped)


def _section(section: Section, budget: int) -> tuple[list[Json], int]:
    """A section's elements and the characters they use."""
    elements: list[Json] = []
    used = 0
    if section.title:
        title = {"type": "text", "text": cut(inert(section.title), 200), "style": {"bold": True}}
        elements.append(_paragraph([title]))
    shown = 0
    for line in section.lines[:MAX_LINES]:
        size = sum(len(words(span)) for span in line)
        if used + min(size, MAX_TEXT) > budget:
            break
        elements.append(_line(line))
        used += min(size, MAX_TEXT * len(line))
        shown += 1
    more = section.more + len(section.lines) - shown
    if more:
        elements.append(_paragraph([{"type": "text", "text": f"and {more} more"}]))
    return elements, used


def _line(line: Line) -> Json:
    if len(line) == 1 and isinstance(line[0], Quote):
        return {"type": "rich_text_quote", "elements": [_span(line[0])]}
    return _paragraph([_span(span) for span in line[:20]])


def _paragraph(spans: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": [*spans, {"type": "text", "text": "\n"}]}


def _span(span: Span) -> Json:
    """One element; never an empty text, which Slack refuses."""
    match span:
        case Text(value=value, bold=bold):
            text: Json = {"type": "text", "text": cut(inert(value), MAX_TEXT) or " "}
            return {**text, "style": {"bold": True}} if bold else text
        case Quote(value=value):
            return {"type": "text", "text": cut(inert(value), MAX_TEXT) or " "}
        case Link(label=label, url=url):
            shown = cut(inert(label), 200) or "link"
            if not url.startswith(("https://", "http://")) or len(url) > 2_000:
                return {"type": "text", "text": shown}
            return {"type": "link", "url": inert(url), "text": shown}
        case Moment(at=at):
            return {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": "{date_short_pretty} {time}",
                "fallback": f"{at:%Y-%m-%d %H:%M} UTC",
            }
