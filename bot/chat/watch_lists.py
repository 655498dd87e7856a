"""What channels watch, for whoever runs us: read as it is set, changed as by a command written there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.alerting.routing import destination_in
from bot.channel_commands.command import ChangeWatches
from bot.chat.channel_commands import ChannelCommands
from bot.domain.channel import Channel
from bot.domain.command_outcome import WatchVerb
from bot.domain.contact import Contact
from bot.domain.message import Destination, Message
from bot.domain.shown import WatchListShown

_DONE: Final = Message(headline="Done.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWatchLists:
    """The watch lists of all channels, those of the settings among them."""

    commands: ChannelCommands

    async def load_all(self) -> tuple[WatchListShown, ...]:
        """Those of all channels that watch anything, by destination."""
        fixed = {str(channel.destination): channel for channel in self.commands.directory.fixed}
        stored = {str(one.destination): one for one in await self.commands.stores.channels.load_all()}
        channels = {**fixed, **stored}
        return tuple(_shown(channels[name]) for name in sorted(channels) if channels[name].watches)

    async def load(self, destination: str) -> WatchListShown | None:
        """That of one; None where no such channel has been set or told anything."""
        place = self._place(destination)
        channel = await self.commands.directory.channel_of(_operator(place))
        is_known = channel.watches or await self.commands.stores.channels.load(channel.destination)
        return _shown(channel) if is_known else None

    async def change(self, destination: str, verb: WatchVerb, names: Sequence[str]) -> Message:
        """Add names to one, or remove them; what chat says of it. Raises ConfigurationError."""
        command = ChangeWatches(verb=verb, names=tuple(names))
        reply = await self.commands.command(command, _operator(self._place(destination)))
        return reply.message or _DONE

    def _place(self, destination: str) -> Destination:
        traits = self.commands.context.traits
        place = destination_in(destination, traits)
        return traits[place.platform].spelt(place)


def _shown(channel: Channel) -> WatchListShown:
    return WatchListShown(destination=str(channel.destination), watches=channel.watches)


def _operator(place: Destination) -> Contact:
    """Whoever runs us may change any channel, and nobody sees where they write from."""
    return Contact(
        id="api", place=place, team=place.team, user="operator", may_manage=True, name="whoever runs me"
    )
