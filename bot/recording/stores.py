"""What recording needs of the store."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.channel import Watch
from bot.domain.kept import Kept
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline
from bot.storage.history_feed import Batch
from bot.storage.history_log import Position, Recorded
from bot.watching.record import SourceRecord


class NewsFeed(Protocol):
    """What is news, in streams that keep some of it."""

    async def read(self, places: Mapping[str, str]) -> Batch:
        """What comes after these places."""
        ...

    def until(self, places: Mapping[str, str]) -> AsyncIterator[tuple[Subject, ...]]:
        """What comes before them."""
        ...

    def stored(self) -> AsyncIterator[tuple[Subject, Timeline]]:
        """What is known whether a stream holds it or not."""
        ...

    async def begins(self) -> Mapping[str, tuple[str, datetime]]:
        """Where each begins, and when that was."""
        ...

    async def ends(self) -> Mapping[str, str]:
        """Where each ends."""
        ...


class PastLog(Protocol):
    """What is kept, to be added to."""

    async def position(self) -> Position:
        """Where the recorders stand."""
        ...

    async def load(self, ids: Sequence[str]) -> dict[str, Kept]:
        """What is kept of these."""
        ...

    async def commit(self, at: Position, recorded: Recorded, now: datetime) -> None:
        """Write it, all or nothing."""
        ...

    async def repair(self) -> int:
        """Make again what follows from what is kept."""
        ...


class PageRecords(Protocol):
    """What pages say now."""

    async def load_many(self, sources: Sequence[str]) -> dict[str, SourceRecord | None]:
        """Those of these sources."""
        ...


class WatchLists(Protocol):
    """Channels as people have set them."""

    async def load_watches(self) -> frozenset[Watch]:
        """Whatever any of them watches."""
        ...
