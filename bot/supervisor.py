"""Supervision: a part that crashes is started again, more slowly each time; its siblings run on."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from bot.clock import Clock
from bot.domain.backoff import back_off
from bot.errors import ConfigurationError
from bot.metrics import RESTARTS

logger = structlog.get_logger(__name__)

FIRST_WAIT: Final = timedelta(seconds=0.5)
LONGEST_WAIT: Final = timedelta(seconds=60)
# A part that ran this long had started well: its next crash counts as a first one.
HEALTHY_AFTER: Final = timedelta(seconds=30)


async def supervise(part: str, start: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Run a part for ever. Raises ConfigurationError: only a person can mend that."""
    crashes = 0
    while True:
        started = clock.now()
        try:
            await start()
            logger.warning("Part returned", part=part)
        except ConfigurationError:
            raise
        except Exception:
            logger.exception("Part crashed", part=part)
        crashes = 0 if clock.now() - started > HEALTHY_AFTER else crashes + 1
        RESTARTS.labels(part=part).inc()
        wait = back_off(FIRST_WAIT, LONGEST_WAIT, crashes)
        await clock.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  -- jitter, not secrets
