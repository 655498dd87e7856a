"""What the router decided, on its way into the outboxes of the shards: each once, whoever dies in between.

The router appends to a stream a shard, in the transaction in which it decides; how far that is in outboxes
is kept beside them (see `relay.py`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from redis.exceptions import WatchError

from bot.storage.client import Client
from bot.storage.codec import decoder_of
from bot.storage.key import Key
from bot.storage.keys import DISPATCH, DISPATCHED
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.relay import START
from bot.storage.shards import shard_of, shards_of
from bot.storage.streams import FIELD, Stream

# So many destinations one entry names: one transaction fills their outboxes.
AT_ONCE: Final = 500
_BATCH: Final = 20
_decode: Final = decoder_of(tuple[PendingSubject, ...])


class Dispatch:
    """Hands over, and takes in."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._reached: dict[int, bytes] = {}

    def append(self, pipe: Any, pending: Iterable[PendingSubject]) -> None:
        """Queue the handing over in the router's transaction."""
        shards: dict[int, list[PendingSubject]] = {}
        for one in pending:
            shards.setdefault(shard_of(self._client, one.destination), []).append(one)
        for shard, those in shards.items():
            for first in range(0, len(those), AT_ONCE):
                _stream(shard).append(pipe, tuple(those[first : first + AT_ONCE]))

    async def step(self, now: datetime) -> int:
        """Put what was handed over into outboxes; return how many entries that were."""
        return sum([await self._shard(shard, now) for shard in shards_of(self._client)])

    async def _shard(self, shard: int, now: datetime) -> int:
        stream, place = _stream(shard), DISPATCHED.at(shard).name
        known = {stream.key.name: self._reached.get(shard, START)}
        if not await self._client.xread(known, count=1):
            return 0
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(place)
                at = self._reached[shard] = await pipe.get(place) or START
                read = await self._client.xread({stream.key.name: at}, count=_BATCH)
                if not read:
                    return 0
                rows = read[0][1]
                pipe.multi()
                for _, fields in rows:
                    for one in stream.decode(fields[FIELD]):
                        Outbox.queue(pipe, shard, one, now)
                pipe.set(place, rows[-1][0])
                try:
                    await pipe.execute()
                except WatchError:
                    continue
            self._reached[shard] = rows[-1][0]
            await self._client.xtrim(stream.key.name, minid=rows[-1][0], approximate=False)
            return len(rows)


def _stream(shard: int) -> Stream[tuple[PendingSubject, ...]]:
    key = Key(name=DISPATCH.of(str(shard)), ttl=DISPATCH.ttl, reason=DISPATCH.reason)
    return Stream(key, _decode)
