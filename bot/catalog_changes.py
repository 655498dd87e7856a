"""A catalogue of one's own that changes while we run: taken up when it is whole, and never half."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.errors import ConfigurationError

logger = structlog.get_logger(__name__)

LOOK_EVERY: Final = timedelta(seconds=3)
_Mark = tuple[int, int, int]


@dataclass(slots=True)
class CatalogChanges:
    """Looks at the file now and then. `load` makes a catalogue of it, or raises ConfigurationError.

    Without a file there is never a change.
    """

    file: Path | None
    load: Callable[[], Catalog]
    clock: Clock
    _seen: _Mark | None = field(init=False)

    def __post_init__(self) -> None:
        self._seen = _mark(self.file)

    async def next(self) -> Catalog:
        """The catalogue, once the file has changed and says something that can be read.

        One that is being written is let alone until it is the same at two looks; of one that is broken a
        line says where, and the older catalogue stays.
        """
        before = self._seen
        while True:
            await self.clock.sleep(LOOK_EVERY)
            now = _mark(self.file)
            is_settled, before = now == before, now
            if not is_settled or now == self._seen:
                continue
            self._seen = now
            try:
                return self.load()
            except ConfigurationError as error:
                logger.warning("Catalogue not taken up, the older one stays", error=str(error))


def _mark(file: Path | None) -> _Mark | None:
    """What tells one state of a file from another; None where there is none."""
    if file is None:
        return None
    try:
        found = os.stat(file)  # noqa: PTH116  -- a moment, every few seconds
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
