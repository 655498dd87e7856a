"""Every page of the board as a browser shows it: to everybody, on any screen, in light and dark."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.clock import SimulatedClock
from tests.board.asking import CAUSE
from tests.board.board_day import overview_at
from tests.board.many import busy_overview, hostile_overview
from tests.board.test_board_pages import PAGES
from tests.browser.visiting import PHONE, board, visiting
from tests.builders import at

# All share the loop of the browser.
pytestmark = pytest.mark.asyncio(loop_scope="session")
NOW = at(12, 6)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_page(browser: Browser, scheme: str) -> None:
    found = {}
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW, color_scheme=scheme) as visit,
    ):
        for path in PAGES:
            page = await visit.to(path)
            results = await Axe().run(page)
            if results.violations_count:
                found[path] = results.generate_report()

    assert found == {}


async def test_nothing_is_wider_than_a_phone(browser: Browser) -> None:
    wide = {}
    for overview in (overview_at(NOW), busy_overview(), hostile_overview()):
        async with (
            board(overview, SimulatedClock(NOW)) as base,
            visiting(browser, base, NOW, viewport=PHONE) as visit,
        ):
            for path in PAGES if overview.pages else ("/",):
                await visit.to(path)
                if over := await visit.overflow():
                    wide[path] = over

    assert wide == {}


async def test_all_of_it_is_reached_by_keys(browser: Browser) -> None:
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW) as visit,
    ):
        page = await visit.to("/")
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await expect(page.locator(".skip")).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()
        await page.keyboard.press("Tab")
        title = page.get_by_role("link", name="Probable Cloudflare outage")
        await expect(title).to_be_focused()
        assert await title.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{base}/i/{CAUSE}")


async def test_a_screen_reader_finds_its_way_by_landmarks_and_headings(browser: Browser) -> None:
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW) as visit,
    ):
        page = await visit.to("/")
        for role in ("banner", "navigation", "search", "main", "contentinfo", "status"):
            await expect(page.get_by_role(role)).to_have_count(1)
        headings = await page.get_by_role("heading").all_inner_texts()
        regions = await page.get_by_role("region").count()

    assert headings[0] == "1 shared incident, 4 of 6 watched services hit"
    assert regions >= 6


async def test_times_are_those_of_the_reader_who_may_have_them_in_utc(browser: Browser) -> None:
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW, timezone_id="Asia/Kolkata") as visit,
    ):
        page = await visit.to("/")
        since = page.locator(".card time").first
        await expect(since).to_have_text("17:01 UTC+5:30, 35 min ago")
        await expect(since).to_have_attribute("title", "2025-11-18T11:31:00Z (UTC)")
        await page.get_by_role("button", name="Show times in UTC").click()
        await expect(since).to_have_text("11:31 UTC, 35 min ago")
        page = await visit.to(f"/i/{CAUSE}")
        await expect(page.locator(".meta time").first).to_have_text("11:31 UTC, 35 min ago")


async def test_it_works_without_scripts(browser: Browser) -> None:
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW, java_script_enabled=False) as visit,
    ):
        page = await visit.to("/")
        await expect(page.locator(".card time").first).to_have_text("11:31 UTC, 35 min ago")
        await page.get_by_label("Look up a service").fill("ChatGPT")
        await page.get_by_role("button", name="Look up").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("ChatGPT")
        await page.get_by_role("link", name="History").click()
        await page.get_by_label("Service or cause").fill("slack")
        await page.get_by_role("button", name="Search").click()
        await expect(page.get_by_text("AWS us-east-1 outage is over")).to_be_visible()


async def test_the_whole_graph_is_reached_on_a_phone(browser: Browser) -> None:
    async with (
        board(overview_at(NOW), SimulatedClock(NOW)) as base,
        visiting(browser, base, NOW, viewport=PHONE) as visit,
    ):
        page = await visit.to("/g/chatgpt")
        await page.get_by_role("link", name="AWS us-east-1").first.scroll_into_view_if_needed()
        await expect(page.get_by_role("link", name="AWS us-east-1").first).to_be_in_viewport()
