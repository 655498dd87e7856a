"""How each destination is doing."""

from bot.alerting.channel_health import Pace
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import PACES


class Paces:
    """One record a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, destination: str) -> Pace:
        """The record; a fresh one where there is none."""
        data = await self._client.hget(PACES.name, destination)
        return decode(data, Pace) if data else Pace()

    async def load_all(self) -> dict[str, Pace]:
        """Every record, by destination."""
        rows = await self._client.hgetall(PACES.name)
        return {name.decode(): decode(data, Pace) for name, data in sorted(rows.items())}

    async def save(self, destination: str, pace: Pace) -> None:
        """Store a record."""
        await self._client.hset(PACES.name, destination, encode(pace))
