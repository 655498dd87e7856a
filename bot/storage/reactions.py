"""What people did about incidents: marks of a channel, and votes for the score."""

from collections.abc import Callable
from typing import Final

from redis.exceptions import WatchError

from bot.domain.message import Destination
from bot.domain.reactions import Reactions, Vote
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import MARKS, MAX_STREAM_ENTRIES, VOICES, VOTES
from bot.storage.streams import Stream

# So often may one person change their mind about one incident.
MAX_VOTES_EACH: Final = 10
VOTE_STREAM: Final = Stream(VOTES, Vote)


class ReactionLog:
    """One record an incident and channel."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, incident: str, destination: Destination) -> Reactions:
        """What a channel did about an incident."""
        data = await self._client.hget(MARKS.of(incident), str(destination))
        return decode(data, Reactions) if data else Reactions()

    async def change(
        self, incident: str, destination: Destination, step: Callable[[Reactions], Reactions]
    ) -> Reactions:
        """Replace the marks by what `step` makes of them. Two who press at once both count."""
        key, field = MARKS.of(incident), str(destination)
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(key)
                data = await pipe.hget(key, field)
                after = step(decode(data, Reactions) if data else Reactions())
                pipe.multi()
                pipe.hset(key, field, encode(after))
                pipe.expire(key, MARKS.ttl or 0)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return after

    async def vote(self, vote: Vote) -> bool:
        """Keep somebody's word; whoever counts takes each person's last.

        False, and not kept, once it is enough: the stream is trimmed, and who presses on and on would push
        out what others have said.
        """
        key = VOICES.of(vote.incident)
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hincrby(key, vote.voter, 1)
            pipe.expire(key, VOICES.ttl or 0)
            said, _ = await pipe.execute()
        if said > MAX_VOTES_EACH:
            return False
        async with self._client.pipeline(transaction=True) as pipe:
            VOTE_STREAM.append(pipe, vote)
            await pipe.execute()
        return True

    async def votes(self) -> tuple[Vote, ...]:
        """Every word that is still kept, oldest first."""
        return tuple(await VOTE_STREAM.newest(self._client, MAX_STREAM_ENTRIES * 2))
