"""Who turned to us lately: platforms repeat what they are in doubt about, and people may ask too much."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from bot.domain.message import MessageRef
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.keys import ANSWERED, ASKED_BY, INQUIRIES

EVERY: Final = timedelta(minutes=1)

# Taken is what is not older by its revision than what is known, and says something else.
_TAKE: Final = """
local known = redis.call('HMGET', KEYS[1], 'revision', 'text')
if known[1] and (known[1] > ARGV[1] or (known[1] == ARGV[1] and known[2] == ARGV[2])) then return 0 end
redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'text', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
if not known[1] then return 1 end
return known[2] == ARGV[2] and 0 or 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenInquiry:
    """What became of the first answer to something written: it `is_answered` once that is posted as `answer`.

    An answer that nobody sees, or none, has no reference.
    """

    is_answered: bool = False
    answer: MessageRef | None = None


class Inquiries:
    """Remembers ids for ten minutes, what was written for a day, and counts by person and minute."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._take = client.register_script(_TAKE)

    async def is_first(self, id_: str) -> bool:
        """Note an id; False if it was noted before."""
        return bool(await self._client.set(INQUIRIES.of(id_), b"1", nx=True, ex=INQUIRIES.ttl))

    async def take(self, id_: str, revision: str, text: str) -> tuple[bool, bool]:
        """Note what was written: whether it is to be dealt with, and whether that is an edit of what was.

        Of all processes one alone is told to, for each revision; an edit that changes no word is none.
        """
        ttl = int((ANSWERED.ttl or timedelta()).total_seconds())
        digest = blake2b(" ".join(text.split()).encode(), digest_size=8).hexdigest()
        taken = int(await self._take(keys=[ANSWERED.of(id_)], args=[revision, digest, ttl]))
        return taken > 0, taken > 1

    async def answered(self, id_: str, answer: MessageRef | None) -> None:
        """Note where the answer is; None where there is none to change."""
        await self._client.hset(
            ANSWERED.of(id_), "answer", encode(TakenInquiry(is_answered=True, answer=answer))
        )

    async def earlier(self, id_: str) -> TakenInquiry:
        """What became of the answer before an edit."""
        data = await self._client.hget(ANSWERED.of(id_), "answer")
        return decode(data, TakenInquiry) if data is not None else TakenInquiry()

    async def is_newest(self, id_: str, revision: str) -> bool:
        """Whether no later edit was taken meanwhile."""
        newest = await self._client.hget(ANSWERED.of(id_), "revision")
        return newest is None or newest.decode() == revision

    async def count(self, person: str) -> int:
        """Count one more of a person; how many it were within the minute that began with the first."""
        key = ASKED_BY.of(person)
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.expire(key, EVERY, nx=True)
            number, _ = await pipe.execute()
        return int(number)
