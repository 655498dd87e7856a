"""The heartbeat of a part: every few seconds, for as long as it runs, it says that it is alive."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.domain.heartbeat import BEAT_EVERY
from bot.metrics import LAST
from bot.storage.heartbeats import Heartbeats


async def run_with_heartbeat(
    part: str, run: Callable[[], Awaitable[None]], heartbeats: Heartbeats, clock: Clock
) -> None:
    """Run a part and beat beside it; whichever fails ends both."""

    async def beat() -> None:
        while True:
            now = clock.now()
            LAST.labels(part=part).set(now.timestamp())
            await heartbeats.save(part, now)
            await clock.sleep(BEAT_EVERY)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(beat())
        await run()
