"""What people said of claims, read over and over."""

from bot.domain.reactions import Vote
from bot.storage.client import Client
from bot.storage.keys import MAX_STREAM_ENTRIES, VOTES
from bot.storage.notifications import VOTE_STREAM


class Voices:
    """Keeps what it has read, and reads on from there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._votes: list[Vote] = []
        self._end = b""

    async def load(self) -> tuple[Vote, ...]:
        """Every word, oldest first, as far as the stream was kept when we first read it."""
        start = f"({self._end.decode()}" if self._end else "-"
        rows = await self._client.xrange(VOTES.name, min=start)
        if rows:
            self._end = rows[-1][0]
            self._votes = [*self._votes, *VOTE_STREAM.values(rows)][-MAX_STREAM_ENTRIES * 2 :]
        return tuple(self._votes)
