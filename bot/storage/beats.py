"""Heartbeats: when each part last did something, for whoever watches the watcher."""

from datetime import datetime

from bot.storage.client import Client
from bot.storage.keys import BEATS


class Beats:
    """One time a part."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def save(self, part: str, now: datetime) -> None:
        """Note that a part is alive."""
        await self._client.hset(BEATS.name, part, now.isoformat())

    async def load(self) -> dict[str, datetime]:
        """When each part was last alive."""
        rows = await self._client.hgetall(BEATS.name)
        return {part.decode(): datetime.fromisoformat(at.decode()) for part, at in rows.items()}
