"""A message as lines of plain text."""

from adapters.chat.shared.lines import lines_of
from adapters.chat.shared.untrusted_text import inert
from bot.domain.message import Message


def plain_text(message: Message) -> str:
    """The headline, then what stands below it; the address of a link stands behind it."""
    return "\n".join([inert(message.headline), *lines_of(message, inert)])
