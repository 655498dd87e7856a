"""Who turned to us lately: platforms repeat what they are in doubt about, and people may ask too much."""

from datetime import timedelta
from typing import Final

from bot.storage.client import Client
from bot.storage.keys import ASKED_BY, INQUIRIES

EVERY: Final = timedelta(minutes=1)


class Inquiries:
    """Remembers ids for ten minutes, and counts by person and minute."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def is_first(self, id_: str) -> bool:
        """Note an id; False if it was noted before."""
        return bool(await self._client.set(INQUIRIES.of(id_), b"1", nx=True, ex=INQUIRIES.ttl))

    async def count(self, person: str) -> int:
        """Count one more of a person; how many it were within the minute that began with the first."""
        key = ASKED_BY.of(person)
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.expire(key, EVERY, nx=True)
            number, _ = await pipe.execute()
        return int(number)
