"""What one group of keys hands over to another, by a stream: each entry arrives once, in order.

Two groups may lie on two nodes, and nothing commits on both. So whoever hands over appends to a stream beside
what it stores; whoever takes keeps its place in that stream beside what it makes of it, and moves on in the
same transaction. A process that dies in between changes nothing.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from bot.logger import logger_of
from bot.storage.arrivals import Rows, troubles_of
from bot.storage.client import Client
from bot.storage.codec import squeezed
from bot.storage.key import Key
from bot.storage.keys import (
    ALERTS,
    MAX_STREAM_BYTES,
    MAX_STREAM_ENTRIES,
    NOTICED,
    OBSERVATIONS,
    OBSERVED,
    PLACES,
    room_for,
)
from bot.storage.streams import FIELD, FIT, order_of

logger = logger_of(__name__)

START: Final = b"0"
BATCH: Final = 100


# Append what was read behind the places of some streams, and move the places on: unless another was faster.
_MOVE: Final = f"""{FIT}
local named = tonumber(ARGV[3])
for i = 4, 3 + 3 * named, 3 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '0') ~= ARGV[i + 1] then return 0 end
end
for i = 4, 3 + 3 * named, 3 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
for i = 4 + 3 * named, #ARGV, 2 do
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], '*', '{FIELD.decode()}', ARGV[i])
  local room = tonumber(ARGV[i + 1])
  if room < tonumber(ARGV[1]) then fit(KEYS[2], tonumber(ARGV[2]), room) end
end
return 1
"""


class Relay:
    """Moves what is handed over in the streams `sources` into the stream `into` of the group `{sf}`."""

    def __init__(self, client: Client, sources: Sequence[str], into: Key) -> None:
        self._client = client
        self._sources = tuple(sources)
        self._into = into
        self._places = places_of(into)
        self._move = client.register_script(_MOVE)
        self._reached: dict[str, bytes] = dict.fromkeys(self._sources, START)

    @property
    def reached(self) -> Mapping[str, bytes]:
        """How far we know that each stream has been moved."""
        return self._reached

    async def step(self, count: int = BATCH, arrived: Mapping[str, Rows] | None = None) -> int:
        """Move up to `count` entries of each; return how many. Of several who try one does.

        `arrived` is what was read of them behind `reached`; else it is read now.
        """
        while True:
            rows = arrived if arrived is not None else await self._read(count)
            behind = {name: those[:count] for name, those in rows.items() if name in self._reached}
            if not behind:
                return 0
            if await self._moved(behind):
                await self._clear(behind)
                self._reached |= {name: those[-1][0] for name, those in behind.items()}
                return sum(map(len, behind.values()))
            arrived = None
            await self.places()

    async def places(self) -> dict[str, bytes]:
        """How far each stream has been moved. The next `step` begins there."""
        rows = await self._client.hmget(self._places, self._sources)
        self._reached = {name: at or START for name, at in zip(self._sources, rows, strict=True)}
        return self._reached

    async def waiting(self) -> int:
        """How many entries wait to be moved."""
        # What was moved is counted, for it is the last entry of that alone, while much may wait.
        async with self._client.pipeline(transaction=False) as pipe:
            for name, at in (await self.places()).items():
                pipe.xlen(name)
                pipe.xrange(name, max=at)
            answers = await pipe.execute()
        return int(sum(answers[::2])) - sum(map(len, answers[1::2]))

    async def _read(self, count: int) -> dict[str, Rows]:
        read = await self._client.xread(dict(self._reached), count=count)
        return {name.decode(): rows for name, rows in read}

    async def _moved(self, behind: Mapping[str, Rows]) -> bool:
        """Whether it was us who moved these; else another has."""
        places = [(name, self._reached[name], rows[-1][0]) for name, rows in behind.items()]
        moved = sorted((order_of(id_), name, fields) for name, rows in behind.items() for id_, fields in rows)
        # Without our field it is not ours.
        data = [squeezed(fields[FIELD]) for _, _, fields in moved if FIELD in fields]
        arguments = [MAX_STREAM_ENTRIES, MAX_STREAM_BYTES, len(places), *chain.from_iterable(places)]
        arguments += chain.from_iterable((one, room_for(one)) for one in data)
        return bool(await self._move(keys=[self._places, self._into.name], args=arguments))

    async def _clear(self, behind: Mapping[str, Rows]) -> None:
        """Drop what was moved. The last of it stays: where it is gone next time, so is what came after it."""
        troubles = troubles_of(self._client)
        async with self._client.pipeline(transaction=False) as pipe:
            for name, rows in behind.items():
                pipe.xtrim(name, minid=rows[-1][0], approximate=False)
            dropped = await pipe.execute()
        if troubles != troubles_of(self._client):
            return  # those may have been counted for an answer that was lost
        for (name, rows), count in zip(behind.items(), dropped, strict=True):
            if self._reached[name] != START and count < len(rows):
                logger.error("What was handed over was dropped before it was read", stream=name)


async def forget_places(client: Client, shard: int) -> None:
    """Have the streams of a shard that was lost moved from their start."""
    for key, into in ((OBSERVED, OBSERVATIONS), (NOTICED, ALERTS)):
        await client.hdel(places_of(into), key.at(shard).name)


def places_of(into: Key) -> str:
    """The key that says how far what is moved into a stream has been moved."""
    return PLACES.of(into.name.rpartition(":")[2])
