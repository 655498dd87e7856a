"""What receiving needs of the store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.checks.known import UnmatchedCheck
from bot.checks.taking import CheckBook, CheckChanges
from bot.watching.record import SourceRecord


class CheckStore(Protocol):
    """Checks, the looks that they come to, and those that name nobody."""

    async def take(self, arrival: str | None, decide: Callable[[CheckBook], CheckChanges]) -> bool:
        """Store what is decided, all or nothing; False when this arrival was taken before."""
        ...

    async def load_unmatched(self) -> list[UnmatchedCheck]:
        """What names nobody that we know."""
        ...

    async def store_unmatched(self, these: Iterable[UnmatchedCheck], gone: Iterable[UnmatchedCheck]) -> None:
        """Store these, and drop those."""
        ...


class DueStore(Protocol):
    """When sources are due."""

    async def hurry(self, sources: Sequence[str], now: datetime) -> int:
        """Make these due, each once a minute at most; return how many that were."""
        ...

    async def load_many(self, sources: Sequence[str]) -> Mapping[str, SourceRecord | None]:
        """The records of these, None for one that was never read."""
        ...

    async def load_all(self) -> list[SourceRecord]:
        """Every record."""
        ...
