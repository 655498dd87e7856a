"""How each destination is doing."""

from bot.alerting.channel_health import ChannelHealth
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import PACES


class ChannelHealths:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, destination: str) -> ChannelHealth:
        """The record; a fresh one where there is none."""
        data = await self._client.hget(PACES.name, destination)
        return decode(data, ChannelHealth) if data else ChannelHealth()

    async def load_all(self) -> dict[str, ChannelHealth]:
        """Every record, by destination."""
        rows = await self._client.hgetall(PACES.name)
        return {name.decode(): decode(data, ChannelHealth) for name, data in sorted(rows.items())}

    async def save(self, destination: str, pace: ChannelHealth) -> None:
        """Store a record."""
        await self._client.hset(PACES.name, destination, encode(pace))
