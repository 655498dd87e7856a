"""What commands are read against, and what they are carried out by."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.message import Message
from bot.questions.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandContext:
    """The services that there are, and the platforms."""

    names: Names
    catalog: Catalog
    traits: Traits


ChannelPage = Callable[[Channel, CommandContext], Message]
"""What there is to look at of a channel."""
