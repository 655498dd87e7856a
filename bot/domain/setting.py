"""What can be set of a channel, as it is spoken of."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One field of Channel that people set.

    `names` are the words for it, the first of them ours. `words` says how it is set, in a line; `example` is
    what follows "settings", or stands alone for one that `is_shown_alone`: its name without a value shows it.
    `is_listed` says whether it belongs to what decides how the watch list is told.
    """

    field: str
    names: tuple[str, ...]
    words: Callable[[Channel, Traits], str]
    example: str
    is_shown_alone: bool = False
    is_listed: bool = True

    @property
    def name(self) -> str:
        """What we call it."""
        return self.names[0]
