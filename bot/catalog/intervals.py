"""How often a page is polled: what a catalogue file may ask for, and what comes of it."""

from datetime import timedelta
from typing import Final

from bot.errors import ConfigurationError

INTERVAL: Final = timedelta(minutes=2)
FEED_INTERVAL: Final = timedelta(minutes=5)
# Nobody's page is to be worn out. One of your own network is yours.
SHORTEST: Final = timedelta(seconds=30)
SHORTEST_PRIVATE: Final = timedelta(seconds=10)
LONGEST: Final = timedelta(days=1)


def floor_of(*, allow_private: bool) -> timedelta:
    """The shortest interval between two polls of a page."""
    return SHORTEST_PRIVATE if allow_private else SHORTEST


def interval_of(where: str, asked_seconds: int | None, *, is_feed: bool, allow_private: bool) -> timedelta:
    """What `interval_seconds` asks for, and never less than the floor; unset, by what is being read.

    Feeds are rendered less often than JSON. Raises ConfigurationError, with `where`, for what is no interval.
    """
    if asked_seconds is None:
        return FEED_INTERVAL if is_feed else INTERVAL
    longest = int(LONGEST.total_seconds())
    if not 0 < asked_seconds <= longest:
        raise ConfigurationError(
            f"{where}: interval_seconds = {asked_seconds} is no interval: write seconds from "
            f"{floor_of(allow_private=allow_private).total_seconds():.0f} to {longest}"
        )
    return max(timedelta(seconds=asked_seconds), floor_of(allow_private=allow_private))
