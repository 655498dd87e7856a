"""Heartbeats: when each part last did something, for whoever watches the watcher."""

from datetime import datetime, timedelta
from typing import Final

from bot.storage.client import Client
from bot.storage.keys import HEARTBEATS

GONE_AFTER: Final = timedelta(days=1)


class Heartbeats:
    """One time a part."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def save(self, part: str, now: datetime) -> None:
        """Note that a part is alive."""
        await self._client.hset(HEARTBEATS.name, part, now.isoformat())

    async def load(self, now: datetime) -> dict[str, datetime]:
        """When each part was last alive; what has been silent for a day is no part any more."""
        rows = await self._client.hgetall(HEARTBEATS.name)
        heartbeats = {part.decode(): datetime.fromisoformat(at.decode()) for part, at in rows.items()}
        return {part: at for part, at in heartbeats.items() if now - at < GONE_AFTER}
