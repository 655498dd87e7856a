"""Questions answered lately: a platform that is in doubt sends them again."""

from bot.storage.client import Client
from bot.storage.keys import INQUIRIES


class Inquiries:
    """Remembers ids for ten minutes."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def is_first(self, id_: str) -> bool:
        """Note an id; False if it was noted before."""
        return bool(await self._client.set(INQUIRIES.of(id_), b"1", nx=True, ex=INQUIRIES.ttl))
