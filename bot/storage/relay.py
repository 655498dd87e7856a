"""What one group of keys hands over to another, by a stream: each entry arrives once, in order.

Two groups may lie on two nodes, and nothing commits on both. So whoever hands over appends to a stream beside
what it stores; whoever takes keeps its place in that stream beside what it makes of it, and moves on in the
same transaction. A process that dies in between changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from redis.exceptions import WatchError

from bot.storage.client import Client
from bot.storage.key import Key
from bot.storage.keys import ALERTS, NOTICED, OBSERVATIONS, OBSERVED, PLACES
from bot.storage.streams import FIELD, append, order_of

logger = structlog.get_logger(__name__)

START: Final = b"0"
BATCH: Final = 100


class Relay:
    """Moves what is handed over in the streams `sources` into the stream `into` of the group `{sf}`."""

    def __init__(self, client: Client, sources: Sequence[str], into: Key) -> None:
        self._client = client
        self._sources = tuple(sources)
        self._into = into
        self._places = places_of(into)
        self._reached: dict[str, bytes] = dict.fromkeys(self._sources, START)

    async def step(self, count: int = BATCH) -> int:
        """Move up to `count` entries of each; return how many. Of several who try one does."""
        read = await self._client.xread(self._reached, count=count)
        if not read:
            return 0
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(self._places)
                known = self._reached
                places = await self.places(pipe)
                if places != known:
                    read = await self._client.xread(places, count=count)
                moved = sorted(
                    (order_of(id_), name, id_, fields) for name, rows in read for id_, fields in rows
                )
                if not moved:
                    return 0
                pipe.multi()
                for _, _, _, fields in moved:
                    if FIELD in fields:  # else it is not ours
                        append(pipe, self._into, fields[FIELD])
                reached = {name: rows[-1][0] for name, rows in read}
                pipe.hset(self._places, mapping=reached)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
            await self._clear(reached, places)
            self._reached = {**places, **{name.decode(): last for name, last in reached.items()}}
            return len(moved)

    async def places(self, client: Any = None) -> dict[str, bytes]:
        """How far each stream has been moved. The next `step` begins there."""
        rows = await (client or self._client).hmget(self._places, self._sources)
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

    async def _clear(self, reached: Mapping[bytes, bytes], places: Mapping[str, bytes]) -> None:
        """Drop what was moved. The last of it stays: where it is gone next time, so is what came after it."""
        for name, last in reached.items():
            place = places[name.decode()]
            first = await self._client.xrange(name, count=1)
            if place != START and first and order_of(first[0][0]) > order_of(place):
                logger.error("What was handed over was dropped before it was read", stream=name.decode())
            await self._client.xtrim(name, minid=last, approximate=False)


async def forget_places(client: Client, shard: int) -> None:
    """Have the streams of a shard that was lost moved from their start."""
    for key, into in ((OBSERVED, OBSERVATIONS), (NOTICED, ALERTS)):
        await client.hdel(places_of(into), key.at(shard).name)


def places_of(into: Key) -> str:
    """The key that says how far what is moved into a stream has been moved."""
    return PLACES.of(into.name.rpartition(":")[2])
