"""How often a part of ours says that it is well, and how long a silence is an illness."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=15)
# Four missed beats.
STALLED_AFTER: Final = 4 * BEAT_EVERY
# By how much the clocks of two machines may differ.
SKEW: Final = BEAT_EVERY
# The part that reads pages.
POLLER: Final = "poll"
# A connection to a chat platform is renewed every few hours, which may take a moment.
LOST_AFTER: Final = timedelta(minutes=2)
_CHAT: Final = "chat "

Beat = Callable[[], Awaitable[None]]
"""What a part calls after each piece of work."""


async def no_beat() -> None:
    """Nobody listens to this heart."""


def chat_part(platform: str) -> str:
    """The part that listens to a chat platform: its heartbeat follows the connection."""
    return f"{_CHAT}{platform}"


def platform_of(part: str) -> str:
    """The chat platform that a part listens to."""
    return part.removeprefix(_CHAT)


def is_ill(part: str, last: datetime, now: datetime) -> bool:
    """Whether a part that was last well then has been silent for too long.

    A beat from the future says nothing: the clock was put back after it.
    """
    return not -SKEW <= now - last < (LOST_AFTER if part.startswith(_CHAT) else STALLED_AFTER)


def polls(beats: Mapping[str, datetime], now: datetime) -> bool:
    """Whether pages are being read, by when each part was last well."""
    last = beats.get(POLLER)
    return last is not None and now - last <= STALLED_AFTER
