"""Script calls of many tasks that wait at the same time, in one trip to the store."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.exceptions import NoScriptError

from bot.storage.client import Client
from bot.storage.waiting_client import Script


@dataclass(frozen=True, slots=True)
class _Call:
    """A script, its keys and arguments, and who waits for what it comes to."""

    script: Script
    keys: Sequence[Any]
    args: Sequence[Any]
    answer: "asyncio.Future[Any]"


class SharedTrips:
    """What is called while a trip is under way goes with the next one, together."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: list[_Call] = []
        self._under_way: asyncio.Future[None] | None = None

    async def call(self, script: Script, keys: Sequence[Any], args: Sequence[Any]) -> Any:
        """What a script comes to. All its keys are of one slot. Raises as a call by itself does."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(script, keys, args, answer))
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.ensure_future(self._travel())
        return await answer

    async def _travel(self) -> None:
        """Go until nobody waits. Whoever is to call in this turn of the loop comes along."""
        calls: list[_Call] = []
        try:
            while self._waiting:
                calls, self._waiting = self._waiting, []
                for call, answer in zip(calls, await self._answers(calls), strict=True):
                    await _hand_over(call, answer)
        finally:
            # Nobody waits for a trip that was given up.
            for call in (*calls, *self._waiting):
                call.answer.cancel()

    async def _answers(self, calls: Sequence[_Call]) -> Sequence[Any]:
        answers = await self._carried_out(calls, is_known=True)
        unknown = [number for number, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            # This server is new to us, or has been restarted: from now on it knows them.
            again = await self._carried_out([calls[number] for number in unknown], is_known=False)
            for number, answer in zip(unknown, again, strict=True):
                answers[number] = answer
        return answers

    async def _carried_out(self, calls: Sequence[_Call], *, is_known: bool) -> list[Any]:
        """What they come to, of some a failure. `is_known`: the server knows the scripts by their digests."""
        try:
            async with self._client.pipeline(transaction=False) as pipe:
                for call in calls:
                    run, script = (
                        (pipe.evalsha, call.script.sha) if is_known else (pipe.eval, call.script.script)
                    )
                    run(script, len(call.keys), *call.keys, *call.args)
                return list(await pipe.execute(raise_on_error=False))
        except Exception as error:  # noqa: BLE001  -- each call meets it by itself
            return [error] * len(calls)


async def _hand_over(call: _Call, answer: Any) -> None:
    """Give it to who waits for it. What failed is tried by itself: that waits for the store, or fails."""
    if isinstance(answer, Exception):
        try:
            answer = await call.script(keys=call.keys, args=call.args)
        except Exception as error:  # noqa: BLE001  -- it is theirs
            if not call.answer.done():
                call.answer.set_exception(error)
    if not call.answer.done():
        call.answer.set_result(answer)
