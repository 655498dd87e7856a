"""Waiting for what is about to happen, without fixed sleeps."""

import asyncio
from collections.abc import Callable


async def wait_until(predicate: Callable[[], object], description: str, seconds: float = 10.0) -> None:
    """Return as soon as the predicate holds; fail with the description when it does not in time."""
    async with asyncio.timeout(seconds) as limit:
        while not predicate():  # noqa: ASYNC110  -- no event tells what a server has been sent
            await asyncio.sleep(0.005)  # noqa: TID251  -- the one place where a test waits
    assert not limit.expired(), description
