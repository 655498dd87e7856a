"""A catalogue of one's own that changes while we run: taken up when it is whole, and never half."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.service import Edge
from bot.errors import ConfigurationError, StoreUnavailable
from bot.storage.client import STORE_FAILURES

logger = structlog.get_logger(__name__)

LOOK_EVERY: Final = timedelta(seconds=3)
_Mark = tuple[int, int, int]

LayOver = Callable[[Catalog, date], Awaitable[Catalog]]
"""Adds to a catalogue what was measured before a day."""


async def as_it_is(catalog: Catalog, _day: date) -> Catalog:
    """Nothing was measured."""
    return catalog


@dataclass(slots=True)
class CatalogChanges:
    """Looks at the file now and then. `load` makes a catalogue of it, or raises ConfigurationError.

    Each midnight (UTC) what was measured is laid over it anew: that, too, is a change where it differs.
    """

    file: Path | None
    load: Callable[[], Catalog]
    clock: Clock
    lay_over: LayOver = as_it_is
    _seen: _Mark | None = field(init=False)
    _day: date | None = field(default=None, init=False)
    _edges: tuple[Edge, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        self._seen = _mark(self.file)

    async def today(self) -> Catalog:
        """The catalogue of today. Raises ConfigurationError, and what the store raises."""
        day = self.clock.now().date()
        catalog = await self.lay_over(self.load(), day)
        self._day, self._edges = day, catalog.edges
        return catalog

    async def next(self) -> Catalog:
        """The catalogue, once the file has changed and says something that can be read, or a day has.

        One that is being written is let alone until it is the same at two looks; of one that is broken a
        line says where, and the older catalogue stays.
        """
        before = self._seen
        while True:
            await self.clock.tick(LOOK_EVERY)
            now = _mark(self.file)
            is_settled, before = now == before, now
            is_written = is_settled and now != self._seen
            if is_written:
                self._seen = now
            elif self._day in (None, self.clock.now().date()):
                continue
            known = self._edges
            try:
                catalog = await self.today()
            except ConfigurationError as error:
                logger.warning("Catalogue not taken up, the older one stays", error=str(error))
                self._day = self.clock.now().date()
            except (StoreUnavailable, *STORE_FAILURES) as error:
                logger.debug("What was measured cannot be read, the older catalogue stays", error=str(error))
            else:
                if is_written or catalog.edges != known:
                    return catalog


def _mark(file: Path | None) -> _Mark | None:
    """What tells one state of a file from another; None where there is none."""
    if file is None:
        return None
    try:
        found = os.stat(file)  # noqa: PTH116  -- a moment, every few seconds
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
