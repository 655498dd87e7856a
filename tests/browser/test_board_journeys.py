"""What people do with the board during an outage and after it, over a real store and the real correlator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from adapters.web.board.live import EVERY
from bot.clock import SimulatedClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Destination
from bot.domain.observation import Observation
from bot.domain.status import ComponentStatus
from bot.pipeline import Pipeline, drain
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.browser.visiting import PHONE, Visit, board, visiting
from tests.builders import a_member, an_incident, at
from tests.chat_builders import ALL_TRAITS, a_channel, of, publish, watching
from tests.scenarios.test_path import CATALOG, STORY, a_correlator, ended, tell

# All share the loop of the browser.
pytestmark = pytest.mark.asyncio(loop_scope="session")
OPS: Final = Destination(platform="memory", channel="ops")


class Outage:
    """The store while an outage is reported: what pages say goes to the correlator, and on to the board."""

    def __init__(self, client: Client, clock: SimulatedClock, worker: CorrelationWorker) -> None:
        self._client = client
        self.clock = clock
        self._worker = worker
        self.pipeline = Pipeline(client=client, catalog=CATALOG, clock=clock, traits=ALL_TRAITS)

    async def say(self, *observations: Observation) -> None:
        for observation in observations:
            if observation.at > self.clock.now():
                await self.clock.advance_to(observation.at)
            await tell(self._client, observation)
            while await self._worker.step():
                pass
            await self._worker.pass_time()
            await drain(self.pipeline.router().step)
        await self.clock.advance(EVERY)

    async def remember(self, *incidents: Incident) -> None:
        recorder = self.pipeline.recorder()
        await recorder.begin()
        await publish(self._client, *(of(one, "it is over") for one in incidents))
        await drain(self.pipeline.router().step, recorder.step)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(at(12, 0))


@asynccontextmanager
async def on_call(
    browser: Browser, store: Client, clock: SimulatedClock, **options: object
) -> AsyncIterator[tuple[Outage, Visit]]:
    """Somebody at the board of an installation that watches Alpha and Beta."""
    await Channels(store).save(a_channel(OPS, watches=watching("alpha", "beta")), clock.now())
    for service in CATALOG.services:
        page = PageState(status=ComponentStatus.OPERATIONAL)
        record = SourceRecord(source=f"{service}/0", service=service, read_at=clock.now(), page=page)
        await Sources(store).commit(record, (), clock.now() + timedelta(minutes=2))
    outage = Outage(store, clock, await a_correlator(store, clock))
    await outage.pipeline.prepare(tells=True)
    overview = outage.pipeline.showing(keep=timedelta(0))
    async with (
        board(overview, clock) as base,
        visiting(browser, base, clock.now(), **options) as visit,
    ):
        yield outage, visit


def card(page: Page) -> Locator:
    return page.locator("article.card")


async def test_look_now(browser: Browser, store: Client, clock: SimulatedClock) -> None:
    async with on_call(browser, store, clock) as (outage, visit):
        await outage.say(*STORY)
        page = await visit.to("/")

        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "1 shared incident, 2 of 2 watched services hit"
        )
        await expect(card(page)).to_contain_text("Cloudflare outage (its status page confirms it)")
        await expect(card(page).locator(".chips a.mine")).to_have_text(["Alpha", "Beta"])
        await card(page).get_by_role("link", name="Cloudflare outage").click()
        await expect(page.get_by_text("Yours: Alpha and Beta are hit")).to_be_visible()
        await page.get_by_role("link", name="Alpha", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Alpha")
        await page.get_by_role("link", name="The graph around it").click()
        await expect(page.locator("svg.graph")).to_contain_text("Cloudflare")


async def test_follow_an_incident_growing_live(
    browser: Browser, store: Client, clock: SimulatedClock
) -> None:
    async with on_call(browser, store, clock) as (outage, visit):
        page = await visit.to("/")
        await expect(page.locator("#live")).to_have_text("live")
        await expect(page.get_by_role("heading", level=1)).to_have_text("No shared incident is known")
        await outage.say(*STORY[:3])
        await expect(card(page)).to_contain_text("Alpha and Beta")
        await expect(page.locator("#news")).to_contain_text("1 shared incident")
        await card(page).get_by_role("link", name="outage").first.click()
        await expect(page.locator(".bar-row:not(.said-row)")).to_have_count(3)
        await expect(page.locator("#live")).to_have_text("live")
        await outage.say(*STORY[3:])

        await expect(page.locator(".bar-row:not(.said-row)")).to_have_count(5)
        await expect(page.get_by_role("link", name="Delta", exact=True)).to_be_visible()
        await expect(page.locator("#news")).to_contain_text("4 affected")
        await clock.advance_to(at(13))
        await outage.say(*ended(STORY))
        await expect(page.locator(".hero .badge")).to_have_text("over")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("is over")


async def test_the_reader_keeps_place_and_focus_while_news_comes(
    browser: Browser, store: Client, clock: SimulatedClock
) -> None:
    async with on_call(browser, store, clock, viewport=PHONE) as (outage, visit):
        await outage.say(*STORY[:4])
        page = await visit.to("/")
        await expect(page.locator("#live")).to_have_text("live")
        link = card(page).get_by_role("link", name="Beta", exact=True)
        await link.focus()
        before = await page.evaluate("scrollY")
        await outage.say(*STORY[4:])

        await expect(card(page)).to_contain_text("Delta")
        await expect(card(page).get_by_role("link", name="Beta", exact=True)).to_be_focused()
        assert await page.evaluate("scrollY") == before


async def test_export(browser: Browser, store: Client, clock: SimulatedClock, tmp_path: Path) -> None:
    async with on_call(browser, store, clock) as (outage, visit):
        await outage.say(*STORY)
        page = await visit.to("/")
        await card(page).get_by_role("link", name="Cloudflare outage").click()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Draft of a post-incident report").click()
        kept = await started.value
        await kept.save_as(tmp_path / "report.md")
        async with page.expect_download() as picture:
            await page.get_by_role("link", name="The timeline as a picture").click()
        await (await picture.value).save_as(tmp_path / "timeline.png")

    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert kept.suggested_filename.endswith(".md")
    assert "| Probable cause | Cloudflare |" in report
    assert "- 18 Nov 2025 12:05 UTC: Alpha has trouble by its own page: Cloudflare outage hits us" in report
    assert (tmp_path / "timeline.png").read_bytes().startswith(b"\x89PNG")


async def test_search_last_month(browser: Browser, store: Client, clock: SimulatedClock) -> None:
    async with on_call(browser, store, clock) as (outage, visit):
        began, ended_at = at(8) - timedelta(days=29), at(11) - timedelta(days=29)
        over = an_incident(
            "inc-20251020-1",
            state=IncidentState.RESOLVED,
            grade=Grade.CONFIRMED,
            started_at=began,
            resolved_at=ended_at,
            members=tuple(a_member(one, since=began, resolved_at=ended_at) for one in ("beta", "gamma")),
        )
        await outage.remember(over)
        page = await visit.to("/history")
        await page.get_by_label("Service or cause").fill("Beta")
        await page.get_by_role("button", name="Search").click()
        await expect(page.get_by_role("heading", name="20 Oct 2025 UTC")).to_be_visible()
        await page.get_by_role("link", name="last month").click()
        await expect(page.get_by_label("From")).to_have_value("2025-10-01")
        await page.get_by_role("link", name="Cloudflare outage is over").click()
        await expect(page.locator(".hero .badge")).to_have_text("over")
        await page.go_back()
        await page.get_by_role("link", name="yesterday").click()
        await expect(page.get_by_text("Nothing of the kind is kept.")).to_be_visible()
