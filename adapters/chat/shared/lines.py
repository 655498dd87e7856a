"""A message as lines of plain text, for platforms that have nothing else to show."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from bot.domain.message import Line, Link, Message, Moment, Quote, Span, Text
from bot.domain.times import moment_words

MAX_URL: Final = 2_000


def lines_of(message: Message, shown: Callable[[str], str]) -> list[str]:
    """What stands under the headline, a blank line before what has a title. `shown` makes words harmless."""
    lines: list[str] = []
    for section in message.sections:
        lines.append("")
        if section.title:
            lines.append(shown(section.title))
        lines += [_line(line, shown) for line in section.lines]
        if section.more:
            lines.append(f"… and {section.more} more")
    if message.footer:
        is_short = all(section.title is None for section in message.sections)
        lines += [*([] if is_short and lines else [""]), _line(message.footer, shown)]
    return lines[1:]


def is_web_address(url: str) -> bool:
    """Whether an address may be shown as one: http(s), and of a sane length."""
    return url.startswith(("https://", "http://")) and len(url) <= MAX_URL


def web_address(url: str) -> str:
    """An address in which nothing is read as markup: without brackets, quotes, @ and what is not ASCII."""
    return quote(url, safe=":/?#!$&*+,;=%-._~", errors="replace")


def _line(line: Line, shown: Callable[[str], str]) -> str:
    return "".join(_span(span, shown) for span in line)


def _span(span: Span, shown: Callable[[str], str]) -> str:
    match span:
        case Text(value=value):
            return shown(value)
        case Quote(value=value):
            return f"“{shown(value)}”"
        case Link(label=label, url=url):
            if not is_web_address(url):
                return shown(label)
            return f"{shown(label)} ({web_address(url)})"
        case Moment():
            return moment_words(span)
