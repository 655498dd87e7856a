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
from bot.storage.keys import PLACES, room_for
from bot.storage.streams import FIELD

logger = structlog.get_logger(__name__)

START: Final = b"0"
BATCH: Final = 100


class Relay:
    """Moves what is handed over in the streams `sources` into the stream `into` of the group `{sf}`."""

    def __init__(self, client: Client, sources: Sequence[str], into: Key) -> None:
        self._client = client
        self._sources = tuple(sources)
        self._into = into
        self._places = PLACES.of(into.name.rpartition(":")[2])
        self._reached: dict[str, bytes] = dict.fromkeys(self._sources, START)

    async def step(self, count: int = BATCH) -> int:
        """Move up to `count` entries of each; return how many. Of several who try one does."""
        if not await self._client.xread(self._reached, count=1):
            return 0
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(self._places)
                places = self._reached = await self.places(pipe)
                read = await self._client.xread(places, count=count)
                moved = sorted(
                    (_order(id_), name, id_, fields) for name, rows in read for id_, fields in rows
                )
                if not moved:
                    return 0
                pipe.multi()
                for _, _, _, fields in moved:
                    room = room_for(fields[FIELD])
                    pipe.xadd(self._into.name, {FIELD: fields[FIELD]}, maxlen=room, approximate=True)
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
        """How far each stream has been moved."""
        rows = await (client or self._client).hmget(self._places, self._sources)
        return {name: at or START for name, at in zip(self._sources, rows, strict=True)}

    async def waiting(self) -> int:
        """How many entries wait to be moved."""
        places = await self.places()
        return sum([len(await self._client.xrange(name, min=b"(" + at)) for name, at in places.items()])

    async def _clear(self, reached: Mapping[bytes, bytes], places: Mapping[str, bytes]) -> None:
        """Drop what was moved. The last of it stays: where it is gone next time, so is what came after it."""
        for name, last in reached.items():
            place = places[name.decode()]
            first = await self._client.xrange(name, count=1)
            if place != START and first and _order(first[0][0]) > _order(place):
                logger.error("What was handed over was dropped before it was read", stream=name.decode())
            await self._client.xtrim(name, minid=last, approximate=False)


def _order(id_: bytes) -> tuple[int, ...]:
    return tuple(int(part) for part in id_.split(b"-"))
