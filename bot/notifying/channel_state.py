"""How a channel is doing, changed in the store: one line in the log for each state that it comes to."""

from collections.abc import Callable

import structlog

from bot.alerting.channel_health import ChannelHealth
from bot.notifying.stores import HealthStore

logger = structlog.get_logger(__name__)


async def change_state(
    store: HealthStore, destination: str, step: Callable[[ChannelHealth], ChannelHealth]
) -> ChannelHealth:
    """Replace the record by what `step` makes of it. For whoever holds the destination's lease."""
    before = ChannelHealth()

    def noticed(health: ChannelHealth) -> ChannelHealth:
        nonlocal before
        before = health
        return step(health)

    after = await store.change(destination, noticed)
    was_failing, is_failing = before.failing_since is not None, after.failing_since is not None
    if is_failing and after.trouble and (not was_failing or before.trouble != after.trouble):
        logger.warning("A channel cannot be told", to=destination, error=after.trouble)
    elif was_failing and before.trouble and not is_failing:
        logger.info("A channel is told again", to=destination, failing_since=str(before.failing_since))
    return after
