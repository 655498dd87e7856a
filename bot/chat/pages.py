"""Pages that are read while somebody waits for an answer about them."""

from collections.abc import Sequence
from typing import Protocol


class PageReader(Protocol):
    """Reads what nobody has read lately, within the time that people wait."""

    async def refresh(self, sources: Sequence[str]) -> None:
        """Read those of these sources that are worth it. Never raises for what a page does."""
        ...


class NoPages:
    """Where answers are made from the store alone."""

    async def refresh(self, sources: Sequence[str]) -> None:
        """Read nothing."""


NO_PAGES = NoPages()
