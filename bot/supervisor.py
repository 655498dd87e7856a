"""Supervision: a part that fails is started again, more slowly each time; its siblings run on.

A failure that we know by its name (a platform that is down, a store that is away) is one line, a crash has
its traceback; neither is repeated while it stays the same.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

import structlog

from bot.clock import Clock
from bot.domain.backoff import back_off
from bot.errors import BotError, ConfigurationError
from bot.metrics import RESTARTS
from bot.storage.client import STORE_FAILURES
from bot.storage.failures import in_words

logger = structlog.get_logger(__name__)

FIRST_WAIT: Final = timedelta(seconds=0.5)
LONGEST_WAIT: Final = timedelta(seconds=60)
# A part that ran this long had started well: its next crash counts as a first one.
HEALTHY_AFTER: Final = timedelta(seconds=30)
# How long a part may take to end.
GOODBYE: Final = timedelta(seconds=2)
Tell = Callable[[str], Awaitable[None]]
Start = Callable[[], Awaitable[None]]
T = TypeVar("T")


async def supervise_until(
    parts: Iterable[tuple[str, Start]],
    stop: asyncio.Event,
    changes: Sequence[Callable[[], Awaitable[T]]],
    clock: Clock,
    tell_of: Callable[[str], Tell | None] = lambda _: None,
) -> T | None:
    """Run parts side by side until told to stop, None then; or until a change, which is what it came to.

    `changes` are waited for together; `tell_of` a part is whom `supervise` tells. Raises ConfigurationError
    for what only showed at the start.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(supervise(name, start, clock, tell_of(name)), name=name)
                for name, start in parts
            ]
            stopping = tasks.create_task(stop.wait())
            changing = [tasks.create_task(_awaited(change)) for change in changes]
            await asyncio.wait((stopping, *changing), return_when=asyncio.FIRST_COMPLETED)
            happened = next((task for task in changing if task.done()), None)
            await _ended((*running, stopping, *changing))
    except* ConfigurationError as errors:
        # One line for whoever has to mend it.
        raise ConfigurationError("; ".join(dict.fromkeys(str(e) for e in errors.exceptions))) from None
    return None if stop.is_set() or happened is None else happened.result()


async def _ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel them. Whatever has not come to an end after a while, such as a goodbye, is broken off, too."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    _, late = await asyncio.wait(tasks, timeout=GOODBYE.total_seconds())
    if late:
        logger.warning("Parts do not end: they are broken off", parts=sorted(t.get_name() for t in late))
        # A group of tasks that is ending passes no second word on to its members.
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


async def _awaited(change: Callable[[], Awaitable[T]]) -> T:
    return await change()


async def supervise(part: str, start: Start, clock: Clock, tell: Tell | None = None) -> None:
    """Run a part for ever. `tell` is told why it fails; what it raises itself is of no account.

    Raises ConfigurationError where the very first start does: only a person can mend that.
    """
    crashes, is_first, said = 0, True, ""
    while True:
        started = clock.now()
        try:
            await start()
            why = "it returned"
        except Exception as error:
            cause = _innermost(error)
            if is_first and isinstance(cause, ConfigurationError):
                raise cause from error
            why = _said(part, cause, said)
        crashes = 0 if clock.now() - started > HEALTHY_AFTER else crashes + 1
        is_first, said = False, why
        RESTARTS.labels(part=part).inc()
        await _told(tell, why)
        wait = back_off(FIRST_WAIT, LONGEST_WAIT, crashes)
        await clock.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  -- jitter, not secrets


def _said(part: str, cause: BaseException, before: str) -> str:
    """Why it failed, in words; logged where that is news."""
    is_known = isinstance(cause, (BotError, *STORE_FAILURES))
    if isinstance(cause, STORE_FAILURES):
        why = in_words(cause)
    else:
        why = str(cause) if is_known else f"{type(cause).__name__}: {cause}"
    if why == before:
        logger.debug("Part failed again", part=part, why=why)
    elif is_known:
        logger.warning("Part failed, and is tried again", part=part, why=why)
    else:
        logger.error("Part crashed", part=part, exc_info=cause)
    return why


async def _told(tell: Tell | None, why: str) -> None:
    """Tell who keeps it for people, unless that fails, too: the store may be what is away."""
    if tell is None:
        return
    try:
        await tell(why)
    except Exception as error:  # noqa: BLE001  -- a supervisor outlives everything
        logger.debug("Cannot note a failure", error=str(error))


def _innermost(error: BaseException) -> BaseException:
    """What several tasks failed of, if it is one thing."""
    while isinstance(error, BaseExceptionGroup) and len({str(e) for e in error.exceptions}) == 1:
        error = error.exceptions[0]
    return error
