"""The board of the made-up outage, as a Chromium shows it: on a desk in light and dark, and on a phone."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Browser, async_playwright

from bot.clock import SimulatedClock
from bot.domain.incident import Grade
from tests.board.asking import CAUSE
from tests.board.board_day import overview_at
from tests.browser.conftest import chromium, launch_options
from tests.browser.visiting import DESKTOP, PHONE, board, visiting
from tests.builders import at

NOW: Final = at(12, 6)
# Enough for flat surfaces and smooth letters; a quarter of the bytes.
_COLOURS: Final = 128
_TALLEST: Final = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardScreen:
    """A page of the board, and how it is looked at: light, dark or phone."""

    page: str
    path: str
    how: str
    says: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"board-{self.page}-{self.how}"

    @property
    def title(self) -> str:
        """Its heading in the docs."""
        where = {"light": "", "dark": ", dark", "phone": ", on a phone"}[self.how]
        return f"Board: {self.page}{where}"


_PAGES: Final = (
    ("now", "/", "How things stand: one shared incident, an early sign, reports, and whether it is us."),
    ("incident", f"/i/{CAUSE}", "An incident: its card, who reports it since when, and why we think so."),
    ("service", "/s/chatgpt", "A service: its state, its last 90 days, its reports and what it depends on."),
    ("graph", "/g/cloudflare", "Who depends on whom around a service, as a graph and as a table."),
    ("history", "/history", "What was, searched by service, cause, words and time."),
    ("score", "/score", "How often claims held, by the grade that they reached."),
)


def board_screens() -> Iterator[BoardScreen]:
    """All of them, in the order of the docs."""
    for page, path, says in _PAGES:
        for how in ("light", "dark", "phone"):
            yield BoardScreen(page=page, path=path, how=how, says=says)


def write_board_screens(out: Path) -> bool:
    """Write them, if there is a browser."""
    if chromium() is None:
        return False
    asyncio.run(_write(out))
    return True


async def _write(out: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        async with board(overview_at(NOW, Grade.PROBABLE), SimulatedClock(NOW)) as base:
            for screen in board_screens():
                _small(await _seen(browser, base, screen)).save(out / f"{screen.name}.png", optimize=True)
        await browser.close()


async def _seen(browser: Browser, base: str, screen: BoardScreen) -> bytes:
    size = PHONE if screen.how == "phone" else {**DESKTOP, "width": 1_200}
    scheme = "dark" if screen.how == "dark" else "light"
    async with visiting(browser, base, NOW, viewport=size, color_scheme=scheme) as visit:
        page = await visit.to(screen.path)
        return await page.screenshot(full_page=True)


def _small(png: bytes) -> Image.Image:
    """The same with few colours, and no longer than anybody scrolls through docs."""
    image = Image.open(BytesIO(png)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, _TALLEST)))
    return image.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
