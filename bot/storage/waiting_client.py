"""The client of a store that is one server at a time: what passes by itself is waited for."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.commands.core import AsyncScript
from redis.exceptions import NoScriptError, ReadOnlyError, WatchError

from bot.storage.availability import Availability
from bot.storage.failures import passing_trouble

_WATCH: Final = "WATCH"
_SCRIPTS: Final = frozenset({"EVAL", "EVALSHA"})
_STREAM_READS: Final = frozenset({"XREAD", "XREADGROUP"})
# The commands of ours that have arguments and no key.
_KEYLESS: Final = frozenset({"INFO", "CONFIG", "SCRIPT", "SCAN", "KEYS", "CLIENT", "HELLO", "SELECT", "ACL"})


def key_in(args: tuple[Any, ...]) -> Any:
    """The first key of a command; None for one that has none."""
    name = str(args[0]).upper()
    if name in _SCRIPTS:
        return args[3] if int(args[2]) else None
    if name in _STREAM_READS:
        return args[args.index(b"STREAMS") + 1]
    return args[1] if len(args) > 1 and name.partition(" ")[0] not in _KEYLESS else None


def is_blocking(args: tuple[Any, ...]) -> bool:
    """Whether a command waits for news. One that was cut off has missed some: who waits looks for himself."""
    return args[0] in _STREAM_READS and b"BLOCK" in args


def probe_for(key: Any) -> tuple[Any, ...]:
    """A command that a server takes where it would take any write of this key, and that changes nothing."""
    return ("SETRANGE", key, 0, b"") if key is not None else ("PING",)


async def carried_out(client: Any, run: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Have `run` carry a command out for a client, once the store serves it; who was to wait waits once."""
    tries = count()

    async def attempt() -> Any:
        if next(tries) and is_blocking(args):
            return []
        try:
            return await run(*args, **options)
        except Exception as error:
            await client.noticed(error)
            raise

    return await client.availability.carried_out(attempt, lambda: client.probe(key_in(args)))


class Script(AsyncScript):
    """A script that a server which does not know it is sent whole, to be carried out there and then.

    redis-py loads it first, and fails where the server is another, or has been restarted, by the time that it
    is called.
    """

    async def __call__(
        self, keys: Sequence[Any] | None = None, args: Iterable[Any] | None = None, client: Any = None
    ) -> Any:
        """What it comes to."""
        client, keys, args = client or self.registered_client, keys or (), args or ()
        try:
            return await client.evalsha(self.sha, len(keys), *keys, *args)
        except NoScriptError:
            return await client.eval(self.script, len(keys), *keys, *args)


class WaitingClient(Redis):
    """redis-py's client, but that its commands and transactions wait for the store."""

    availability = Availability(waits=False)

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Carry a command out, once the store serves us."""
        return await carried_out(self, super().execute_command, args, options)

    def register_script(self, script: Any) -> Script:  # type: ignore[override]
        """A script that outlasts the server that knew it."""
        return Script(self, script)

    async def probe(self, key: Any) -> Any:
        """Ask whether the store takes writes of a key."""
        ask: Any = super().execute_command
        return await ask(*probe_for(key))

    async def infos(self, *sections: str) -> list[Any]:
        """What each server says of itself. Waits for nothing."""
        ask: Any = super().execute_command
        return [await self.availability.limited(lambda: ask("INFO", *sections))]

    async def noticed(self, error: Exception) -> None:
        """Draw what follows of a failure before the next attempt."""
        if isinstance(error, ReadOnlyError):
            # This server is no primary any more: whoever is one is behind another connection.
            pool: Any = self.connection_pool
            await pool.disconnect(inuse_connections=False)
            await pool.update_active_connections_for_reconnect()

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "WaitingPipeline":  # noqa: ARG002, FBT001, FBT002
        """A pipeline that waits, too."""
        return WaitingPipeline(self, self.connection_pool, is_transaction=transaction)


class WaitingPipeline(Pipeline):
    """redis-py's pipeline. What it watches is still watched after a connection was lost.

    Where something was read before that, `execute` raises WatchError: what was read may have changed.
    """

    def __init__(self, client: Any, pool: Any, *, is_transaction: bool) -> None:
        super().__init__(pool, client.response_callbacks, is_transaction, None)
        self._client = client
        self._watched: list[Any] = []
        self._is_torn = False

    async def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        """Watch, or read what is watched."""
        run: Any = super().immediate_execute_command
        before = list(self._watched)
        key = before[0] if before else key_in(args)

        async def attempt() -> Any:
            await self._placed(key)
            try:
                if before and not self.watching:
                    self._is_torn = True
                    await run(_WATCH, *before)
                return await run(*args, **options)
            except Exception as error:  # noqa: BLE001  -- raised again
                cause = error.__context__ if isinstance(error, WatchError) else error
                await self._lost(cause)
                # redis-py has begun anew.
                self._watched = list(before)
                raise (cause or error) from None

        answer = await self._client.availability.carried_out(attempt, lambda: self._client.probe(key))
        if args[0] == _WATCH:
            self._watched += args[1:]
        return answer

    async def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002
        """Carry out what is queued. Raises WatchError, with nothing done, where what was read may be old."""
        run, stack, is_watching = super().execute, list(self.command_stack), bool(self._watched)
        keys = (*self._watched, *(key_in(command[0]) for command in stack))
        key = next((key for key in keys if key is not None), None)

        async def attempt() -> list[Any]:
            self.command_stack = list(stack)
            await self._placed(key)
            try:
                return await run(raise_on_error)
            except Exception as error:
                await self._client.noticed(error)
                raise

        async def probe() -> None:
            await self._client.probe(key)

        if not is_watching:
            return list(await self._client.availability.carried_out(attempt, probe))
        if self._is_torn or not self.watching:
            await self.reset()
            raise WatchError("the connection was lost while something was watched")
        return await self._once(attempt, probe)

    async def reset(self) -> None:  # type: ignore[override]
        """Be as new."""
        self._watched, self._is_torn = [], False
        if self.connection is not None and not self.connection.is_connected:
            self.watching = False
        # Who does not answer any more need not be told.
        with suppress(TimeoutError):
            await self._client.availability.limited(super().reset)

    async def _once(
        self, attempt: Callable[[], Awaitable[list[Any]]], probe: Callable[[], Awaitable[Any]]
    ) -> list[Any]:
        """One attempt: whoever watches reads anew before the next, once the trouble is over."""
        availability = self._client.availability
        try:
            return list(await availability.limited(attempt))
        except WatchError:
            raise
        except Exception as error:
            trouble = passing_trouble(error)
            if trouble is None or not availability.goes_on:
                raise
            await availability.outlasted(trouble, probe)
            raise WatchError(f"the store {trouble}") from error

    async def _placed(self, key: Any) -> None:
        """See to it that the pool is one of who has the key."""

    async def _lost(self, error: BaseException | None) -> None:
        """Give up a connection that failed; what it watched is to be watched anew."""
        connection, self.connection, self.watching = self.connection, None, False
        if connection is not None:
            await connection.disconnect(nowait=True)
            await self.connection_pool.release(connection)
        if isinstance(error, Exception):
            await self._client.noticed(error)
