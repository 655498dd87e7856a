"""Saying goodbye to a platform that may not answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

# SDKs wait for the other side for ten seconds and more, and we are to be gone within five.
GOODBYE_SECONDS: Final = 1.0


async def say_goodbye(close: Callable[[], Awaitable[object]]) -> None:
    """Close a connection. Where the other side does not answer it is closed once more, which drops it."""
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await close()
    except TimeoutError:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await close()
