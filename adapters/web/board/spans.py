"""Messages as HTML: what a chat platform does with its own markup. Every foreign word is escaped here.

Whatever a template puts out is made harmless by `shown`; addresses pass `address` first.
"""

from datetime import datetime
from typing import Final

from markupsafe import Markup

from adapters.chat.shared.lines import is_web_address
from adapters.chat.shared.untrusted_text import cut, inert, link_label
from adapters.web.board.moments import AGE, BOTH, CLOCK, moment
from bot.domain.message import Line, Link, Message, Moment, Quote, Section, Span, Text

MAX_LABEL: Final = 200
MAX_TEXT: Final = 1_000
_REL: Final = "noopener nofollow"


def shown(value: object) -> object:
    """What a template puts out: text without characters that steer a reader unseen, and of a sane length."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return cut(inert(value), MAX_TEXT)
    return value


def address(url: str | None) -> str | None:
    """An address that may be a link: http(s), of a sane length, without what nobody sees."""
    return url if url and is_web_address(url) and url.isprintable() and " " not in url else None


def outward(label: str, url: str | None) -> Markup:
    """A link to elsewhere, or its label alone; a label that looks like another address is told apart."""
    if address(url) is None or url is None:
        return Markup("{}").format(cut(inert(label), MAX_LABEL))
    return Markup('<a class="out" href="{}" rel="{}">{}</a>').format(
        url, _REL, link_label(label, url, MAX_LABEL)
    )


def line_of(line: Line, now: datetime) -> Markup:
    """One line of a message."""
    return Markup().join(_span(span, now) for span in line)


def lines_of(message: Message) -> tuple[Section, ...]:
    """The sections of a message that have something to say."""
    return tuple(section for section in message.sections if section.lines or section.more)


def _span(span: Span, now: datetime) -> Markup:
    match span:
        case Text(value=value, bold=True):
            return Markup("<b>{}</b>").format(shown(value))
        case Text(value=value):
            return Markup("{}").format(shown(value))
        case Quote(value=value):
            return Markup("<q>{}</q>").format(shown(value))
        case Link(label=label, url=url):
            return outward(label, url)
        case Moment(at=at):
            return moment(at, now, _half(span))


def _half(span: Moment) -> str:
    if span.is_brief:
        return AGE
    return BOTH if span.is_aged else CLOCK
