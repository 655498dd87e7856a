"""Which channel somebody turns to us from: platforms, people and the settings call one by different names."""

from dataclasses import dataclass, replace

from bot.chat.stores import ChannelRegister
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.contact import Contact
from bot.domain.message import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDirectory:
    """Looks channels up. `fixed` are those of the settings."""

    channels: ChannelRegister
    clock: Clock
    fixed: tuple[Channel, ...] = ()

    async def channel_of(self, contact: Contact) -> Channel:
        """The channel as it is set; where nobody has set it as the settings have it, or as it begins."""
        name = await self.channels.name_of(contact.place)
        fixed = next((c for c in self.fixed if _is_at(c, contact) or str(c.destination) == name), None)
        place = fixed.destination if fixed else contact.place
        known = await self.channels.load(place)
        if known is None and name != str(place):
            known = await self.channels.load_named(name)
        if known is None and fixed is None:
            known = await self._called_otherwise(place)
        fresh = Channel(destination=place, since=self.clock.now(), guild=contact.team)
        return known or fixed or fresh

    async def _called_otherwise(self, place: Destination) -> Channel | None:
        """The same channel with its workspace or without: chat always names it, a command line need not."""
        if place.team:
            return await self.channels.load(replace(place, team=""))
        same = [
            channel
            for channel in await self.channels.load_all()
            if (channel.destination.platform, channel.destination.channel) == (place.platform, place.channel)
        ]
        return same[0] if len(same) == 1 else None


def _is_at(channel: Channel, contact: Contact) -> bool:
    """Whether a channel of the settings is this one: the settings may leave the workspace out."""
    here, place = channel.destination, contact.place
    return here.platform == place.platform and here.channel == place.channel and here.team in ("", place.team)
