"""Somebody who looks at the board in a browser, and what the browser complains of meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.async_api import Browser, Page

from adapters.web.board.routes import board_area
from adapters.web.server import face
from bot.clock import Clock
from bot.domain.overview import Overview
from tests.servers.web import served

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}


@dataclass
class Visit:
    """An open page. `complaints` are errors on its console, refused contents among them."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    async def to(self, path: str) -> Page:
        await self.page.goto(self.base + path)
        return self.page

    async def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        wide: int = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide


@asynccontextmanager
async def board(overview: Overview, clock: Clock) -> AsyncIterator[str]:
    """The board as it is served, and its address."""
    async with served(face(clock, [board_area(overview, clock)])) as base:
        yield base


@asynccontextmanager
async def visiting(browser: Browser, base: str, now: datetime, **options: Any) -> AsyncIterator[Visit]:
    """Somebody for whom it is `now`, in UTC unless told otherwise. Nothing may be complained of."""
    options = {"viewport": DESKTOP, "timezone_id": "UTC", "reduced_motion": "reduce", **options}
    async with await browser.new_context(**options) as context:
        page = await context.new_page()
        visit = Visit(page, base)
        page.on("console", lambda said: visit.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        await page.clock.set_fixed_time(now)
        yield visit
    assert visit.complaints == []
