"""Beat: say every few seconds that a part is alive, for as long as it runs."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.domain.heartbeat import BEAT_EVERY
from bot.metrics import LAST
from bot.storage.heartbeats import Heartbeats


async def beating(part: str, run: Callable[[], Awaitable[None]], beats: Heartbeats, clock: Clock) -> None:
    """Run a part and beat beside it; whichever fails ends both."""

    async def beat() -> None:
        while True:
            now = clock.now()
            LAST.labels(part=part).set(now.timestamp())
            await beats.save(part, now)
            await clock.sleep(BEAT_EVERY)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(beat())
        await run()
