"""The guard of a store: that it is the one we began with, and that it throws nothing away.

Both are looked at while we run, because neither fails by itself: a store that was emptied, or that evicts
what it has no room for, answers as well as ever.
"""

import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.logger import logger_of
from bot.storage.client import STORE_FAILURES, Client
from bot.storage.keys import DISPATCHED, SOURCES
from bot.storage.mark_keys import MARK, MARKS, POLL_MARK
from bot.storage.relay import forget_places
from bot.storage.shards import shards_of

logger = logger_of(__name__)

LOOK_EVERY: Final = timedelta(seconds=2)
# How many of those looks are between two at how the server is set up.
POLICY_EVERY: Final = 30
NO_EVICTION: Final = "noeviction"
_ID_BYTES: Final = 8


class StoreGuard:
    """Watches over the store of one process."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._id: bytes | None = None

    async def begin(self) -> None:
        """Mark the store as ours, or take the mark that is there.

        Raises ConfigurationError for a store that may evict what we keep.
        """
        fault, is_known = await self.eviction()
        if fault:
            raise ConfigurationError(f"the store {fault}")
        if not is_known:
            logger.warning(
                "The store does not say what it does when it is full: it must evict nothing (docs/store.md)"
            )
        await self._mark()

    async def lost(self) -> str:
        """Return when something that we had stored may be gone, and say why. Marks the store anew."""
        look = 0
        while True:
            await self._clock.tick(LOOK_EVERY)
            look += 1
            why = await self._held_off() if look % POLICY_EVERY == 0 else ""
            with suppress(*STORE_FAILURES):
                gone = [name for name, id_ in (await self._marks()).items() if id_ != self._id]
                if gone or why:
                    await self._forget(gone)
                    await self._mark()
                    return why or _emptied(len(gone), len(list(self._names())))

    async def eviction(self) -> tuple[str, bool]:
        """What is wrong with what the store does when it is full, and whether it says so."""
        try:
            memories = await self._client.infos("memory")
        except STORE_FAILURES:
            return "", False
        policies = [str(memory.get("maxmemory_policy", "")) for memory in memories if memory.get("maxmemory")]
        wrong = next((policy for policy in policies if policy not in {"", NO_EVICTION}), None)
        if wrong is None:
            return "", all("maxmemory_policy" in memory for memory in memories)
        return (
            f"may throw away what we keep (maxmemory-policy {wrong}): set it to {NO_EVICTION}, also in its "
            "configuration"
        ), True

    async def _held_off(self) -> str:
        """While the store may evict what we keep nothing is told, or done at all."""
        fault, _ = await self.eviction()
        if not fault:
            return ""
        self._client.availability.hold(fault)
        try:
            while fault:
                await self._clock.sleep(LOOK_EVERY)
                fault, _ = await self.eviction()
        finally:
            self._client.availability.release()
        return "the store was set to throw away what it has no room for: what it had may be gone in parts"

    def _names(self) -> Iterator[str]:
        for key in MARKS:
            if key.is_sharded:
                yield from (key.at(shard).name for shard in shards_of(self._client))
            else:
                yield key.name

    async def _marks(self) -> dict[str, Any]:
        names = list(self._names())
        async with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.get(name)
            return dict(zip(names, await pipe.execute(), strict=True))

    async def _forget(self, gone: Collection[str]) -> None:
        """Where the correlator has lost what it knew it is told all of it again, by pages read anew.

        A place in a stream that was lost says nothing of the one that is begun now: where the clock of who
        has it is behind, all would stand before it.
        """
        for shard in shards_of(self._client):
            if MARK.name in gone:
                await self._client.delete(SOURCES.at(shard).name)
                await self._client.delete(DISPATCHED.at(shard).name)
            if POLL_MARK.at(shard).name in gone:
                await forget_places(self._client, shard)

    async def _mark(self) -> None:
        """The first mark that is there says which store it is; whoever else begins now takes it, too."""
        first, *others = self._names()
        await self._client.set(first, secrets.token_hex(_ID_BYTES), nx=True)
        self._id = await self._client.get(first)
        if self._id is not None:
            for name in others:
                await self._client.set(name, self._id)


def _emptied(gone: int, of: int) -> str:
    much = "all" if gone == of else f"{gone} of {of} parts of it"
    return (
        f"the store was emptied under us ({much}): pages are read anew, and what they show now is not told "
        "as new; what was set up in chat comes back from a backup only (sharedfate restore)"
    )
