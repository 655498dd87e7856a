"""Heartbeats: when each part was last well, and what ails those that are not, for who watches the watcher."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import AILMENTS, HEARTBEATS

GONE_AFTER: Final = timedelta(days=1)


class Heartbeats:
    """One time a part, and a sentence a part that is ill."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def save(self, beats: Mapping[str, datetime]) -> None:
        """Note when some parts were well, of which there is one at least."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(HEARTBEATS.name, mapping={part: at.isoformat() for part, at in beats.items()})
            pipe.hdel(AILMENTS.name, *beats)
            await pipe.execute()

    async def ail(self, part: str, why: str, now: datetime) -> None:
        """Note that a part is at it, and what keeps it from being well."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hsetnx(HEARTBEATS.name, part, now.isoformat())
            pipe.hset(AILMENTS.name, part, encode(_Ailment(why=why, at=now)))
            await pipe.execute()

    async def load(self, now: datetime) -> dict[str, datetime]:
        """When each part was last well; what has been silent for a day is no part any more."""
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.hgetall(HEARTBEATS.name)
            pipe.hgetall(AILMENTS.name)
            rows, ill = await pipe.execute()
        heartbeats = {part.decode(): datetime.fromisoformat(at.decode()) for part, at in rows.items()}
        ailing = _ailing(ill, now)
        return {part: at for part, at in heartbeats.items() if part in ailing or now - at < GONE_AFTER}

    async def ailments(self, now: datetime) -> dict[str, str]:
        """What ails each part that is ill and still at it."""
        return _ailing(await self._client.hgetall(AILMENTS.name), now)


def _ailing(rows: Mapping[bytes, bytes], now: datetime) -> dict[str, str]:
    known = {part.decode(): decode(data, _Ailment) for part, data in rows.items()}
    return {part: ailment.why for part, ailment in known.items() if now - ailment.at < GONE_AFTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ailment:
    why: str
    at: datetime
