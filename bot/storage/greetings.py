"""Which channels we have said hello to: once each, ever."""

from datetime import datetime

from bot.storage.client import Client
from bot.storage.keys import CHANNEL_HEALTH, GREETED
from bot.storage.shards import shard_of


class Greetings:
    """One time a destination."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def is_known(self, destination: str) -> bool:
        """Whether it was greeted, or told of something by a version that greeted nobody."""
        shard = shard_of(self._client, destination)
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.hexists(GREETED.name, destination)
            pipe.hexists(CHANNEL_HEALTH.at(shard).name, destination)
            greeted, told = await pipe.execute()
        return bool(greeted or told)

    async def greeted_at(self, destination: str) -> datetime | None:
        """When it was greeted; None where it never was."""
        data = await self._client.hget(GREETED.name, destination)
        return datetime.fromisoformat(data.decode()) if data else None

    async def save(self, destination: str, now: datetime) -> None:
        """Note that it was greeted."""
        await self._client.hset(GREETED.name, destination, now.isoformat())
