"""Polls that found nothing new, stored together: to send a command takes far longer than to carry it out."""

import asyncio
from datetime import datetime
from typing import Final

from bot.polling.concurrency import Slots
from bot.polling.stores import SourceStore
from bot.watching.record import SourceRecord

# How long the first of them waits for others, unless all that are read now are there before that.
WITHIN_SECONDS: Final = 0.05
MOST: Final = 50

_Waiting = tuple[SourceRecord, datetime, "asyncio.Future[None]"]


class JointCommits:
    """Takes what came of polls that are read in `slots`; each waits until it is stored."""

    def __init__(self, store: SourceStore, slots: Slots, within_seconds: float = WITHIN_SECONDS) -> None:
        self._store, self._slots, self._within_seconds = store, slots, within_seconds
        self._waiting: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._storing: asyncio.Task[None] | None = None

    async def commit(self, record: SourceRecord, due: datetime) -> None:
        """Store a record and when it is due next, with others. Raises what the store does, for this alone."""
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[None] = loop.create_future()
        self._waiting.append((record, due, stored))
        if len(self._waiting) >= min(MOST, self._slots.all.taken):
            self._begin()
        elif self._timer is None:
            self._timer = loop.call_later(self._within_seconds, self._begin)
        await stored

    def _begin(self) -> None:
        """Store those who wait, after those who are being stored: a store may be away for long."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._storing is not None and not self._storing.done():
            self._timer = loop.call_later(self._within_seconds, self._begin)
            return
        waiting, self._waiting = self._waiting, []
        self._storing = loop.create_task(self._store_all(waiting))

    async def _store_all(self, waiting: list[_Waiting]) -> None:
        try:
            await self._store.commit_all([(record, due) for record, due, _ in waiting])
        except Exception as error:  # noqa: BLE001  -- whoever waits hears of it
            if len(waiting) == 1:
                _fail(waiting[0], error)
            else:  # one that cannot be written down is no reason for the others
                for one in waiting:
                    await self._store_all([one])
        else:
            for _, _, stored in waiting:
                if not stored.done():
                    stored.set_result(None)


def _fail(one: _Waiting, error: Exception) -> None:
    if not one[2].done():
        one[2].set_exception(error)
