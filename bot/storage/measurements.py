"""What services were measured to stand on: one record a service, kept for as long as somebody looks."""

from collections.abc import Collection

from bot.domain.measurement import MeasuredService
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.sight_keys import MEASURED


class Measurements:
    """The records of all services that were looked at."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, service: str) -> MeasuredService | None:
        """The record of a service; None where it was never looked at."""
        data = await self._client.hget(MEASURED.name, service)
        return decode(data, MeasuredService) if data else None

    async def load_all(self) -> dict[str, MeasuredService]:
        """Every record, by service."""
        rows = await self._client.hgetall(MEASURED.name)
        return {name.decode(): decode(rows[name], MeasuredService) for name in sorted(rows)}

    async def save(self, record: MeasuredService) -> None:
        """Replace the record of a service."""
        await self._client.hset(MEASURED.name, record.service, encode(record))

    async def forget(self, services: Collection[str]) -> None:
        """Drop the records of these: they have left the catalogue, or nobody may look at them any more."""
        if services:
            await self._client.hdel(MEASURED.name, *services)
