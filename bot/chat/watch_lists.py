"""What channels watch, for whoever runs us: read as it is set, changed as by a command written there."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from bot.alerting.routing import destination_in
from bot.catalog.catalog import Catalog
from bot.channel_commands.command import ChangeWatches
from bot.channel_commands.context import CommandContext
from bot.chat.channel_commands import ChannelCommands
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.command_outcome import WatchVerb
from bot.domain.contact import Contact
from bot.domain.message import Destination, Message
from bot.domain.shown import WatchListShown
from bot.questions.names import Names
from bot.storage.unavailable import as_unavailable

_DONE: Final = Message(headline="Done.")


class ChannelWatchLists:
    """The watch lists of all channels; `fixed` are those of the settings. Raises StoreUnavailable, too."""

    def __init__(
        self,
        stores: ChatStores,
        catalog: Catalog,
        traits: Traits,
        clock: Clock,
        fixed: Sequence[Channel] = (),
    ) -> None:
        self._channels = stores.channels
        self._stores = stores
        self._catalog = catalog
        self._traits = traits
        self._clock = clock
        self._fixed = tuple(fixed)

    async def load_all(self) -> tuple[WatchListShown, ...]:
        """Those of all channels that watch anything, by destination."""
        with as_unavailable():
            stored = await self._channels.load_all()
        channels = {str(one.destination): one for one in (*self._fixed, *stored)}
        return tuple(_shown(channels[name]) for name in sorted(channels) if channels[name].watches)

    async def load(self, destination: str) -> WatchListShown | None:
        """That of one; None where no such channel has been set. Raises ConfigurationError."""
        contact = _operator(self._place(destination))
        with as_unavailable():
            channel = await self._directory.channel_of(contact)
            is_known = channel.watches or await self._channels.load(channel.destination) is not None
        return _shown(channel) if is_known else None

    async def change(self, destination: str, verb: WatchVerb, names: Sequence[str]) -> Message:
        """Add names to one, or remove them; what chat says of it. Raises ConfigurationError."""
        command = ChangeWatches(verb=verb, names=tuple(names))
        contact = _operator(self._place(destination))
        with as_unavailable():
            reply = await self._commands.command(command, contact)
        return reply.message or _DONE

    @cached_property
    def _commands(self) -> ChannelCommands:
        return ChannelCommands(
            stores=self._stores,
            directory=self._directory,
            context=CommandContext(names=Names(self._catalog), catalog=self._catalog, traits=self._traits),
            clock=self._clock,
        )

    @property
    def _directory(self) -> ChannelDirectory:
        return ChannelDirectory(channels=self._channels, clock=self._clock, fixed=self._fixed)

    def _place(self, destination: str) -> Destination:
        place = destination_in(destination, self._traits)
        return self._traits[place.platform].spelt(place)


def _shown(channel: Channel) -> WatchListShown:
    return WatchListShown(destination=str(channel.destination), watches=channel.watches)


def _operator(place: Destination) -> Contact:
    """Whoever runs us may change any channel, and nobody sees where they write from."""
    return Contact(
        id="api", place=place, team=place.team, user="operator", may_manage=True, name="whoever runs me"
    )
