"""Whether what a channel is to hear can be posted: asked when somebody is there to mend it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.channel import Channel
from bot.domain.contact import Contact
from bot.domain.message import Destination
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess
from bot.ports import ChatPlatform
from bot.rendering.channel.hindrance import Hindrances

# Somebody waits for the answer.
_PATIENCE_SECONDS: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCheck:
    """Asks the platforms that are connected; of others nothing is claimed."""

    platforms: Mapping[str, ChatPlatform] = field(default_factory=dict)

    async def hindrances(self, channel: Channel, contact: Contact) -> Hindrances:
        """What keeps us from telling this channel, and its pair."""
        if not is_told(channel):
            return Hindrances()
        here = contact.hindrance
        if here is None:
            here = "" if contact.is_direct else (await self.of(contact.place)).trouble
        pair = (await self.of(channel.paired)).trouble if channel.paired is not None else ""
        return Hindrances(here=here, pair=pair)

    async def of(self, place: Destination) -> ChannelAccess:
        """How we stand in a channel, as far as its platform says so in time."""
        platform = self.platforms.get(place.platform)
        if platform is None:
            return UNKNOWN_ACCESS
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await platform.access(place)
        except TimeoutError:
            return UNKNOWN_ACCESS


def is_told(channel: Channel) -> bool:
    """Whether anything is ever posted there by itself."""
    return bool(channel.watches or channel.digest or channel.paired)
