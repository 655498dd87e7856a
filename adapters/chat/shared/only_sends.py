"""What is the same for platforms that only take messages: nobody answers, and no connection stays open."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence

from adapters.chat.shared.setting_faults import unreachable
from bot.domain.message import Destination
from bot.domain.presence import ChannelAccess, Identity
from bot.ports import Respondent


class OnlySends:
    """The half of the port that is about listening. `names` are the destinations that are set up.

    `variable` is the setting that holds them, `what` the word for one.
    """

    def __init__(self, names: Sequence[str], variable: str, what: str) -> None:
        self._names = names
        self._variable = variable
        self._what = what

    async def listen(self, respondent: Respondent) -> None:  # noqa: ARG002  -- nobody is at the other end
        """Wait for ever: nothing comes back."""
        await asyncio.Event().wait()

    async def ailment(self) -> str:
        """Nothing is connected that could be lost."""
        return ""

    async def identity(self) -> Identity:
        """What is set up: nobody there could say who we are."""
        return Identity(name=f"{len(self._names)} set up: {', '.join(self._names)}")

    async def access(self, place: Destination) -> ChannelAccess:
        """Whether there is anything of that name. A look would be a message."""
        if place.channel in self._names:
            return ChannelAccess(id=place.channel)
        return ChannelAccess(trouble=unnamed(self._what, place.channel, self._variable))


def unnamed_faults(
    destinations: Iterable[Destination], names: Collection[str], what: str, variable: str
) -> Iterator[str]:
    """A sentence for each destination that is not set up."""
    for to in destinations:
        if to.channel not in names:
            yield from unreachable([to], unnamed(what, to.channel, variable))


def unnamed(what: str, name: str, variable: str) -> str:
    """Say that a destination is not set up, and what to do."""
    return f"no {what} is named “{name}”: add it to {variable}"
