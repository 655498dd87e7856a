"""What sites allow programs like us, by origin, and when they were last asked."""

from datetime import UTC, datetime
from typing import Final

from bot.panels.robots_txt import ReadRobots
from bot.storage.client import Client
from bot.storage.codec import decode, encode
from bot.storage.sight_keys import ROBOTS, ROBOTS_ASKED

# Of all processes one alone is told to ask, and notes that before it does.
_CLAIM: Final = """
local asked = redis.call('ZSCORE', KEYS[1], ARGV[1])
if asked and tonumber(asked) > tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1
"""


class RobotsFiles:
    """The robots.txt of every origin (scheme, host and port) that is probed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._claim = client.register_script(_CLAIM)

    async def claim(self, origin: str, now: datetime, since: datetime) -> bool:
        """Whether nobody has asked it since then: if so, it counts as asked now."""
        arguments = [origin, now.timestamp(), since.timestamp()]
        return bool(await self._claim(keys=[ROBOTS_ASKED.name], args=arguments))

    async def ask_again(self, origin: str, asked_at: datetime) -> None:
        """Have it count as asked then, since it has said nothing."""
        await self._client.zadd(ROBOTS_ASKED.name, {origin: asked_at.timestamp()})

    async def asked_at(self, origin: str) -> datetime | None:
        """When it was last asked, whatever came of it."""
        score = await self._client.zscore(ROBOTS_ASKED.name, origin)
        return None if score is None else datetime.fromtimestamp(score, tz=UTC)

    async def load(self, origin: str) -> ReadRobots | None:
        """What it last said; None where it never did."""
        data = await self._client.hget(ROBOTS.name, origin)
        return decode(data, ReadRobots) if data else None

    async def store(self, origin: str, read: ReadRobots) -> None:
        """Replace it."""
        await self._client.hset(ROBOTS.name, origin, encode(read))
