"""Records of sources, read over and over: each time only those that have changed are fetched."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import msgspec

from bot.clock import in_slices
from bot.storage.client import Client
from bot.storage.keys import DUE, SOURCES
from bot.storage.shards import by_shard, shards_of

_AT_ONCE: Final = 200
# In one string: thousands of values of the protocol take ten times as long to read.
_DUE: Final = "return cmsgpack.pack(redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES'))"


class ChangedRecords:
    """Keeps when each source was due when it last told of it.

    Every reading, and every claim before it, moves when a source is due: by that a change is seen.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._due_times = client.register_script(_DUE)
        self._due: dict[str, str] = {}

    async def load(self) -> AsyncIterator[Mapping[str, bytes | None]]:
        """What is stored of sources, by id, some at a time, as far as it changed; None of what is gone."""
        due = await self._due_now()
        changed = [id_ for id_, at in due.items() if self._due.get(id_) != at]
        gone = self._due.keys() - due.keys()
        for id_ in gone:
            del self._due[id_]
        yield dict.fromkeys(gone)
        for shard, ids in by_shard(self._client, changed).items():
            async for some in in_slices(ids, _AT_ONCE):
                rows = await self._client.hmget(SOURCES.at(shard).name, *some)
                yield {id_: data for id_, data in zip(some, rows, strict=True) if data is not None}
                self._due.update({id_: due[id_] for id_ in some})

    async def _due_now(self) -> dict[str, str]:
        """When each source is due, as the store writes it."""
        found: dict[str, str] = {}
        for shard in shards_of(self._client):
            flat = msgspec.msgpack.decode(await self._due_times(keys=[DUE.at(shard).name]), type=list[str])
            found.update(zip(flat[::2], flat[1::2], strict=True))
        return found
