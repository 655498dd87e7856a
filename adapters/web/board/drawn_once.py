"""The page that all look at is drawn once for each of its marks: news of a change has all ask at once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

# So many pages are kept: as it stands, and with all that is open, before and after a change.
_MOST: Final = 4


@dataclass(slots=True)
class _Page:
    """A page, or that somebody is drawing it."""

    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    drawn: str | None = None


class DrawnOnce:
    """Keeps the newest, by their marks."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}

    async def get(self, mark: str, draw: Callable[[], Awaitable[str]]) -> str:
        """The page of this mark. Raises what `draw` raises; then the next who asks tries again."""
        if mark not in self._pages:
            while len(self._pages) >= _MOST:
                del self._pages[next(iter(self._pages))]
            self._pages[mark] = _Page()
        page = self._pages[mark]
        async with page.drawing:
            if page.drawn is None:
                page.drawn = await draw()
            return page.drawn
