"""Waiting for what is about to happen, without fixed sleeps."""

import asyncio
from collections.abc import Callable
from typing import Final

# How long anything may take: a guard against what hangs, never against a machine that is slow or busy.
PATIENCE_SECONDS: Final = 600.0


async def wait_until(predicate: Callable[[], object], description: str) -> None:
    """Return as soon as the predicate holds; fail with the description when it never does."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not predicate():  # noqa: ASYNC110  -- no event tells what a server has been sent
                await asyncio.sleep(0.005)  # noqa: TID251  -- the one place where a test waits
    except TimeoutError:
        raise AssertionError(f"not in {PATIENCE_SECONDS:.0f} s: {description}") from None
