"""What polling needs of the store."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.correlation.news_bursts import ReadNews
from bot.domain.news_mention import NewsMention
from bot.domain.observation import Observation
from bot.domain.platform import Blindness, PlatformFailure
from bot.domain.probe import ProbeResult
from bot.domain.subject import Notice
from bot.watching.record import DueSources, SourceRecord


class NewsStore(Protocol):
    """What news says of services now."""

    async def change(self, read: ReadNews, now: datetime) -> None:
        """Replace it by what `read` makes of it."""
        ...


class SourceStore(Protocol):
    """Records and due times of all sources, and which platforms fail as a whole."""

    async def schedule(self, first: Mapping[str, datetime]) -> None:
        """Add sources that are new, and drop those that have left the catalogue."""
        ...

    async def claim(self, now: datetime, lease: timedelta, count: int) -> Mapping[str, SourceRecord | None]:
        """Take due sources for the length of a lease, each with its record; None if it was never read."""
        ...

    async def claim_due(self, now: datetime, lease: timedelta, at_most: int) -> DueSources:
        """The same of all that are due; where they are more than so many, name those that were not taken."""
        ...

    async def claim_these(
        self, sources: Collection[str], now: datetime, lease: timedelta
    ) -> Mapping[str, SourceRecord | None]:
        """Take those of these that are due."""
        ...

    async def hasten(self, sources: Collection[str], now: datetime) -> int:
        """Have those of them that are due, or were never read, come first."""
        ...

    async def load_many(self, sources: Sequence[str]) -> Mapping[str, SourceRecord | None]:
        """The records of these, None for one that was never read."""
        ...

    async def postpone(self, sources: Collection[str], until: datetime) -> None:
        """Have pollers leave these alone until then."""
        ...

    async def bring_forward(self, due: Mapping[str, datetime]) -> None:
        """Have pollers read these then, where they are due later."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next source is due; None when there is none."""
        ...

    async def commit(
        self,
        record: SourceRecord,
        observations: Iterable[Observation],
        due: datetime,
        news: Iterable[NewsMention] = (),
        notices: Iterable[Notice] = (),
    ) -> None:
        """Store what came of a poll and when the next is due, all or nothing."""
        ...

    async def commit_all(self, polls: Iterable[tuple[SourceRecord, datetime]]) -> None:
        """Store polls that gave rise to nothing, each with when the next is due."""
        ...

    def outlines(self) -> AsyncIterator[Sequence[SourceRecord]]:
        """Every record without its page and validators, some at a time."""
        ...

    async def load_platforms(self) -> list[PlatformFailure]:
        """The platforms that were failing when they were last looked at."""
        ...

    async def load_blindness(self) -> Blindness | None:
        """Since when no page at all can be read; None while some can."""
        ...

    async def store_blindness(self, blind: Blindness | None, notice: Notice) -> None:
        """Replace it, and have channels told."""
        ...

    async def store_platforms(self, failing: Iterable[PlatformFailure]) -> None:
        """Replace them."""
        ...


class ProbeResultStore(Protocol):
    """What polls of pages came to as probes."""

    async def keep(self, results: Iterable[ProbeResult]) -> None:
        """Replace those of the vantages that these are from."""
        ...
