"""Messages as Slack blocks.

Words go into `rich_text` elements, which Slack shows literally: nothing in them is parsed as markup, mention
or link. Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.chat.shared.untrusted_text import cut, inert, link_label, words
from bot.domain.message import (
    Button,
    ButtonStyle,
    Line,
    Link,
    Message,
    Moment,
    Quote,
    Section,
    Span,
    Text,
    Tone,
)
from bot.domain.times import moment_words

Json = dict[str, Any]

ACTION_PREFIX: Final = "sf:"
MAX_HEADER: Final = 150
# Of 50 blocks: a header, a ping, what was left out, a footer, a picture and two rows of buttons are not ours
# to fill.
MAX_SECTIONS: Final = 43
MAX_LINES: Final = 40
MAX_SPANS: Final = 20
MAX_TEXT: Final = 800
MAX_LABEL: Final = 200
MAX_FOOTER_TEXT: Final = 100
MAX_FALLBACK: Final = 2_800
# Slack names no limit for a whole rich_text block; a message of all blocks is refused above 16,000 characters
# in practice, so we stop well before.
MAX_TOTAL: Final = 10_000
MAX_ROW: Final = 25
MAX_BUTTONS: Final = 2 * MAX_ROW
MAX_BUTTON_TEXT: Final = 75
MAX_ACTION_ID: Final = 255
# Options of an overflow menu, and of a list to choose from. Their values have at most 150 characters, and our
# actions 100: https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
MAX_OVERFLOW: Final = 5
MAX_MENU: Final = 100
MENU: Final = f"{ACTION_PREFIX}menu"

_SHORTCODE: Final = re.compile(r":(?=[\w+'-]{1,100}:)")
_MARKS: Final = {
    Tone.OUTAGE: "🔴",
    Tone.DEGRADED: "🟠",
    Tone.MAINTENANCE: "🔧",
    Tone.RESOLVED: "🟢",
    Tone.WITHDRAWN: "⚪",
    Tone.NEUTRAL: "🔵",
}
_GROUP: Final = re.compile(r"S[A-Z0-9]{1,20}")
_PERSON: Final = re.compile(r"[UW][A-Z0-9]{1,20}")


def blocks_for(message: Message, *, file: str | None = None, pings: bool = False) -> list[Json]:
    """The message as blocks, within every limit whatever it holds.

    `file` is the id of its picture where that was uploaded; `pings` says whether its ping calls anybody.
    """
    title = f"{_MARKS[message.tone]} {inert(message.headline)}"
    blocks = [_block("header", text=_plain_text(cut(title, MAX_HEADER)))]
    if pings and (called := _ping_element(message.ping)) is not None:
        blocks.append(_rich_text([_paragraph([called])]))
    blocks += _sections(message.sections, _room(message))
    if message.picture is not None and file is not None:
        alt = cut(inert(message.picture.alt), MAX_TEXT).strip() or "picture"
        blocks.append(_block("image", slack_file={"id": file}, alt_text=alt))
    if message.footer:
        spans = [_span(span, MAX_FOOTER_TEXT) for span in message.footer[:MAX_SPANS]]
        blocks.append(_rich_text([_paragraph(spans)]))
    return blocks + _rows(message.buttons)


def fallback_text(message: Message, *, pings: bool = False) -> str:
    """Plain words for notifications and readers without blocks; Slack parses these, so they are escaped."""
    lines = [f"{_MARKS[message.tone]} {escape(message.headline)}"]
    if pings and (called := _ping_element(message.ping)) is not None:
        lines.append(f"<!subteam^{message.ping}>" if called["type"] == "usergroup" else f"<@{message.ping}>")
    for section in message.sections[:20]:
        lines += [escape("".join(words(span) for span in line)) for line in section.lines[:5]]
    return cut("\n".join(line[:500] for line in lines), MAX_FALLBACK)


def escape(text: str) -> str:
    """Make text that Slack's mrkdwn shows as it is.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    escaped = inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width space behind a formatting character keeps it from pairing with another, and a colon from
    # opening an emoji's name; `@` needs none, since mentions are made of <…> alone while `parse` is none.
    escaped = _SHORTCODE.sub(":\u200b", escaped)
    return "".join(f"{character}\u200b" if character in "*_~`" else character for character in escaped)


def _room(message: Message) -> int:
    """The characters that footer and buttons leave to the sections, at the least."""
    footer = MAX_FOOTER_TEXT * min(len(message.footer), MAX_SPANS)
    return MAX_TOTAL - footer - MAX_BUTTON_TEXT * min(len(message.buttons), MAX_BUTTONS)


def _sections(sections: tuple[Section, ...], budget: int) -> list[Json]:
    """A block a section, until the budget is used up; then how many lines are missing."""
    blocks: list[Json] = []
    for shown, section in enumerate(sections):
        if shown == MAX_SECTIONS or budget <= 0:
            left = sum(len(rest.lines) + rest.more for rest in sections[shown:])
            return [*blocks, _rich_text([_more(left)])] if left else blocks
        elements, used = _section(section, budget)
        if elements:
            blocks.append(_rich_text(elements))
        budget -= used
    return blocks


def _section(section: Section, budget: int) -> tuple[list[Json], int]:
    """A section's elements and the characters they use."""
    elements: list[Json] = []
    used = 0
    if section.title and (title := cut(inert(section.title), 200)):
        elements.append(_paragraph([{"type": "text", "text": title, "style": {"bold": True}}]))
        used += len(title)
    shown = 0
    for line in section.lines[:MAX_LINES]:
        size = sum(_size(span) for span in line[:MAX_SPANS])
        if used + size > budget:
            used = budget
            break
        elements.append(_line(line))
        used += size
        shown += 1
    if more := section.more + len(section.lines) - shown:
        elements.append(_more(more))
    return elements, used


def _rows(buttons: tuple[Button, ...]) -> list[Json]:
    """Rows of buttons, and behind the last a menu. The value of an element is all that comes back."""
    usable = [button for button in buttons if button.action][:MAX_BUTTONS]
    menu = [button for button in usable if button.is_in_menu][:MAX_MENU]
    row = [button for button in usable if not button.is_in_menu]
    if len(menu) == 1:
        row, menu = row + menu, []
    elements: list[Json] = []
    for button in row:
        elements.append(_button(button, _unique_id(button.action, elements)))
    if menu:
        elements.append(_menu(menu))
    return [
        _block("actions", elements=elements[start : start + MAX_ROW])
        for start in range(0, len(elements), MAX_ROW)
    ]


def _button(button: Button, id_: str) -> Json:
    style = {} if button.style is ButtonStyle.PLAIN else {"style": str(button.style)}
    label = cut(inert(button.label), MAX_BUTTON_TEXT) or "…"
    return {"type": "button", "text": _plain_text(label), "action_id": id_, "value": button.action, **style}


def _menu(buttons: list[Button]) -> Json:
    """The rest behind "…", or, where that is full, in a list to choose from."""
    options = [
        {"text": _plain_text(cut(inert(b.label), MAX_BUTTON_TEXT) or "…"), "value": b.action} for b in buttons
    ]
    if len(options) <= MAX_OVERFLOW:
        return {"type": "overflow", "action_id": MENU, "options": options}
    return {
        "type": "static_select",
        "action_id": MENU,
        "placeholder": _plain_text("More"),
        "options": options,
    }


def _unique_id(action: str, elements: list[Json]) -> str:
    """An id is unique in its message."""
    id_ = cut(f"{ACTION_PREFIX}{action}", MAX_ACTION_ID - 4)
    return f"{id_}#{len(elements)}" if any(element["action_id"] == id_ for element in elements) else id_


def _ping_element(ping: str | None) -> Json | None:
    """The one group or person to call; None for what is no id of either, so that no word becomes a call."""
    if ping is not None and _GROUP.fullmatch(ping):
        return {"type": "usergroup", "usergroup_id": ping}
    if ping is not None and _PERSON.fullmatch(ping):
        return {"type": "user", "user_id": ping}
    return None


def _line(line: Line) -> Json:
    if len(line) == 1 and isinstance(line[0], Quote):
        return {"type": "rich_text_quote", "elements": [_span(line[0], MAX_TEXT)]}
    return _paragraph([_span(span, MAX_TEXT) for span in line[:MAX_SPANS]])


def _size(span: Span) -> int:
    """The characters that a span uses, an address included."""
    if isinstance(span, Link):
        return len(link_label(span.label, span.url, MAX_LABEL)) + len(span.url)
    return min(len(words(span)), MAX_TEXT)


def _span(span: Span, limit: int) -> Json:
    """One element; never an empty text, which Slack refuses."""
    match span:
        case Text(value=value, bold=bold):
            text: Json = {"type": "text", "text": cut(inert(value), limit) or " "}
            return {**text, "style": {"bold": True}} if bold else text
        case Quote(value=value):
            return {"type": "text", "text": cut(inert(value), limit) or " "}
        case Link(label=label, url=url):
            shown = link_label(label, url, min(limit, MAX_LABEL)) or "link"
            return (
                {"type": "link", "url": url, "text": shown}
                if _is_address(url)
                else {"type": "text", "text": shown}
            )
        case Moment():
            return _date(span)


def _date(moment: Moment) -> Json:
    """A time in its reader's zone: https://docs.slack.dev/reference/block-kit/block-elements/date-element."""
    shown = "{date_short} {time}" if moment.is_dated else "{date_short_pretty} {time}"
    return {
        "type": "date",
        "timestamp": int(moment.at.timestamp()),
        "format": "{ago}" if moment.is_brief else f"{shown}, {{ago}}" if moment.is_aged else shown,
        "fallback": moment_words(moment),
    }


def _is_address(url: str) -> bool:
    """Whether Slack takes this as a link: one that it does not costs the whole message."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    clean = url == inert(url) and not any(character.isspace() or character in '<>"' for character in url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and clean and len(url) <= 2_000


def _more(count: int) -> Json:
    return _paragraph([{"type": "text", "text": f"and {count} more"}])


def _paragraph(spans: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": [*spans, {"type": "text", "text": "\n"}]}


def _rich_text(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _block(kind: str, **fields: Any) -> Json:
    return {"type": kind, **fields}
