"""A message in a terminal: as plain text, and printed with colours and links where it has them."""

import shutil
import sys
from collections.abc import Iterator
from typing import Any, Final

from adapters.chat.shared.lines import is_web_address, web_address
from adapters.chat.shared.untrusted_text import inert, link_label
from bot.domain.message import Link, Message, Moment, Quote, Span, Text, Tone
from bot.domain.times import moment_words

# Columns of what is printed to no terminal, and of its frame.
_WIDTH: Final = 110
_WIDEST: Final = 240
_FRAME: Final = 6
_INDENT: Final = 4
_MARKS: Final = {
    Tone.OUTAGE: "●",
    Tone.DEGRADED: "◐",
    Tone.MAINTENANCE: "◇",
    Tone.RESOLVED: "✓",
    Tone.WITHDRAWN: "✗",
    Tone.NEUTRAL: "·",
}


_STYLES: Final = {
    Tone.OUTAGE: "red",
    Tone.DEGRADED: "yellow",
    Tone.MAINTENANCE: "blue",
    Tone.RESOLVED: "green",
    Tone.WITHDRAWN: "magenta",
    Tone.NEUTRAL: "white",
}


def text_of(message: Message) -> str:
    """A message as plain text, a line a line; the address of a link stands behind it."""
    return "".join(piece for piece, _ in _styled(message, has_links=False))


def print_message(message: Message, *, indent: bool) -> None:
    """Print it, framed, or indented as part of a thread."""
    from rich import box, console, padding, panel, text  # noqa: PLC0415  -- only when something is said

    screen = console.Console(
        highlight=False,
        emoji=False,
        markup=False,
    )
    # Where nothing but text is understood (TERM=dumb), links would vanish with their addresses.
    has_links = screen.is_terminal and screen.color_system is not None
    if not sys.stdout.isatty():
        screen.width = _width_of(message)
    elif not has_links:
        # rich takes such a terminal to have 80 columns, whatever is set, unless its height is set, too.
        columns, lines = shutil.get_terminal_size()
        screen.size = console.ConsoleDimensions(max(columns, _longest_address(message)), lines)
    body = text.Text.assemble(*_styled(message, has_links=has_links), overflow="fold")
    shown: Any = panel.Panel(body, box=box.ROUNDED, border_style=_STYLES[message.tone])
    if indent:
        shown = padding.Padding(body, (0, 0, 1, 6))
    screen.print(shown)


def _styled(message: Message, *, has_links: bool) -> Iterator[tuple[str, str]]:
    """Pieces of text with their style. `has_links`: words are links, else their address is written out."""
    yield f"{_MARKS[message.tone]} {inert(message.headline)}", ""
    for section in message.sections:
        if section.title:
            yield f"\n  {inert(section.title)}", ""
        for line in section.lines:
            yield "\n    ", ""
            yield from (_piece(span, has_links=has_links) for span in line)
        if section.more:
            yield f"\n    … and {section.more} more", ""
    if message.footer:
        yield "\n  ", ""
        yield from (_piece(span, has_links=has_links) for span in message.footer)


def _piece(span: Span, *, has_links: bool) -> tuple[str, str]:
    match span:
        case Text():
            return inert(span.value), ""
        case Link(label=label, url=url) if has_links and is_web_address(url):
            return link_label(label, url, _WIDEST), f"link {web_address(url)}"
        case Link():
            return inert(f"{span.label} <{span.url}>"), ""
        case Moment():
            return moment_words(span), ""
        case Quote():
            return f"“{inert(span.value)}”", ""


def _width_of(message: Message) -> int:
    """Where nobody folds for us: as wide as it takes to break no address in two, within reason."""
    addressed = [len(line) + _FRAME for line in text_of(message).splitlines() if "://" in line]
    return max(min(_WIDEST, max((_WIDTH, *addressed))), _longest_address(message))


def _longest_address(message: Message) -> int:
    """The columns that the longest address takes with its frame."""
    words = (word for word in text_of(message).split() if "://" in word)
    return max((len(word) + _FRAME + _INDENT for word in words), default=0)
