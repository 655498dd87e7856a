"""An open page never passes for more current than it is."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Route, expect

from bot.clock import SimulatedClock
from tests.board.board_day import overview_at
from tests.browser.visiting import board, visiting
from tests.builders import at

# All share the loop of the browser.
pytestmark = pytest.mark.asyncio(loop_scope="session")
NOW = at(12, 6)


async def test_a_page_that_has_fetched_itself_again_says_of_when_it_is(browser: Browser) -> None:
    overview, clock = overview_at(NOW), SimulatedClock(NOW)
    async with board(overview, clock) as base, visiting(browser, base, NOW) as visit:
        page = await visit.to("/")
        await expect(page.locator("#live")).to_have_text("live")
        await expect(page.locator("#as-of")).to_have_text("12:06 UTC")
        await clock.advance_to(NOW + timedelta(minutes=3))
        overview.mark = "2"
        await clock.advance_to(NOW + timedelta(minutes=3, seconds=2))

        await expect(page.locator("#as-of")).to_have_text("12:09 UTC")


async def test_a_connection_on_which_nothing_comes_is_not_called_live(browser: Browser) -> None:
    async def hold(_: Route) -> None:
        """Never answer: a tunnel that has died says nothing of it."""

    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW) as visit,
    ):
        await visit.page.clock.install(time=NOW)
        page = await visit.to("/")
        await expect(page.locator("#live")).to_have_text("live")
        await page.route("**/live", hold)
        async with page.expect_request("**/live"):  # it listens anew
            await page.clock.fast_forward(170_000)

        await expect(page.locator("#live")).to_have_text("no connection")
