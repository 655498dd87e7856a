"""What the router decided, on its way into the outboxes of the shards: each once, whoever dies in between.

The router appends to a stream a shard, in the transaction in which it decides; how far that is in outboxes
is kept beside them (see `relay.py`). Nothing is dropped on the way: whoever routes waits while it is behind.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.clock import in_slices
from bot.storage.arrivals import Arrivals
from bot.storage.client import Client
from bot.storage.codec import decoder_of, encode
from bot.storage.key import Key
from bot.storage.keys import DISPATCH, DISPATCHED
from bot.storage.outbox import AT_ONCE, OutboxFiller, PendingSubject
from bot.storage.relay import START
from bot.storage.shards import shard_of, shards_of
from bot.storage.streams import FIELD, Stream

# So many entries one step puts into outboxes. Each is of `AT_ONCE` subjects and destinations.
BATCH: Final = 4
pending_in: Final = decoder_of(tuple[PendingSubject, ...])


class Dispatch:
    """Hands over, and takes in; `filled` is set where something came into outboxes."""

    def __init__(self, client: Client, filled: asyncio.Event | None = None) -> None:
        self._client = client
        self._filler = OutboxFiller(client)
        self._filled = filled or asyncio.Event()
        self._streams = [_stream(shard) for shard in shards_of(client)]
        self._reached = {stream.key.name: START for stream in self._streams}
        self._arrivals = Arrivals(client)
        self._is_behind = False

    @property
    def is_behind(self) -> bool:
        """Whether more was handed over than the last step could put into outboxes."""
        return self._is_behind

    @property
    def reached(self) -> Mapping[str, bytes]:
        """How far we know each stream to be in outboxes."""
        return self._reached

    async def append(self, pipe: Any, pending: Iterable[PendingSubject]) -> int:
        """Queue the handing over in the router's transaction; return how many entries that are.

        What one destination is told of is best given in a row: it is put into its outbox in one go.
        """
        entries, shards = 0, [list[PendingSubject]() for _ in self._streams]
        async for some in in_slices(pending, AT_ONCE):
            for one in some:
                shards[shard_of(self._client, one.destination)].append(one)
            for shard, those in enumerate(shards):
                if len(those) >= AT_ONCE:
                    entries += self._hand_over(pipe, shard, those[:AT_ONCE])
                    del those[:AT_ONCE]
        return entries + sum(self._hand_over(pipe, shard, those) for shard, those in enumerate(shards))

    def _hand_over(self, pipe: Any, shard: int, pending: Sequence[PendingSubject]) -> int:
        if pending:
            pipe.xadd(self._streams[shard].key.name, {FIELD: encode(pending)})
        return bool(pending)

    async def step(self, now: datetime) -> int:
        """Put what was handed over into outboxes; return how many entries that were."""
        found = await self._arrivals.behind(self._reached, 0, BATCH)
        if found is None:
            # Who leads since a fail-over may be behind what we know.
            for shard, stream in enumerate(self._streams):
                self._reached[stream.key.name] = await self._place(shard)
            found = await self._arrivals.behind(self._reached, 0, BATCH) or {}
        moved = [
            await self._shard(shard, found[stream.key.name], now)
            for shard, stream in enumerate(self._streams)
            if stream.key.name in found
        ]
        self._is_behind = any(count >= BATCH for count in moved)
        return sum(moved)

    async def _shard(self, shard: int, rows: Sequence[Any], now: datetime) -> int:
        """What was read behind where we believe that this shard is; read anew where it is elsewhere."""
        stream = self._streams[shard]
        name, waiting, moved = stream.key.name, list(rows), 0
        while waiting:
            pending = [one for those in stream.values(waiting[:1]) for one in those]
            move = self._reached[name], waiting[0][0]
            if await self._filler.fill(shard, pending, now, move):
                self._filled.set()
                self._reached[name] = waiting.pop(0)[0]
                moved += 1
            else:
                self._reached[name] = await self._place(shard)
                read = await self._client.xread({name: self._reached[name]}, count=BATCH - moved)
                waiting = list(read[0][1]) if read else []
        if moved:
            await self._client.xtrim(name, minid=self._reached[name], approximate=False)
        return moved

    async def _place(self, shard: int) -> bytes:
        """How far a shard is in outboxes."""
        return await self._client.get(DISPATCHED.at(shard).name) or START


def _stream(shard: int) -> Stream[tuple[PendingSubject, ...]]:
    key = Key(name=DISPATCH.of(str(shard)), ttl=DISPATCH.ttl, reason=DISPATCH.reason)
    return Stream(key, pending_in)
