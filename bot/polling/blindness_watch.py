"""Notes when no page at all can be read, and when that is over: each is said once."""

from datetime import datetime

import structlog

from bot.domain.look import OwnNetwork
from bot.polling.stores import SourceStore
from bot.watching.blindness import SightTally, notice_of

logger = structlog.get_logger(__name__)


async def look_for_blindness(
    sources: SourceStore, seen: SightTally, now: datetime, own: OwnNetwork | None = None
) -> bool:
    """Compare how it stands with how it stood, and say whether we are blind; any poller may.

    `own` is what probes say of our own network now.
    """
    before = await sources.load_blindness()
    after = seen.blindness(before, now, own)
    told = after or before
    if after == before or told is None:
        return after is not None
    if after is not None:
        logger.error("We cannot read any page: it is us", since=after.since.isoformat())
    else:
        logger.warning("Pages can be read again", since=told.since.isoformat())
    await sources.store_blindness(after, notice_of(told, now, is_over=after is None))
    return after is not None
