"""Looks whether the channels of the settings can be told, and says in the log where not.

Nobody sets these up in chat, where they would be told. A channel that is called by its name is learned by its
id here, before anything is posted: a name may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.domain.presence import ChannelAccess
from bot.notifying.stores import ChannelStore
from bot.ports import ChatPlatform

logger = structlog.get_logger(__name__)

LOOK_EVERY: Final = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class AnnounceWatch:
    """Asks the platforms about the channels of the settings."""

    fixed: tuple[Channel, ...]
    platforms: Mapping[str, ChatPlatform]
    channels: ChannelStore
    clock: Clock
    _said: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Look for ever: a channel may be archived, and we may be invited."""
        while True:
            await self.look()
            await self.clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look at each channel once, and say what has changed."""
        for channel in self.fixed:
            place, name = channel.destination, str(channel.destination)
            platform = self.platforms.get(place.platform)
            if platform is None:
                continue
            access = await self._access(platform, place)
            if access.id and access.id != place.channel:
                await self.channels.learn(place, access.id)
            before = self._said.get(name, "")
            if access.trouble and access.trouble != before:
                logger.error("An announce channel cannot be told", channel=name, why=access.trouble)
            elif before and access.is_known and not access.trouble:
                logger.info("An announce channel can be told again", channel=name)
            if access.is_known:
                self._said[name] = access.trouble

    async def _access(self, platform: ChatPlatform, place: Destination) -> ChannelAccess:
        """By its id; where that leads nowhere, by its name, which may be another channel's by now."""
        address = await self.channels.address_of(place)
        access = await platform.access(address)
        if not access.trouble or address == place:
            return access
        by_name = await platform.access(place)
        return by_name if by_name.id and not by_name.trouble else access
