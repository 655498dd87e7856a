"""The client of a store that is a Cluster: every command goes to who has its key.

redis-py's own follows the slots for single commands. Its transactions start a thread for each command that is
queued, and send a transaction anew whose answer was lost though its keys were watched: here they are ordinary
ones, over connections to the primary that has their slot.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from redis.asyncio import RedisCluster
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AskError,
    ClusterCrossSlotError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
    WatchError,
)

from bot.storage.availability import Availability
from bot.storage.waiting_client import Script, WaitingPipeline, carried_out, key_in, probe_for

MAX_CONNECTIONS: Final = 256
# In how many parts groups of keys are spread over a Cluster, whatever nodes it has: they are named by it.
SHARDS: Final = 8


class ClusterClient(RedisCluster):
    """redis-py's client of a Cluster, but that its commands and transactions wait for the store."""

    availability = Availability(waits=False)
    shards = SHARDS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pools: dict[str, ConnectionPool] = {}

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Carry a command out, once the store serves us."""
        return await carried_out(self, super().execute_command, args, options)

    def register_script(self, script: Any) -> Script:  # type: ignore[override]
        """A script that outlasts the nodes that knew it."""
        return Script(self, script)

    async def xread(  # type: ignore[override]
        self, streams: Mapping[Any, Any], count: int | None = None, block: int | None = None
    ) -> list[Any]:
        """Read streams, be they of several slots, one after the other: for those no server can wait."""
        slots: dict[int, dict[Any, Any]] = defaultdict(dict)
        for name, place in streams.items():
            slots[self.keyslot(name)][name] = place
        read = super().xread
        return [row for those in slots.values() for row in await read(those, count=count, block=block)]

    async def probe(self, key: Any) -> Any:
        """Ask whether who has a key takes writes of it; without one whether all primaries answer."""
        where = {} if key is not None else {"target_nodes": self.PRIMARIES}
        return await super().execute_command(*probe_for(key), **where)

    async def infos(self, *sections: str) -> list[Any]:
        """What each primary says of itself. Waits for nothing."""
        ask = super().execute_command
        said = await self.availability.limited(lambda: ask("INFO", *sections, target_nodes=self.PRIMARIES))
        # Of a Cluster of one primary redis-py gives its answer as it is.
        is_by_node = all(isinstance(value, dict) for value in said.values())
        return list(said.values()) if is_by_node else [said]

    async def noticed(self, error: Exception) -> None:
        """Look anew who has which slots, where a failure says that it may have changed."""
        is_moved = isinstance(error, (AskError, ReadOnlyError)) or not isinstance(error, ResponseError)
        if is_moved and not isinstance(error, WatchError):
            with suppress(RedisError, RedisClusterException, OSError):
                await self.nodes_manager.initialize()

    async def pool_of(self, key: Any) -> ConnectionPool:
        """Connections to the primary that has a key."""
        if self._initialize:
            await self.initialize()
        node = self.nodes_manager.get_node_from_slot(self.keyslot(key))
        if node.name not in self._pools:
            options = {**node.connection_kwargs, "retry": Retry(NoBackoff(), 0)}
            self._pools[node.name] = ConnectionPool(
                connection_class=node.connection_class, max_connections=MAX_CONNECTIONS, **options
            )
        return self._pools[node.name]

    def pipeline(self, transaction: bool | None = None, shard_hint: Any = None) -> Any:  # noqa: ARG002, FBT001
        """A pipeline: all of a transaction is of one slot; what is none may be of any."""
        return SlotPipeline(self, None, is_transaction=bool(transaction))

    async def __aexit__(self, *exception: object) -> None:
        """Close all connections. redis-py's `aclose` is no end: it begins anew after each failure by it."""
        for pool in self._pools.values():
            await pool.disconnect()
        close: Any = super().__aexit__
        await close(*exception)


class SlotPipeline(WaitingPipeline):
    """A pipeline to the primary that has its keys; commands outside of transactions are split by slot."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Queue a command; wherever redis-py would send it, it goes to who has its key."""
        options.pop("target_nodes", None)
        return super().execute_command(*args, **options)

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """Carry out what is queued. Raises ClusterCrossSlotError for a transaction of several slots."""
        if not self.command_stack and not self._watched:
            return []
        slots: dict[int, list[int]] = defaultdict(list)
        for number, command in enumerate(self.command_stack):
            slots[self._client.keyslot(key_in(command[0]))].append(number)
        if len(slots) < 2:
            return await super().execute(raise_on_error)
        if self.is_transaction or self.explicit_transaction:
            raise ClusterCrossSlotError("a transaction is of the keys of one slot")
        stack = list(self.command_stack)
        await self.reset()
        return await self._apart(stack, list(slots.values()), raise_on_error)

    async def _apart(
        self,
        stack: Sequence[Any],
        parts: Sequence[Sequence[int]],
        raise_on_error: bool,  # noqa: FBT001
    ) -> list[Any]:
        """Each slot's commands by themselves, all at the same time; answers in the order of the commands."""
        answers: list[Any] = [None] * len(stack)

        async def one(numbers: Sequence[int]) -> None:
            async with SlotPipeline(self._client, None, is_transaction=False) as pipe:
                for number in numbers:
                    args, options = stack[number]
                    pipe.execute_command(*args, **options)
                for number, answer in zip(numbers, await pipe.execute(raise_on_error), strict=True):
                    answers[number] = answer

        try:
            async with asyncio.TaskGroup() as tasks:
                for numbers in parts:
                    tasks.create_task(one(numbers))
        except ExceptionGroup as failed:
            # Whoever asked knows the store's failures one by one.
            raise failed.exceptions[0] from None
        return answers

    async def _placed(self, key: Any) -> None:
        if self.connection is None:
            self.connection_pool = await self._client.pool_of(key)
